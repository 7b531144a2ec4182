package org.hadirector.heartbeat.decide;

import java.util.List;

/**
 * The validated settings of a core. Times are nanoseconds.
 *
 * @param node this node's name
 * @param peer the other node's name
 * @param index 0 for the first node of ha.cf, 1 for the second: breaks ties
 * @param fingerprint of the cluster
 * @param bootId random number of this run
 * @param configDigest of what must agree on both nodes
 * @param timing keepalive and its kin
 * @param links names of the heartbeat links
 * @param watched those of them whose medium's death this node may take for a sign of the peer's
 * @param groups in the order of haresources
 * @param failback what happens when the preferred node returns
 * @param onPartition who serves when no witness is to be had
 * @param firstEpoch the highest epoch found on disk
 * @param fencing whether the peer must be fenced before a takeover without a grant
 * @param pings ping nodes, and whether they decide about ownership
 */
public record CoreSettings(
        String node,
        String peer,
        int index,
        int fingerprint,
        long bootId,
        int configDigest,
        Timing timing,
        List<String> links,
        List<String> watched,
        List<Group> groups,
        Failback failback,
        OnPartition onPartition,
        long firstEpoch,
        Fencing fencing,
        Pings pings) {
    /** Without watched links, fencing and ping nodes. */
    public CoreSettings(
            String node,
            String peer,
            int index,
            int fingerprint,
            long bootId,
            int configDigest,
            Timing timing,
            List<String> links,
            List<Group> groups,
            Failback failback,
            OnPartition onPartition,
            long firstEpoch) {
        this(
                node,
                peer,
                index,
                fingerprint,
                bootId,
                configDigest,
                timing,
                links,
                List.of(),
                groups,
                failback,
                onPartition,
                firstEpoch,
                Fencing.NONE,
                Pings.NONE);
    }

    public CoreSettings {
        links = List.copyOf(links);
        watched = List.copyOf(watched);
        groups = List.copyOf(groups);
    }

    /** The same settings with fencing. */
    public CoreSettings withFencing(Fencing with) {
        return new CoreSettings(
                node,
                peer,
                index,
                fingerprint,
                bootId,
                configDigest,
                timing,
                links,
                watched,
                groups,
                failback,
                onPartition,
                firstEpoch,
                with,
                pings);
    }

    /**
     * The ping nodes of ha.cf.
     *
     * @param nodes their names: an address, or the name of a group
     * @param deadNs silence after which one counts as dead (deadping)
     * @param ipfail whether the node that sees more of them shall own the groups
     */
    public record Pings(List<String> nodes, long deadNs, boolean ipfail) {
        /** No ping nodes. */
        public static final Pings NONE = new Pings(List.of(), 1, false);

        public Pings {
            nodes = List.copyOf(nodes);
        }
    }

    /**
     * Fencing (STONITH) of the peer.
     *
     * @param configured some device here can reset it
     * @param delayNs how much longer the node waits that is not first by the turns, so that two nodes that would fence
     *     each other do not both go down: more than the device needs
     * @param retryNs after a failed attempt, however many there were
     */
    public record Fencing(boolean configured, long delayNs, long retryNs) {
        /** No fence device. */
        public static final Fencing NONE = new Fencing(false, 0, 0);
    }

    /** Whether these are settings of the same run of the same node in the same pair: a reload changes the rest. */
    boolean sameNodeAs(CoreSettings other) {
        return node.equals(other.node)
                && peer.equals(other.peer)
                && index == other.index
                && fingerprint == other.fingerprint
                && bootId == other.bootId;
    }

    /** Keepalive K, warntime W, deadtime D, initdead, lease L, all in nanoseconds (protocol.md, "Words"). */
    public record Timing(long keepaliveNs, long warntimeNs, long deadtimeNs, long initdeadNs, long leaseNs) {
        /** One tick of the kernel's coarse clock at HZ 250, the granularity of the gate's lease. */
        public static final long TICK_NS = 4_000_000;

        static final long LONGEST_PROBE_WINDOW_NS = 50_000_000;

        /** Grant validity G = D/2. */
        public long grantNs() {
            return deadtimeNs / 2;
        }

        /** Probe window p: how long the VIP must be silent before a bereaved node may serve. */
        public long probeWindowNs() {
            return Math.min(deadtimeNs / 10, LONGEST_PROBE_WINDOW_NS);
        }
    }

    /**
     * A resource group.
     *
     * @param key the group's first resource: its name
     * @param id CRC-32 of the key, its name on the wire
     * @param preferredNode the first word of its haresources line
     * @param lan the LAN of its first VIP, by this node's name for it; empty when it has no VIP that can be probed for.
     *     Only answers from there prove that our LAN works, and only a VIP there shows us to the peer: both nodes go by
     *     the same LAN, so what the one takes for a proof the other one can look for
     * @param witnessExpected somebody on that LAN should answer (a ping node, a gateway, a real server), so that
     *     silence of all of them means that our own LAN is dead; otherwise a LAN on which nobody ever answered is left
     *     to {@link OnPartition}
     * @param servesToTheEnd clients are served while it is being released, until its address is gone: when it is handed
     *     over, its gate closes after the release and not before
     */
    public record Group(
            String key, int id, String preferredNode, String lan, boolean witnessExpected, boolean servesToTheEnd) {
        /** A group of programs that stop before the address. */
        public Group(String key, int id, String preferredNode, String lan, boolean witnessExpected) {
            this(key, id, preferredNode, lan, witnessExpected, false);
        }

        /** A group on whose LAN no witness is known. */
        public Group(String key, int id, String preferredNode, String lan) {
            this(key, id, preferredNode, lan, false);
        }

        /** Whether it has a VIP that can be probed for. */
        public boolean hasAddress() {
            return !lan.isEmpty();
        }
    }

    /** auto_failback of ha.cf. */
    public enum Failback {
        ON,
        OFF,
        LEGACY
    }

    /** {@code on-partition} of director.yaml. */
    public enum OnPartition {
        TAKE,
        KEEP_MASTER,
        RELEASE
    }
}
