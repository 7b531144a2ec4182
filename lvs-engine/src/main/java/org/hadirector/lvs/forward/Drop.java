package org.hadirector.lvs.forward;

/** Why the engine dropped a packet. */
public enum Drop {
    /** Lengths, version or header checksum that cannot be right. */
    MALFORMED,
    /** A source that no packet may have (RFC 1122, 3.2.1.3), or a frame to or from a group of stations. */
    MARTIAN,
    /** A fragment that cannot be right, or that contradicts others of its packet. */
    FRAGMENT,
    /** A VLAN tag that the data path left in the frame. */
    TAGGED,
    /** The connection's real server was deleted. */
    SERVER_GONE,
    /** The real server's MAC address is not known (yet). */
    NO_NEXT_HOP,
    /** The connection table is full. */
    TABLE_FULL,
    /** One in so many new connections is turned away while memory is short ({@code drop_packet}). */
    DEFENCE,
    /** An ICMP error that opens a connection ({@code schedule_icmp}) to a service without a server. */
    NO_SERVER,
    /** No Call-ID in a message for a service that persists by it. */
    NO_CALL_ID,
    /** A server's reply whose TTL ended here. */
    REPLY_EXPIRED,
    /** A segment of a connection with a helper that came before its predecessor: it is sent again after that. */
    OUT_OF_ORDER,
    /** A wrong checksum, found where the payload matters: connections with a helper, ICMP errors. */
    BAD_CHECKSUM,
    /** An ICMP error whose TTL ended here. */
    EXPIRED,
    /** Too long for the way, must not be fragmented, and nobody can be told. */
    TOO_BIG,
    /** A packet to be wrapped, but the frame has no room for another header, or we have no address to send from. */
    NO_ROOM_TO_WRAP,
    /** The data path took no further frame: a fragment, or a packet that came in fragments. */
    NO_ROOM_TO_SEND,
    /** No server, and the frame has no room for the answer that says so. */
    NO_ROOM_FOR_ANSWER
}
