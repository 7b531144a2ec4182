package org.hadirector.resource;

import java.util.List;
import java.util.Map;
import org.hadirector.takeover.Vip;

/**
 * One resource of a group. Calls of {@link #prepare}, {@link #start}, {@link #stop}, {@link #monitor} come from one
 * thread; {@link #renew} comes from another one, {@link #reannounce} from the duty that decides and must not block.
 */
public interface ResourceAgent {
    /** As haresources writes it, such as {@code IPaddr::10.0.0.1/24/eth0}. */
    String name();

    /** Script and arguments as heartbeat logs them, such as {@code /etc/ha.d/resource.d/IPaddr 10.0.0.1/24/eth0}. */
    default String command() {
        return name().replace("::", " ");
    }

    /**
     * Pays in advance what start would cost: called once on every node, before any start. Makes nothing visible to
     * clients.
     */
    default void prepare() throws ResourceException {}

    /** Starts the resource; one that runs already is left as it is. */
    void start() throws ResourceException;

    /** Stops the resource and removes what a crashed predecessor left of it; stopping what is stopped succeeds. */
    void stop() throws ResourceException;

    /** Looks, and changes nothing. */
    ResourceStatus monitor();

    /**
     * Whether clients would be served by it on this node, as far as it knows; a node does not take back what it could
     * not serve. May be called from any thread, never blocks for long.
     */
    default boolean useful() {
        return true;
    }

    /**
     * Why a start would not find everything prepared, empty when it would: for those who look at the standby. A start
     * makes it good where it can. Any thread, never blocks for long.
     */
    default String notReady() {
        return "";
    }

    /**
     * What clients get badly although it runs: a reason in words by what it is about, such as a virtual service without
     * a real server. Any thread, never blocks for long.
     */
    default Map<String, String> complaints() {
        return Map.of();
    }

    /** Whether clients are served on after its stop, as long as the group's address is here. */
    default boolean servesStopped() {
        return false;
    }

    /** While this node may serve the group: keeps alive what has a lifetime. May wait for the kernel. */
    default void renew(long nowNs) {}

    /**
     * Whether what {@link #renew} keeps alive has run out although nobody stopped it: this process stood still for
     * longer. {@link #restore} brings it back. Cheap, any thread.
     */
    default boolean lapsed() {
        return false;
    }

    /** The group is owned still, or again: starts what {@link #lapsed}. On the thread of {@link #start}. */
    default void restore() throws ResourceException {}

    /** The addresses this resource brings up; none for most. */
    default List<Vip> vips() {
        return List.of();
    }

    /** While the group is owned: announce the addresses anew, beginning with the next {@link #renew}. */
    default void reannounce() {}

    /** The daemon ends: give back what {@link #prepare} took. Called after {@link #stop}; may be called twice. */
    default void close() throws ResourceException {}

    /** The three answers of a monitor. */
    enum ResourceStatus {
        RUNNING,
        STOPPED,
        FAILED
    }
}
