package org.hadirector.linux;

import java.util.Arrays;
import java.util.HexFormat;

/** An Ethernet MAC address: six octets, immutable, written as {@code 02:00:0a:00:00:01}. */
public final class HardwareAddress {
    public static final int LENGTH = 6;

    private static final HexFormat COLONS = HexFormat.ofDelimiter(":"); // before the constants that are parsed with it

    public static final HardwareAddress BROADCAST = parse("ff:ff:ff:ff:ff:ff");
    public static final HardwareAddress ZERO = new HardwareAddress(new byte[LENGTH]);

    private final byte[] octets;

    private HardwareAddress(byte[] octets) {
        this.octets = octets;
    }

    /** Copies six octets. */
    public static HardwareAddress of(byte[] octets) {
        if (octets.length != LENGTH) {
            throw new IllegalArgumentException("an Ethernet address has 6 octets, not " + octets.length);
        }
        return new HardwareAddress(octets.clone());
    }

    /** Reads {@code aa:bb:cc:dd:ee:ff}. */
    public static HardwareAddress parse(String text) {
        return of(COLONS.parseHex(text));
    }

    public byte[] octets() {
        return octets.clone();
    }

    /** The address as the low 48 bits of a long, first octet highest: the form in which the packet path keeps it. */
    public long toLong() {
        long value = 0;
        for (byte octet : octets) {
            value = value << 8 | octet & 0xff;
        }
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HardwareAddress that && Arrays.equals(octets, that.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    @Override
    public String toString() {
        return COLONS.formatHex(octets);
    }
}
