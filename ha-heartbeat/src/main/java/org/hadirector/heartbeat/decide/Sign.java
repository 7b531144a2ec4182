package org.hadirector.heartbeat.decide;

/** A sign that the peer's daemon or node is gone, seen on one link. What each of them proves is its {@link Weight}. */
public enum Sign {
    /**
     * The peer's kernel closed (FIN) the authenticated tripwire connection of the peer's present run, and no goodbye
     * came before: only the end of the process does that.
     */
    TRIPWIRE_CLOSED(Weight.PROCESS, "its kernel closed the tripwire"),
    /** No carrier on an interface that director.yaml declares direct; the other end may have one. */
    CARRIER_LOST(Weight.MEDIUM, "no carrier on the direct cable"),
    /** The serial line hung up: the far end's modem lines dropped, or the port is gone. */
    LINE_HUNG_UP(Weight.MEDIUM, "the line hung up"),
    /** The tripwire was reset (RST): a firewall can do that. */
    TRIPWIRE_RESET(Weight.HINT, "the tripwire was reset"),
    /** The peer's address answers a beat with ICMP port unreachable: a firewall can do that. */
    PORT_UNREACHABLE(Weight.HINT, "port unreachable"),
    /** The peer's own address answers no ARP on the link's LAN while a neighbour does: its cable may be cut. */
    NEIGHBOUR_SILENT(Weight.HINT, "its own address is silent");

    /** What a sign is worth. */
    public enum Weight {
        /** The process of the peer's present run has ended; nothing it held is renewed any more. */
        PROCESS,
        /** Nothing passes here any more, as this end sees it; the peer may live and see nothing of it. */
        MEDIUM,
        /** Proves nothing alone; fits a proven death of the process. */
        HINT
    }

    private final Weight weight;
    private final String text;

    Sign(Weight weight, String text) {
        this.weight = weight;
        this.text = text;
    }

    public Weight weight() {
        return weight;
    }

    /** In words, for {@code status} and the journal. */
    public String text() {
        return text;
    }
}
