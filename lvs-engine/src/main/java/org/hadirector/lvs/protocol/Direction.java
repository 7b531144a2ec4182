package org.hadirector.lvs.protocol;

/** Where a packet of a connection came from. */
public enum Direction {
    /** From the client; the server's packets pass here as well. */
    INPUT,
    /** From the server. */
    OUTPUT,
    /** From the client; the server answers by another way. */
    INPUT_ONLY
}
