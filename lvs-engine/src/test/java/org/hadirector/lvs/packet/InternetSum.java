package org.hadirector.lvs.packet;

import java.nio.ByteBuffer;

/** The Internet checksum by full computation (RFC 1071), written apart from {@link Checksums}: it is their oracle. */
public final class InternetSum {
    private InternetSum() {}

    /** The sum of the 16-bit words of some bytes; an odd last byte is a word's upper half. */
    public static long sum(ByteBuffer bytes, int from, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            int value = bytes.get(from + i) & 0xff;
            sum += i % 2 == 0 ? value << 8 : value;
        }
        return sum;
    }

    /** As {@link #sum(ByteBuffer, int, int)}. */
    public static long sum(byte[] bytes, int from, int length) {
        return sum(ByteBuffer.wrap(bytes), from, length);
    }

    /** A sum with its carries added in, 16 bits; 0xffff over bytes that hold their checksum. */
    public static int fold(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) folded;
    }
}
