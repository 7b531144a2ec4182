package org.hadirector.director.run;

import java.net.InetAddress;
import java.util.List;
import org.hadirector.resource.ResourceAgent;
import org.hadirector.resource.ResourceException;

/**
 * A resource group as the daemon handles it.
 *
 * <p>{@link #start}, {@link #stop}, {@link #prepare} come from the group's own thread, {@link #renew} from
 * {@link Lifetimes}, {@link #reannounce} from the deciding duty.
 */
public interface ManagedGroup {
    /** The group's first resource: its name. */
    String key();

    /** What the gate guards for it. */
    List<InetAddress> addresses();

    List<ResourceAgent> agents();

    void prepare() throws ResourceException;

    /** Tells and stops what a killed predecessor left active; after {@link #prepare}. */
    default void clear() throws ResourceException {}

    void start() throws ResourceException;

    void stop() throws ResourceException;

    void renew(long nowNs);

    void reannounce();

    /** Whether something of it ran out because nobody renewed it in time; cheap, any thread. */
    default boolean anyLapsed() {
        for (ResourceAgent agent : agents()) {
            if (agent.lapsed()) {
                return true;
            }
        }
        return false;
    }

    /** Starts again what {@link #anyLapsed}, in order; on the thread of {@link #start}. */
    default void restoreLapsed() throws ResourceException {
        for (ResourceAgent agent : agents()) {
            if (agent.lapsed()) {
                agent.restore();
            }
        }
    }

    /** The daemon ends; after {@link #stop}. */
    default void close() throws ResourceException {}
}
