package org.hadirector.heartbeat.link;

/**
 * One node's state in one resource group, as a beat carries it.
 *
 * @param group CRC-32 of the group's key, so that nodes whose files differ never mix groups up
 * @param epoch of the last ownership the sender knows
 * @param state what the sender does with the group
 * @param leaseMs how long the sender's lease still runs, milliseconds rounded up, 0 when it serves nothing
 * @param ready the sender could take the group: its LAN is proven, its carrier is there, it is not leaving
 * @param offer an owner wants the peer to ask (planned standby, shutdown)
 * @param failed the sender was granted or bereaved but could not acquire; of an owner that offers: {@link OfferScope}
 * @param ask an open question of the sender, or null
 * @param grant its last grant, repeated until the taker shows OWNER or failed, or null
 * @param refuse its answer to our ask, or null
 */
public record GroupStatus(
        int group,
        long epoch,
        OwnerState state,
        int leaseMs,
        boolean ready,
        boolean offer,
        boolean failed,
        Ask ask,
        Grant grant,
        Refuse refuse) {

    /** The same with another lease. */
    GroupStatus withLease(int milliseconds) {
        return new GroupStatus(group, epoch, state, milliseconds, ready, offer, failed, ask, grant, refuse);
    }

    /** What a node does with a group. */
    public enum OwnerState {
        NONE,
        CLAIMING,
        OWNER,
        RELEASING
    }

    /** Why a node asks. */
    public enum AskReason {
        /** Nobody owns the group. */
        VACANT,
        /** The preferred node is back and auto_failback is on. */
        FAILBACK,
        /** The owner offered it (hb_standby, shutdown). */
        OFFERED,
        /** An operator said so on the asking node (hb_takeover). */
        OPERATOR,
        /** The asker is better connected. */
        BETTER,
        /** The asker is the owner and overslept its lease: it asks to go on. */
        REPROOF
    }

    /** A request to own the group. */
    public record Ask(long nonce, AskReason reason) {}

    /** The promise not to serve, in answer to one nonce; {@code epoch} is the highest the granter knows. */
    public record Grant(long nonce, long epoch) {}

    /** The answer no, with a reason for the administrator. */
    public record Refuse(long nonce, RefuseReason reason) {}

    /** Why an ask is refused. */
    public enum RefuseReason {
        OWNER_STAYS,
        CLAIMING,
        CROSSED,
        NOT_WANTED,
        LEAVING,
        CONFIG_DIFFERS
    }
}
