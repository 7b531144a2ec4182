package org.hadirector.heartbeat.decide;

import java.util.List;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;

/**
 * A snapshot of a core, for {@code status} and the audits.
 *
 * @param node this node
 * @param starting initdead has not passed and the peer was not heard yet
 * @param peer what is known of the other node
 * @param links link by link
 * @param groups group by group
 */
public record CoreView(String node, boolean starting, Peer peer, List<Link> links, List<Group> groups) {
    /**
     * {@code up}, {@code late} (silent for warntime), {@code down} (silent on every link for deadtime), {@code unknown}
     * (never heard).
     */
    public enum PeerState {
        UNKNOWN,
        UP,
        LATE,
        DOWN
    }

    /** The other node. {@code silentNs} is the time since its last beat on any link. */
    public record Peer(String name, PeerState state, long bootId, long silentNs, boolean sameConfiguration) {}

    /** One link. {@code hearsUs} says that the peer's echo shows it hears us there. */
    public record Link(String name, PeerState state, long silentNs, boolean hearsUs) {}

    /**
     * One group.
     *
     * @param leaseLeftNs how long our lease still runs, 0 when we serve nothing
     * @param peerState what the peer last said about the group
     * @param reason of the last change
     */
    public record Group(
            String key,
            OwnerState state,
            long epoch,
            long leaseLeftNs,
            OwnerState peerState,
            boolean ready,
            String reason) {}
}
