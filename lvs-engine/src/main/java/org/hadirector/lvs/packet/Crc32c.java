package org.hadirector.lvs.packet;

import org.hadirector.lvs.path.Frame;

/**
 * The checksum of SCTP (RFC 9260, appendix A): CRC with the polynomial of Castagnoli, reflected, and stored with its
 * least significant byte first.
 */
public final class Crc32c {
    private static final int POLYNOMIAL = 0x82f63b78;
    private static final int[] TABLE = table();

    private Crc32c() {}

    private static int[] table() {
        int[] table = new int[256];
        for (int i = 0; i < 256; i++) {
            int value = i;
            for (int bit = 0; bit < 8; bit++) {
                value = (value & 1) != 0 ? value >>> 1 ^ POLYNOMIAL : value >>> 1;
            }
            table[i] = value;
        }
        return table;
    }

    /**
     * The checksum field of an SCTP packet as it is read in network order.
     *
     * @param at begin of the SCTP header; its checksum field counts as zero
     */
    public static int ofSctp(Frame frame, int at, int length) {
        int crc = run(-1, frame, at, 8);
        for (int i = 0; i < 4; i++) {
            crc = step(crc, 0);
        }
        return Integer.reverseBytes(~run(crc, frame, at + 12, length - 12));
    }

    private static int run(int start, Frame frame, int from, int length) {
        int crc = start;
        for (int i = from; i < from + length; i++) {
            crc = step(crc, frame.u8(i));
        }
        return crc;
    }

    private static int step(int crc, int octet) {
        return crc >>> 8 ^ TABLE[(crc ^ octet) & 0xff];
    }
}
