package org.hadirector.lvs.path.neigh;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.hadirector.linux.Errno;
import org.hadirector.linux.LinuxException;

/**
 * What the kernel said last about the neighbours that ways lead to. Missing and stale ones are used once in a while, so
 * that the kernel looks for them. Guarded by its owner.
 */
final class Neighbours {
    /** How often the kernel is asked again for a neighbour that did not answer, nanoseconds. */
    static final long RETRY_NS = 1_000_000_000L;

    /** How often a stale neighbour is used, so that the kernel confirms it, nanoseconds. */
    static final long CONFIRM_NS = 10_000_000_000L;

    /** The kernel's table. */
    interface Kernel {
        Neighbour.State ask(Neighbour neighbour) throws LinuxException;

        /** The kernel looks for it if it is missing, and confirms it if it is stale. */
        void use(Neighbour neighbour) throws LinuxException;
    }

    private final Kernel kernel;
    private final Consumer<LinuxException> refusals;
    private final Map<Neighbour, Neighbour.State> states = new HashMap<>();
    private long retryAtNs;
    private long confirmAtNs;
    private boolean started;
    /** The kernel has no room for one neighbour more (gc_thresh3): it is not asked for others before the next retry. */
    private boolean full;

    private int turn;

    /** @param refusals takes what the kernel answered when a neighbour could not be used */
    Neighbours(Kernel kernel, Consumer<LinuxException> refusals) {
        this.kernel = kernel;
        this.refusals = refusals;
    }

    /** What is known of a neighbour that is wanted from now on. */
    Neighbour.State state(Neighbour neighbour) throws LinuxException {
        Neighbour.State state = states.get(neighbour);
        if (state == null) {
            state = kernel.ask(neighbour);
            states.put(neighbour, state);
            if (!state.isKnown() || state.stale()) {
                use(neighbour);
            }
        }
        return state;
    }

    /** What is known of a neighbour that is wanted this once. */
    Neighbour.State stateOnce(Neighbour neighbour) throws LinuxException {
        Neighbour.State known = states.get(neighbour);
        Neighbour.State state = known == null ? kernel.ask(neighbour) : known;
        if (!state.isKnown()) {
            use(neighbour);
        }
        return state;
    }

    /** Takes news; whether they change where frames go. */
    boolean apply(Neighbour.News said) {
        Neighbour.State before = states.get(said.neighbour());
        if (before == null) {
            return false; // nobody asked for it
        }
        states.put(said.neighbour(), said.state());
        return before.hardware() != said.state().hardware();
    }

    void keepOnly(Set<Neighbour> wanted) {
        states.keySet().retainAll(wanted);
    }

    void forget() {
        states.clear();
    }

    /** Looks again for those that are missing, and lets stale ones be confirmed, when it is time. */
    void use(long nowNs) throws LinuxException {
        if (!started) {
            started = true;
            retryAtNs = nowNs + RETRY_NS;
            confirmAtNs = nowNs + CONFIRM_NS;
        }
        boolean retry = nowNs - retryAtNs >= 0;
        boolean confirm = nowNs - confirmAtNs >= 0;
        retryAtNs = retry ? nowNs + RETRY_NS : retryAtNs;
        confirmAtNs = confirm ? nowNs + CONFIRM_NS : confirmAtNs;
        if (retry || confirm) {
            full = false;
            useAll(retry, confirm);
        }
    }

    /** Who found no room in the kernel's table comes first the next time. */
    private void useAll(boolean missing, boolean stale) throws LinuxException {
        List<Neighbour> wanted = new ArrayList<>();
        states.forEach((neighbour, state) -> {
            if (missing && !state.isKnown() || stale && state.stale()) {
                wanted.add(neighbour);
            }
        });
        Collections.rotate(wanted, -turn);
        int used = 0;
        while (used < wanted.size() && !full) {
            use(wanted.get(used));
            used += full ? 0 : 1;
        }
        turn = full ? (turn + used) % wanted.size() : 0;
    }

    /** A link that is down, or gone, refuses; its news come separately. So does the kernel's table when it is full. */
    private void use(Neighbour neighbour) throws LinuxException {
        if (full) {
            return;
        }
        try {
            kernel.use(neighbour);
        } catch (LinuxException e) {
            full = e.errno() == Errno.ENOBUFS;
            if (!full && e.errno() != Errno.ENETDOWN && e.errno() != Errno.ENODEV && e.errno() != Errno.EINVAL) {
                throw e;
            }
            refusals.accept(e);
        }
    }
}
