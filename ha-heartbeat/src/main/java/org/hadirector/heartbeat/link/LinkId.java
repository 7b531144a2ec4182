package org.hadirector.heartbeat.link;

/**
 * What tells the links of a node apart inside authenticated bytes: the kind of medium and the place among those of its
 * kind, in the order of the lines of {@code ha.cf}. Names of interfaces and devices may differ between the nodes, the
 * order must not. The first of each kind has the place 0.
 */
public final class LinkId {
    /** Places that are told apart; more media of one kind share the last one. */
    public static final int PLACES = 32;

    private static final int KIND_BITS = 3;
    private static final int KIND_MASK = 7;

    private LinkId() {}

    /**
     * The id in one byte.
     *
     * @param kind 1 to 7
     * @param place from 0
     */
    public static byte of(int kind, int place) {
        return (byte) (kind & KIND_MASK | Math.min(place, PLACES - 1) << KIND_BITS);
    }

    /** The same kind at another place. */
    static byte at(byte id, int place) {
        return of(id, place);
    }

    static int place(byte id) {
        return (id & 0xff) >> KIND_BITS;
    }
}
