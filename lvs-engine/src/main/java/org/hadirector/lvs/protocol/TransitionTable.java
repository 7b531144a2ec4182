package org.hadirector.lvs.protocol;

import java.util.List;

/** What an event does to a state, by direction; written down as a table of two-letter names. */
final class TransitionTable {
    private final byte[] next;
    private final int events;
    private final int states;

    /**
     * @param names the two-letter names of the states in their order, blanks between
     * @param rows the states that follow: one row for each event of each direction, one column for each state
     */
    TransitionTable(String names, int events, String rows) {
        String[] order = names.split(" ");
        String[] cells = rows.strip().split("\\s+");
        this.events = events;
        states = order.length;
        if (cells.length != Direction.values().length * events * states) {
            throw new IllegalArgumentException(cells.length + " cells");
        }
        next = new byte[cells.length];
        for (int i = 0; i < cells.length; i++) {
            next[i] = (byte) List.of(order).indexOf(cells[i]);
            if (next[i] < 0) {
                throw new IllegalArgumentException("no state " + cells[i]);
            }
        }
    }

    int next(int state, Direction direction, int event) {
        return next[(direction.ordinal() * events + event) * states + state];
    }
}
