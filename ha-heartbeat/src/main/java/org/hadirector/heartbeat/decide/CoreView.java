package org.hadirector.heartbeat.decide;

import java.util.List;
import java.util.Map;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;
import org.hadirector.heartbeat.link.Note;

/**
 * A snapshot of a core, for {@code status} and the audits.
 *
 * @param node this node
 * @param starting initdead has not passed and the peer was not heard yet
 * @param peer what is known of the other node
 * @param links link by link
 * @param groups group by group
 * @param self about the node as a whole
 * @param fence where the fencing of the peer stands
 * @param around ping nodes, the peer's stations, notes
 */
public record CoreView(
        String node,
        boolean starting,
        Peer peer,
        List<Link> links,
        List<Group> groups,
        Self self,
        Fence fence,
        Around around) {
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

    /**
     * One link.
     *
     * @param hearsUs the peer's echo shows that it hears us there
     * @param evidence the signs of the peer's death seen there, in words; empty when there are none
     * @param unproven beats that were not counted, because their run has not shown that it hears ours: of first
     *     contact, of a one-way link, or played from a recording
     */
    public record Link(String name, PeerState state, long silentNs, boolean hearsUs, String evidence, long unproven) {}

    /**
     * One group.
     *
     * @param leaseLeftNs how long our lease still runs, 0 when we serve nothing
     * @param peerState what the peer last said about the group
     * @param reason of the last change
     * @param detail more about it
     */
    public record Group(
            String key,
            OwnerState state,
            long epoch,
            long leaseLeftNs,
            OwnerState peerState,
            boolean ready,
            String reason,
            Detail detail) {}

    /**
     * More about one group.
     *
     * @param preferred this node is the group's preferred one
     * @param reproving owner, but its lease was over: serves nothing until granted or bereaved again
     * @param notReady why this node could not take the group, empty when it could
     * @param notBereaved why this node does not take the group by itself, null when it owns or would take it
     * @param witness who last proved our LAN, empty when nobody did
     * @param vipAnsweredBy the station that last answered for the VIP, empty when none did
     * @param sinceNs monotonic time of the last change
     * @param strangers stations that are neither node and speak as owner of the address
     */
    public record Detail(
            boolean preferred,
            boolean reproving,
            String notReady,
            String notBereaved,
            String witness,
            String vipAnsweredBy,
            long sinceNs,
            List<Stranger> strangers) {}

    /**
     * A station that is neither node and speaks as owner of an address.
     *
     * @param address which, empty when not known
     * @param sinceNs monotonic time at which it was heard first
     * @param lastNs monotonic time at which it was heard last
     */
    public record Stranger(String hardwareAddress, String address, long sinceNs, long lastNs) {}

    /**
     * What this node sees around it.
     *
     * @param pingNodes {@code up}, {@code down} or {@code unknown} by name
     * @param peerPingNodes how many the peer says it sees, -1 when it has not said
     * @param heldBackNs how much longer a preferred node leaves its groups with the other one because the ping nodes
     *     differed lately
     * @param peerStations the peer's hardware addresses, empty when it has not said
     * @param notes what operators noted of the nodes
     */
    public record Around(
            Map<String, PeerState> pingNodes,
            int peerPingNodes,
            long heldBackNs,
            List<String> peerStations,
            List<Note> notes) {}

    /**
     * Fencing of the peer.
     *
     * @param configured a takeover without a grant waits for it
     * @param state IDLE, RUNNING, CONFIRMED, FAILED
     * @param attempt number of the last attempt, 0 when there was none
     * @param failures how many attempts failed in a row
     * @param reason of the last change: device, or what went wrong
     * @param sinceNs monotonic time of the last change
     */
    public record Fence(boolean configured, String state, long attempt, int failures, String reason, long sinceNs) {}

    /**
     * The node as a whole.
     *
     * @param leaving it is shutting down
     * @param reservedEpoch epochs up to this one are on disk
     * @param stalls how often our own cycle came late
     * @param lastStallNs how late it was the last time
     */
    public record Self(boolean leaving, long reservedEpoch, long stalls, long lastStallNs) {}
}
