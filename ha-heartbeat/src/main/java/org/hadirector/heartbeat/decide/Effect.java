package org.hadirector.heartbeat.decide;

import org.hadirector.heartbeat.link.StatusMessage;

/** Everything the core can ask of the world, in the order in which it shall happen. */
public sealed interface Effect {
    /** Send a beat on one link now. */
    record Send(String link, StatusMessage beat) implements Effect {}

    /** Start the group's resources; answered by {@link Input.Acquired} or {@link Input.AcquireFailed}. */
    record Acquire(String group, long epoch) implements Effect {}

    /**
     * Stop the group's resources, also half-started ones; answered by {@link Input.Released}. Ends a start that is
     * still under way: nothing may be started for the group after this, until the next {@link Acquire}.
     *
     * @param handedOver to a peer that waits for it, clients being served until the answer: what they began may come to
     *     an end first, if that takes no longer than the lease
     */
    record Release(String group, String reason, boolean handedOver) implements Effect {}

    /**
     * From the end of the lease, which comes next, until {@code untilNs} packets for the group's addresses may be kept
     * for the peer that it is granted to. Nothing is answered or served meanwhile. A lease that runs again ends it, 0
     * ends it at once.
     */
    record HoldPackets(String group, long untilNs) implements Effect {}

    /**
     * The peer serves the group that we held packets for: they go to it, and so does until {@code untilNs} whatever
     * still comes here.
     *
     * @param station the peer's hardware address on the LAN of the group, by its own word
     */
    record HandOn(String group, String station, long untilNs) implements Effect {}

    /** Let the lease of the group's addresses run until {@code untilNs} (monotonic); 0 ends it at once. */
    record Lease(String group, long untilNs) implements Effect {}

    /** The group is out of the files and nothing of it runs here: nothing will be said about it any more. */
    record Forget(String group) implements Effect {}

    /** Send one round of ARP probes: for the group's VIPs, and to the witnesses on its LAN. */
    record Probe(String group) implements Effect {}

    /** Send one ICMP echo to every address of every ping node. */
    record Ping() implements Effect {}

    /** Announce the VIPs once more: another station claimed them. */
    record Reannounce(String group) implements Effect {}

    /** Reserve epochs on disk, fsynced, up to this one. */
    record ReserveEpoch(long upTo) implements Effect {}

    /**
     * Let the configured devices switch off or reset the node; answered by {@link Input.Fenced} or
     * {@link Input.FenceFailed} with the same attempt, however long that takes.
     */
    record Fence(String node, long attempt) implements Effect {}

    /**
     * The node of this attempt is heard: nothing further shall be done to it. What a device is at goes on, for half a
     * reset may leave the node off. The attempt is answered all the same.
     */
    record FenceDropped(long attempt) implements Effect {}

    /** Something worth telling: journal, log, status. */
    record Tell(CoreEvent event) implements Effect {}

    /** The outcome of an operator's command. */
    record Answer(long id, boolean ok, String text) implements Effect {}
}
