package org.hadirector.lvs.fuzz;

import static org.hadirector.lvs.packet.InternetSum.fold;
import static org.hadirector.lvs.packet.InternetSum.sum;

import java.util.zip.CRC32C;

/** Checksums of frames by full computation, written independently of the code under test. */
final class Sums {
    /** Where the transport checksum of a frame is and what it covers. */
    record Place(int protocol, int start, int length, int at) {}

    private Sums() {}

    static int u16(byte[] frame, int at) {
        return (frame[at] & 0xff) << 8 | frame[at + 1] & 0xff;
    }

    /** The checksum of a whole packet's transport header, or null if it has none or is too short for it. */
    static Place checksum(byte[] frame) {
        boolean v6 = frame.length > 14 && frame[12] == (byte) 0x86 && frame[13] == (byte) 0xdd;
        if (!v6 && (frame.length < 34 || frame[12] != 8 || frame[13] != 0 || (u16(frame, 20) & 0x3fff) != 0)) {
            return null;
        }
        if (v6 && frame.length < 54) {
            return null;
        }
        int protocol = frame[v6 ? 20 : 23] & 0xff;
        int start = v6 ? 54 : 14 + (frame[14] & 15) * 4;
        int length = (v6 ? 54 + u16(frame, 18) : 14 + u16(frame, 16)) - start;
        int at =
                switch (protocol) {
                    case 6 -> 16;
                    case 17 -> 6;
                    case 132 -> 8;
                    case 58, 1 -> 2;
                    default -> -1;
                };
        int least = protocol == 132 ? at + 4 : at + 2;
        if (at < 0 || length < least || start + length > frame.length || protocol == 1 == v6 && protocol < 6) {
            return null;
        }
        return new Place(protocol, start, length, start + at);
    }

    static long pseudo(byte[] frame, Place place) {
        if (place.protocol == 1) {
            return 0;
        }
        boolean v6 = frame[12] != 8;
        return sum(frame, v6 ? 22 : 26, v6 ? 32 : 8) + place.protocol + place.length;
    }

    /** Whether the header checksum of an IPv4 packet is right; true for IPv6. */
    static boolean isHeaderRight(byte[] frame) {
        return frame[12] != 8 || fold(sum(frame, 14, (frame[14] & 15) * 4)) == 0xffff;
    }

    /** Whether the transport checksum is right, or there is none. */
    static boolean isRight(byte[] frame, boolean partial) {
        Place place = checksum(frame);
        if (place == null) {
            return true;
        }
        if (place.protocol == 132) {
            return crc(frame, place) == stored(frame, place);
        }
        if (partial) {
            return place.protocol != 6 && place.protocol != 17
                    || u16(frame, place.at) % 0xffff == fold(pseudo(frame, place)) % 0xffff;
        }
        boolean none = place.protocol == 17 && frame[12] == 8 && u16(frame, place.at) == 0;
        return none || fold(pseudo(frame, place) + sum(frame, place.start, place.length)) == 0xffff;
    }

    private static int crc(byte[] frame, Place place) {
        CRC32C crc = new CRC32C();
        crc.update(frame, place.start, 8);
        crc.update(new byte[4], 0, 4);
        crc.update(frame, place.start + 12, place.length - 12);
        return (int) crc.getValue();
    }

    private static int stored(byte[] frame, Place place) {
        return Integer.reverseBytes(u16(frame, place.at) << 16 | u16(frame, place.at + 2));
    }

    static void putCrc(byte[] frame, Place place) {
        PacketMaker.put32(frame, place.at, Integer.reverseBytes(crc(frame, place)));
    }
}
