package org.hadirector.heartbeat.decide;

/**
 * Something that happened in the core and that people want to read: each becomes a line of the journal, and where
 * heartbeat has a text for it, a line of ha-log.
 *
 * @param kind what happened
 * @param group the group's key, or empty when it concerns the node
 * @param subject node or link name, or empty
 * @param reason in words: cause and evidence
 * @param value a number that belongs to it (milliseconds, epoch), 0 when none
 * @param detail what a program that reads the event must know beyond its kind
 */
public record CoreEvent(Kind kind, String group, String subject, String reason, long value, EventDetail detail) {
    public CoreEvent(Kind kind, String group, String subject, String reason, long value) {
        this(kind, group, subject, reason, value, EventDetail.Note.NONE);
    }

    /** The kinds of events; {@code ownership} ones are fsynced in the journal. */
    public enum Kind {
        LINK_UP(false),
        LINK_DEAD(false),
        LOCAL_ACTIVE(false),
        PEER_UP(false),
        /** The peer is silent for warntime; the value is how long. */
        PEER_LATE(false),
        /** A node's beat came later than warntime after the one before; the value is how much later. */
        LATE_BEAT(false),
        PEER_DEAD(false),
        PEER_LEAVING(false),
        CLOCK_STALL(false),
        /** The carrier of a group's interface came or went. */
        CARRIER(false),
        /** A ping node answers; the value is how long it was silent, 0 when it was not dead before. */
        PING_UP(false),
        /** A ping node is dead; the value is how many others are still seen. */
        PING_DEAD(false),
        /** ipfail: which node sees more ping nodes; the value is ours. */
        PINGS_EVEN(false),
        PINGS_FEWER(false),
        PINGS_MORE(false),
        /** A station that is neither node speaks as the owner of an address. */
        STRANGER(false),
        SUSPECT(false),
        EVIDENCE(false),
        ASKED(false),
        GRANTED(true),
        REFUSED(false),
        BEREAVED(true),
        CLAIM(true),
        OWNER(true),
        RELEASING(true),
        NONE(true),
        ACQUIRE_FAILED(true),
        LEASE_LOST(true),
        REPROVED(true),
        ISOLATED(true),
        FENCE(true),
        FENCED(true),
        FENCE_FAILED(true),
        ALARM(true),
        DISK_WORKS(false),
        /** The other node owns what we granted it. */
        TAKEN(false),
        /**
         * The other node owns what we neither have nor granted it, as is heard for the first time; the value is its
         * epoch.
         */
        PEER_OWNS(false),
        OPERATOR(false),
        RECONFIGURED(false);

        private final boolean ownership;

        Kind(boolean ownership) {
            this.ownership = ownership;
        }

        /** Whether the journal must reach the disk before the daemon goes on telling. */
        public boolean ownership() {
            return ownership;
        }
    }
}
