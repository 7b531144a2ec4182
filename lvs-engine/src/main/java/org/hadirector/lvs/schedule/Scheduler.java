package org.hadirector.lvs.schedule;

import java.util.List;
import java.util.Set;
import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.model.SchedulerFlag;

/**
 * Chooses the real server of a new connection. One instance per service, used by one thread. {@link #pick} does not
 * allocate.
 */
public interface Scheduler {
    /**
     * Takes up a service.
     *
     * @param destinations its servers, newest first; the list stays, its content changes
     */
    void bind(List<? extends Destination> destinations, Set<SchedulerFlag> flags);

    /** The flags alone are others now; what is remembered stays. */
    default void flags(Set<SchedulerFlag> flags) {}

    /** A server was put at the head of the list. */
    default void added() {
        serversChanged();
    }

    /** The server at this place was taken out of the list. */
    default void removed(int index) {
        serversChanged();
    }

    /** Servers or weights are no longer what they were. */
    default void serversChanged() {}

    /** Time has passed; told every other second. */
    default void passed(int seconds) {}

    /** @return the server, or null if none is available */
    Destination pick(ConnectionKey key);
}
