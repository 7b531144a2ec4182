package org.hadirector.heartbeat.link;

import java.util.List;

/**
 * One beat: everything a node says, repeated every keepalive on every link (protocol.md, "What a beat carries").
 *
 * @param fingerprint of the cluster: beats of another cluster are dropped
 * @param node the sender's name, {@code uname -n}
 * @param bootId random number of this run of the daemon
 * @param sequence rises with every beat of a boot id
 * @param clockNs the sender's monotonic clock
 * @param echo the last beat the sender heard from us on this link, or null when none within deadtime
 * @param configDigest of haresources and whatever else must agree on both nodes
 * @param leaving the sender is shutting down and will never take over
 * @param groups the sender's state in every resource group
 * @param terms the sender's times while it does not know that our files say the same, else null
 * @param surroundings what is around the sender, null when the beat does not say
 */
public record StatusMessage(
        int fingerprint,
        String node,
        long bootId,
        long sequence,
        long clockNs,
        Echo echo,
        int configDigest,
        boolean leaving,
        List<GroupStatus> groups,
        Terms terms,
        Surroundings surroundings) {
    public StatusMessage {
        groups = List.copyOf(groups);
    }

    /** A beat between nodes whose files are known to agree, that says nothing of its sender's surroundings. */
    public StatusMessage(
            int fingerprint,
            String node,
            long bootId,
            long sequence,
            long clockNs,
            Echo echo,
            int configDigest,
            boolean leaving,
            List<GroupStatus> groups) {
        this(fingerprint, node, bootId, sequence, clockNs, echo, configDigest, leaving, groups, null, null);
    }

    /**
     * The times on which each node has to rely of the other, nanoseconds (whole microseconds on the wire). While files
     * differ, as they do between the reloads of the two nodes, both go by the safer one of each pair.
     */
    public record Terms(long keepaliveNs, long deadtimeNs, long leaseNs) {}

    /**
     * What is around the sender and what is noted of the nodes. Said now and then and whenever it changes, because
     * beats also travel over slow lines; it holds until something else is said, at most for the run of the sender.
     *
     * @param pingNodes how many ping nodes the sender sees, {@link #UNKNOWN} when it does not count them
     * @param stations its hardware addresses on the LANs of the service addresses, such as {@code 02:00:0a:00:00:01}
     * @param notes all that it knows, its own and the other node's
     */
    public record Surroundings(int pingNodes, List<String> stations, List<Note> notes) {
        /** Not counted. */
        public static final int UNKNOWN = -1;
        /** More LANs than a pair of directors serves; a beat has no room for more. */
        public static final int MAX_STATIONS = 8;

        public Surroundings {
            stations = List.copyOf(stations);
            notes = List.copyOf(notes);
        }

        /** Without notes. */
        public Surroundings(int pingNodes, List<String> stations) {
            this(pingNodes, stations, List.of());
        }

        // What the compiler makes of a record is put together at its first call, in milliseconds (decisions/0011).
        @Override
        public boolean equals(Object other) {
            return other instanceof Surroundings it
                    && pingNodes == it.pingNodes
                    && stations.equals(it.stations)
                    && notes.equals(it.notes);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * pingNodes + stations.hashCode()) + notes.hashCode();
        }
    }

    /**
     * A beat that was heard: who heard nothing of us for deadtime sends none.
     *
     * @param brief its sender may take this link's medium for dead and then does not wait for deadtime: the echo
     *     entitles to serve for a lease only
     */
    public record Echo(long bootId, long sequence, boolean brief) {
        /** One that is good for a deadtime. */
        public Echo(long bootId, long sequence) {
            this(bootId, sequence, false);
        }
    }

    /** The sequence of the latest beat of that run of ours that the sender had heard on this link, 0 when of none. */
    public long answers(long ownBootId) {
        return echo != null && echo.bootId() == ownBootId ? echo.sequence() : 0;
    }

    /** Whether the sender does anything with any group. */
    public boolean ownsAny() {
        return groups.stream().anyMatch(group -> group.state() != GroupStatus.OwnerState.NONE);
    }
}
