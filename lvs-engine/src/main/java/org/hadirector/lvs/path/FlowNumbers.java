package org.hadirector.lvs.path;

/**
 * Numbers below a limit, each for one flow at a time; the one given back last is taken next, so that few are in use.
 */
public final class FlowNumbers {
    private final int limit;
    private int[] free = new int[0];
    private int freed;
    private int used;

    public FlowNumbers(int limit) {
        this.limit = limit;
    }

    /** One that nobody has, or {@link FlowCache#NONE}. */
    public int take() {
        if (freed > 0) {
            return free[--freed];
        }
        return used == limit ? FlowCache.NONE : used++;
    }

    /** Nobody has it any more. */
    public void give(int number) {
        if (free.length == 0) {
            free = new int[limit];
        }
        free[freed++] = number;
    }
}
