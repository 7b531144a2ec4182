package org.hadirector.lvs.path;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Set;

/**
 * A data path: keeps the kernel's own stack away from the services' packets, hands them to the engine, sends what the
 * engine decides.
 *
 * <p>What callers may assume: guards and diversions are idempotent and take effect for the next packet; a guarded
 * address whose lease has run out is silent (no traffic, no ARP answer) even when this process hangs or is dead;
 * closing leaves the guard in place, only {@link #detach} removes it. {@link #poll}, {@link #await} belong to one
 * thread, everything else may be called from any.
 */
public interface PacketPath extends AutoCloseable {
    /**
     * Declares a virtual address: from now on traffic and ARP for it pass only while its lease runs. The lease starts
     * expired.
     */
    void guard(InetAddress vip) throws IOException;

    /** Forgets a virtual address; its packets are ordinary ones again. */
    void unguard(InetAddress vip) throws IOException;

    /** The guarded addresses, those of a predecessor that was adopted included. */
    Set<InetAddress> guarded();

    /**
     * Sets the lease of a guarded address.
     *
     * @param untilNs end of the lease on CLOCK_MONOTONIC, that is {@link System#nanoTime}; 0 ends it at once
     */
    void lease(InetAddress vip, long untilNs) throws IOException;

    /**
     * From the end of the lease until {@code untilNs} packets of diverted services of a guarded address go up all the
     * same, to {@link PacketHandler#held}: they may wait, or be sent to the next owner. Everything else for the
     * address, ARP above all, is as silent as the lease wants it; at {@code untilNs} everything is, also when this
     * process hangs or is dead. A lease that runs again ends it.
     *
     * @param untilNs on CLOCK_MONOTONIC; 0 ends it at once
     */
    void hold(InetAddress vip, long untilNs) throws IOException;

    /**
     * Takes the packets of a service away from the kernel's stack and up to the engine: those to its port; every
     * fragment to its address, since later ones have no ports, and every IPv6 packet with extension headers; and ICMP
     * errors to its address that quote a packet from its port. What turns out to be none of the engine's comes back
     * with verdict LOCAL.
     */
    void divert(ServiceKey service) throws IOException;

    /** Gives the packets of a service back to the kernel's stack. */
    void undivert(ServiceKey service) throws IOException;

    /**
     * Takes up the packets that a masqueraded real server sends to others than this machine, its fragments included, so
     * that its replies can be translated back; and the ICMP errors, whoever sends them, that quote a packet of this
     * protocol to this address and port. What the server sends to an address of this machine (the answer to a health
     * check) stays with the stack. The server must reach the clients through this machine; it may be this machine,
     * whose frames then go up as they leave, with the interface and the MAC addresses that they were to leave with:
     * verdict {@link Frame#interfaceIndex} sends them on, and not up again.
     *
     * @param realServer protocol, address and port the replies come from; port 0 for all. Of a tunnelled server the
     *     protocol of what we wrap (4, 41, 47, or 17 with its port), for the ICMP errors alone
     */
    void divertReplies(ServiceKey realServer) throws IOException;

    /** Ends {@link #divertReplies}. */
    void undivertReplies(ServiceKey realServer) throws IOException;

    /** Where the handler of {@link #poll} sends further frames; one and the same for the life of the path. */
    default Outlet outlet() {
        return Outlet.NONE;
    }

    /** The connections that it carries by itself; one and the same for the life of the path. */
    default FlowCache flows() {
        return FlowCache.EMPTY;
    }

    /**
     * Hands up to {@code limit} received frames to the handler and carries out its verdicts; never waits.
     *
     * @return the number of frames handled
     */
    int poll(PacketHandler handler, int limit) throws IOException;

    /** Waits until a frame is there, {@link #wakeUp} is called, or the time is over. */
    void await(long timeoutNs) throws IOException;

    /** The index of an interface, as {@link Frame#interfaceIndex} tells it; 0 while there is none of that name. */
    default int interfaceIndex(String name) {
        return 0;
    }

    /** Ends a present or the next {@link #await}, from any thread. */
    void wakeUp();

    /** A snapshot of the counters since attachment. */
    PathCounters counters();

    /** Removes guard, lease and diversion from the kernel: the path is gone as if it had never been. */
    void detach() throws IOException;

    /** Ends this process' part. The guard stays: the addresses fall silent when their leases end. */
    @Override
    void close();
}
