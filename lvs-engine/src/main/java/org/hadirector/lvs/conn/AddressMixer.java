package org.hadirector.lvs.conn;

/** A hash of addresses under a secret, so that whoever chooses addresses cannot aim at one bucket. */
public final class AddressMixer {
    private final long seed;

    /** @param seed the secret */
    public AddressMixer(long seed) {
        this.seed = seed;
    }

    /** The hash of an address ({@code lvs.packet.Addresses}) and what else tells two apart. */
    public int hash(long high, long low, int more) {
        long mixed = mix(seed ^ high);
        mixed = mix(mixed ^ low);
        return (int) (mix(mixed ^ more) >>> 32);
    }

    /** Stafford's variant 13 of the 64-bit finaliser of MurmurHash3. */
    private static long mix(long value) {
        long mixed = (value ^ value >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ mixed >>> 31;
    }
}
