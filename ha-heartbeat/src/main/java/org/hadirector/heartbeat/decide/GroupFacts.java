package org.hadirector.heartbeat.decide;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.hadirector.heartbeat.link.AskScope;
import org.hadirector.heartbeat.link.GroupStatus;
import org.hadirector.heartbeat.link.GroupStatus.AskReason;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;
import org.hadirector.heartbeat.link.OfferScope;

/**
 * Everything one node knows about one group. {@link GroupCore} writes it, the {@link Rules} read it: each rule is a
 * function of these facts and of the time.
 */
public final class GroupFacts {
    static final long NEVER = Long.MIN_VALUE;

    /** Replaced by a reload, as {@link #group} is. */
    CoreSettings settings;

    CoreSettings.Group group;
    final Pace pace;
    final PeerView peer;
    final StallGuard stall;
    final EpochLedger ledger;
    final LanWatch lan;
    final FenceWatch fence;
    final Connectivity connectivity;
    final RoleTransition role;
    final AskBook asks;
    final GrantBook answers;

    /** Of the last ownership known, ours or heard. */
    long epoch;
    /** Our gate's lease; NEVER when it does not run. */
    long leaseUntilNs = NEVER;
    /** OWNER, but the lease was over: nothing is served until granted or bereaved again. */
    boolean reproving;

    long reprovingSinceNs;
    /** The claim or ownership rests on a grant until then, without any further sign of the peer. */
    long grantedUntilNs = NEVER;

    boolean claimedByGrant;
    boolean leaving;
    /** Nothing but a confirmed fence of the peer keeps us from taking the group, and it is our turn to ask for one. */
    boolean fenceWanted;

    /** A reload took the group out of our files: it is given back, then forgotten. */
    boolean retiring;

    boolean failed;
    long backoffUntilNs = NEVER;
    /** Failures of the resources in a row. */
    int failures;
    /** The owner wants the peer to ask, until then. */
    long offerUntilNs = NEVER;
    /** The operator who wanted that meant a part of the groups, ours or the peer's. */
    boolean offersPart;
    /** An operator wants the group here, until then. */
    long wantedUntilNs = NEVER;
    /** Which groups that operator meant. */
    AskScope wantedScope = AskScope.ALL;
    /** We owned or claimed the group after everything the peer has said about it: it may know us as owner. */
    boolean ownedLast;
    /** The epoch of our latest claim in this run, NEVER when there was none. */
    long claimedEpoch = NEVER;
    /** The peer spoke of the group since we know it: what it is there is no guess. */
    boolean told;
    /**
     * A preferred node that lost the group to a fault takes it back; not after an operator moved it away, or its
     * resources failed here, until this node has had it again.
     */
    boolean failbackArmed = true;

    long readySinceNs = NEVER;
    /** Clients would be served here: some real server answers this node, or none is known. */
    boolean useful = true;

    GroupFacts(
            CoreSettings settings,
            CoreSettings.Group group,
            Pace pace,
            PeerView peer,
            StallGuard stall,
            EpochLedger ledger,
            LanWatch lan,
            FenceWatch fence,
            Connectivity connectivity,
            Rules rules,
            long startNs) {
        this.settings = settings;
        this.group = group;
        this.pace = pace;
        this.peer = peer;
        this.stall = stall;
        this.ledger = ledger;
        this.lan = lan;
        this.fence = fence;
        this.connectivity = connectivity;
        this.role = new RoleTransition(group.key(), startNs);
        // A group that a reload takes out and puts back must not ask its former questions again.
        this.asks = rules.askBook(pace, (settings.bootId() * 31 + group.id()) ^ Long.reverse(startNs));
        this.answers = rules.grantBook(pace);
        // An earlier group of this name may have used every epoch that is known here.
        this.epoch = ledger.highest();
    }

    /** Other files; everything known of the group stays. */
    void reconfigure(CoreSettings next, CoreSettings.Group nextGroup) {
        if (!nextGroup.lan().equals(group.lan())) {
            lan.moved();
        }
        settings = next;
        group = nextGroup;
        lan.expectWitness(nextGroup.witnessExpected());
    }

    /** The peer goes standby: it stops the group that it offered and we asked for, or we start it by now. */
    boolean takingOffered() {
        boolean stopping = role.is(OwnerState.NONE) && peerState() == OwnerState.RELEASING;
        boolean starting = role.is(OwnerState.CLAIMING) && claimedByGrant;
        return asks.latest() != null && asks.latest().reason() == AskReason.OFFERED && (stopping || starting);
    }

    boolean preferred() {
        return group.preferredNode().equals(settings.node());
    }

    /**
     * On equal footing: the first node by name. Not the preferred one, for files may differ in that, and then both
     * nodes win, or neither.
     */
    boolean winsTie() {
        return settings.index() == 0;
    }

    /** Who may ask first for what nobody owns: the preferred node, else the first one by name. */
    boolean asksFirst() {
        boolean peerPreferred = group.preferredNode().equals(settings.peer());
        return preferred() || !peerPreferred && winsTie();
    }

    /** Whether it is ours, or is about to be. */
    boolean ownsOrClaims() {
        return role.is(OwnerState.OWNER) || role.is(OwnerState.CLAIMING);
    }

    /** What the peer last said about the group, or null. */
    GroupStatus peerStatus() {
        return peer.group(group.id());
    }

    /** As {@link #peerStatus} when a beat has just come: if it tells of the group, the group is known from now on. */
    GroupStatus toldByPeer() {
        told |= peerStatus() != null;
        return peerStatus();
    }

    void offer(long untilNs, boolean part) {
        offerUntilNs = untilNs;
        offersPart = part;
    }

    boolean offers(long nowNs) {
        return nowNs < offerUntilNs;
    }

    /** Of what the peer offers: what its operator said. */
    AskScope offeredScope() {
        GroupStatus status = peerStatus();
        return status == null
                ? AskScope.ALL
                : OfferScope.of(status, group.preferredNode().equals(settings.peer()));
    }

    OwnerState peerState() {
        GroupStatus status = peerStatus();
        return status == null ? OwnerState.NONE : status.state();
    }

    /** The highest epoch known of this group. */
    long highestEpoch() {
        GroupStatus status = peerStatus();
        return status == null ? epoch : Math.max(epoch, status.epoch());
    }

    /** Why this node could not take the group now; empty when it is ready. */
    Set<Fault> faults(long nowNs) {
        Set<Fault> faults = EnumSet.noneOf(Fault.class);
        if (leaving) {
            faults.add(Fault.LEAVING);
        }
        if (nowNs < backoffUntilNs) {
            faults.add(Fault.RESOURCES);
        }
        if (role.is(OwnerState.NONE) && !ledger.covers(highestEpoch() + 1)) {
            faults.add(Fault.EPOCH);
        }
        if (group.hasAddress()) {
            switch (lan.lan(nowNs)) {
                case SEARCHING -> faults.add(Fault.LAN_SEARCHING);
                case LOST -> faults.add(lan.carrier() ? Fault.LAN_LOST : Fault.CARRIER);
                default -> {}
            }
        }
        return faults;
    }

    /** Whether the peer is heard and could take the group. */
    boolean peerCouldTake(long nowNs) {
        GroupStatus status = peerStatus();
        return status != null && status.ready() && !peer.silent(nowNs) && !peer.leaving() && peer.sameConfiguration();
    }

    /**
     * The peer's hardware address on the LAN of the group, or null when it is not clear. It stands in the peer's own,
     * authenticated beats; on a node with several LANs it is the one of these that was heard to speak for the VIP.
     */
    String stationOfPeer() {
        List<String> stations = peer.around.stations();
        if (stations.size() == 1) {
            return stations.get(0);
        }
        return stations.contains(lan.vipAnsweredBy()) ? lan.vipAnsweredBy() : null;
    }

    /** How long our gate's lease still runs, 0 when it does not. */
    long leaseLeftNs(long nowNs) {
        return leaseUntilNs == NEVER ? 0 : Math.max(0, leaseUntilNs - nowNs);
    }

    /** The same in whole milliseconds, the last one begun, as a beat tells it. */
    int leaseMs(long nowNs) {
        return (int) Math.min(Integer.MAX_VALUE, (leaseLeftNs(nowNs) + 999_999) / 1_000_000);
    }

    /** Adds a span to a moment that may be {@link #NEVER}. */
    static long after(long momentNs, long spanNs) {
        return momentNs == NEVER ? NEVER : momentNs + spanNs;
    }
}
