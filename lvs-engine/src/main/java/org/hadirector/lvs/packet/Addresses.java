package org.hadirector.lvs.packet;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * Addresses as two longs in network order. An IPv4 address is the IPv6 address that maps it (::ffff:a.b.c.d, RFC 4291
 * section 2.5.5.2), so that one comparison serves both families.
 */
public final class Addresses {
    /** The upper half of every IPv4 address. */
    public static final long IPV4_HIGH = 0;

    private static final long IPV4_PREFIX = 0xffff_0000_0000L;

    private Addresses() {}

    /** The lower half of an IPv4 address given as 32 bits. */
    public static long ofIpv4(int address) {
        return IPV4_PREFIX | Integer.toUnsignedLong(address);
    }

    /** Whether the two halves are an IPv4 address. */
    public static boolean isIpv4(long high, long low) {
        return high == IPV4_HIGH && low >>> 32 == 0xffff;
    }

    /** Whether the two halves are an address that no packet of a network bears. */
    public static boolean isLoopback(long high, long low) {
        return isIpv4(high, low) ? (low >>> 24 & 0xff) == 127 : high == 0 && low == 1;
    }

    public static long high(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 ? IPV4_HIGH : ByteBuffer.wrap(bytes).getLong(0);
    }

    public static long low(InetAddress address) {
        byte[] bytes = address.getAddress();
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return bytes.length == 4 ? ofIpv4(buffer.getInt(0)) : buffer.getLong(8);
    }

    /** The address that the two halves are; allocates. */
    public static InetAddress toInetAddress(long high, long low) {
        byte[] bytes = new byte[isIpv4(high, low) ? 4 : 16];
        for (int i = 1; i <= bytes.length; i++) {
            bytes[bytes.length - i] = (byte) (i <= 8 ? low >>> 8 * (i - 1) : high >>> 8 * (i - 9));
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }
}
