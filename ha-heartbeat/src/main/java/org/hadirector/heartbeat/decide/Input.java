package org.hadirector.heartbeat.decide;

import java.util.List;
import org.hadirector.heartbeat.link.Note;
import org.hadirector.heartbeat.link.StatusMessage;

/** Everything that can happen to the core. */
public sealed interface Input {
    /** Of an order whose giver waits for ever. */
    long NO_END = Long.MAX_VALUE;

    /** The key of the group that it concerns, empty when it concerns the node. */
    default String group() {
        return "";
    }

    /** A duty cycle: time has passed. Given after all other inputs of the cycle. */
    record Cycle() implements Input {}

    /** An authenticated beat of the peer came in on a link. */
    record BeatHeard(String link, StatusMessage beat) implements Input {}

    /** Another station answered an ARP probe for a VIP of the group, or spoke as its owner. */
    record VipAnswered(String group, String hardwareAddress, String address) implements Input {
        /** When it does not matter which of the group's addresses it was. */
        public VipAnswered(String group, String hardwareAddress) {
            this(group, hardwareAddress, "");
        }
    }

    /**
     * Another station probes for a VIP of the group (ARP, sender address 0: RFC 5227): it lives, has not got the
     * address and may be about to take it.
     */
    record VipProbed(String group, String hardwareAddress) implements Input {}

    /**
     * A witness (gateway, ping node, any neighbour but the peer) answered on a LAN of one of the group's VIPs: when it
     * is the group's, our own LAN works.
     *
     * @param lan as in {@link CoreSettings.Group#lan}
     */
    record LanAnswered(String group, String witness, String lan) implements Input {}

    /** A ping node (or a member of a ping group) answered an ICMP echo. */
    record PingAnswered(String node) implements Input {}

    /** The hardware addresses under which this node speaks on the LANs of the groups' addresses. */
    record OwnStations(List<String> hardwareAddresses) implements Input {
        public OwnStations {
            hardwareAddresses = List.copyOf(hardwareAddresses);
        }
    }

    /**
     * An operator notes something of a node of the cluster: {@link Note}; {@code id} comes back in
     * {@link Effect.Answer}.
     */
    record Noted(long id, String node, Note.Kind kind, String value) implements Input {}

    /** A probe asked for by {@link Effect.Probe} could not be sent. */
    record ProbeFailed(String group, String reason) implements Input {}

    /**
     * A sensor sees a sign of the peer's death on a link, or sees it no longer. Raised again and again for as long as
     * it is seen, because a beat heard voids it.
     *
     * @param bootId the run of the peer that the sign is about, 0 when it is about the medium
     */
    record DeathSign(String link, Sign sign, boolean stands, long bootId) implements Input {}

    /**
     * The peer's own address answered a probe on a LAN of the group's VIPs: its kernel lives and hears us there, so our
     * own LAN works where no witness could say it.
     */
    record PeerAnswered(String group, String lan) implements Input {}

    /** The carrier of the group's interfaces is there on all of them, or not. */
    record CarrierChanged(String group, boolean up) implements Input {}

    /**
     * A VIP of a group that is being started is up; the first one on the group's LAN counts. One that a script brings
     * up is not seen.
     *
     * @param lan where it is
     */
    record AddressUp(String group, String lan) implements Input {}

    /** All resources of the group run (answer to {@link Effect.Acquire}). */
    record Acquired(String group) implements Input {}

    /** The group could not be started; what had been started is released again. */
    record AcquireFailed(String group, String reason) implements Input {}

    /** Nothing of the group runs here any more, read back (answer to {@link Effect.Release}). */
    record Released(String group) implements Input {}

    /**
     * At start something of the group was active that a former run had left, and it cannot be stopped yet; answered by
     * {@link Released} when it is. Nothing of it may be started anywhere before.
     */
    record LeftActive(String group, String reason) implements Input {}

    /** An administrator mended what made the group's resources fail: it may be taken again at once. */
    record FaultCleared(String group) implements Input {}

    /** A resource failed while the group was owned. */
    record ResourceFailed(String group, String reason) implements Input {}

    /**
     * Whether clients would be served if the group were here: false while none of its real servers answers this node.
     * It keeps a node from taking back what the other one serves, and nothing else: a fallback page is better than
     * nobody.
     */
    record UsefulChanged(String group, boolean useful) implements Input {}

    /** The gate says the lease of the group had run out at some time although it was renewed later. */
    record LeaseLost(String group) implements Input {}

    /** Epochs up to this one are reserved on disk (answer to {@link Effect.ReserveEpoch}). */
    record EpochReserved(long upTo) implements Input {}

    /** What was reserved is not on disk any more, whoever took it away: to be reserved anew before it is used. */
    record EpochsLost(String reason) implements Input {}

    /** The reservation failed; asked for again later. */
    record EpochReserveFailed(String reason) implements Input {}

    /**
     * An operator's command.
     *
     * @param id comes back in {@link Effect.Answer}
     * @param only the group with this key; empty: every group in scope
     * @param byNs whoever gave it waits until then; later it is refused, for the operator may have helped himself
     */
    record OperatorRequest(long id, Verb verb, Scope scope, String only, long byNs) implements Input {
        public OperatorRequest(long id, Verb verb, Scope scope, String only) {
            this(id, verb, scope, only, NO_END);
        }

        public OperatorRequest(long id, Verb verb, Scope scope) {
            this(id, verb, scope, "");
        }
    }

    /** A device has confirmed that the node is off or was reset (answer to {@link Effect.Fence}). */
    record Fenced(long attempt, String by) implements Input {}

    /** No device could fence the node (answer to {@link Effect.Fence}). */
    record FenceFailed(long attempt, String reason) implements Input {}

    /**
     * An operator says that the node was reset or cut off by hand; {@code id} comes back in {@link Effect.Answer}.
     *
     * @param byNs as of {@link OperatorRequest}
     */
    record FenceConfirmed(long id, String node, long byNs) implements Input {
        public FenceConfirmed(long id, String node) {
            this(id, node, NO_END);
        }
    }

    /**
     * The files were read anew and are valid: from now on these settings count. Node, peer, fingerprint and boot id are
     * as before. Groups that stay keep everything known of them; one that is gone is released, then told by
     * {@link Effect.Forget}; a new one is claimed by the rules.
     */
    record Reconfigured(CoreSettings settings) implements Input {}

    /** The daemon shall stop: hand over, then release; answered when nothing is held any more. */
    record Shutdown(long id) implements Input {}

    /** hb_standby and hb_takeover. */
    enum Verb {
        STANDBY,
        TAKEOVER
    }

    /** Which groups, by their preferred node: {@code LOCAL} prefer this node, {@code FOREIGN} the other. */
    enum Scope {
        ALL,
        LOCAL,
        FOREIGN
    }
}
