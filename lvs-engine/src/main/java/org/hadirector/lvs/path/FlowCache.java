package org.hadirector.lvs.path;

import org.hadirector.lvs.conn.ConnectionKey;

/**
 * The connections that a path carries by itself, without the engine. A cache and no authority: which connections there
 * are, and in which state, only the engine knows; an entry that is lost costs an upcall, never a connection.
 *
 * <p>Of an installed flow the path sends on, to its next hop and one hop older, what cannot change a connection: whole
 * TCP segments that only acknowledge or carry data, UDP datagrams; without IP options or extension headers, with hops
 * left, and no longer than the way takes. Everything else goes up as ever, and so does everything while the lease of
 * the address is over (then it is silent), or once {@link #trustUntil} has passed: a path does not go on for ever for
 * an engine that hangs or is dead.
 *
 * <p>Belongs to the packet thread.
 */
public interface FlowCache {
    /** No such flow, or no room for one more. */
    int NONE = -1;

    /** Of a path that hands all packets up. */
    FlowCache EMPTY = new NoFlows();

    /** Most flows at a time, 0 for none ever; their numbers are below it, and the lowest are taken first. */
    int capacity();

    /**
     * Why nothing is ever carried here, and what helps, in words for an administrator; empty where something may be.
     */
    default String obstacle() {
        return "";
    }

    /**
     * From now on packets from that client to that virtual address and port go to the next hop. The flow must not be
     * there yet; whoever is not sure removes it before.
     *
     * @return its number, from which its counters are read, which start at 0; or {@link #NONE}
     */
    int install(ConnectionKey flow, NextHop hop);

    /**
     * Packets of the flow go up again.
     *
     * @return the number it had, whose counters can be {@link #read} until the next {@link #install}; or {@link #NONE}
     */
    int remove(ConnectionKey flow);

    /** Packets of all flows go up again, from the next one on; their numbers and counters remain until removed. */
    void forgetAll();

    /** @param untilNs {@link System#nanoTime} up to which the engine is known to live */
    void trustUntil(long untilNs);

    /** Tells what the flows of these numbers have carried since they were installed, {@code to} excluded. */
    void read(int from, int to, Reader reader);

    /** Takes the counters of one flow. */
    interface Reader {
        /**
         * Nothing is allocated for a call.
         *
         * @param bytes of its packets, IP headers included
         * @param lastNs when the last of them came, {@link System#nanoTime} but for a clock tick; 0 if none did
         */
        void carried(int number, long packets, long bytes, long lastNs);
    }
}
