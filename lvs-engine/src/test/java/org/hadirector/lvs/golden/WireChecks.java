package org.hadirector.lvs.golden;

import static org.hadirector.lvs.packet.InternetSum.fold;
import static org.hadirector.lvs.packet.InternetSum.sum;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Full computation of every checksum in a packet, written independently of the code under test. */
public final class WireChecks {
    private WireChecks() {}

    /**
     * The first checksum of an IP packet that is wrong, outer ones first, or nothing; what is quoted is not looked at.
     */
    public static Optional<String> wrongChecksum(byte[] packet) {
        return wrong(ByteBuffer.wrap(packet).slice());
    }

    private static Optional<String> wrong(ByteBuffer ip) {
        boolean v6 = ip.get(0) >> 4 == 6;
        int header = v6 ? 40 : (ip.get(0) & 15) * 4;
        int length = v6 ? 40 + (ip.getShort(4) & 0xffff) : ip.getShort(2) & 0xffff;
        int protocol = ip.get(v6 ? 6 : 9) & 0xff;
        if (length < header || length > ip.limit()) {
            return Optional.of("wrong length");
        }
        if (!v6 && fold(sum(ip, 0, header)) != 0xffff) {
            return Optional.of("wrong IP header checksum");
        }
        if (!v6 && (ip.getShort(6) & 0x3fff) != 0 || protocol == 44) {
            return Optional.empty();
        }
        long pseudo = (v6 ? sum(ip, 8, 32) : sum(ip, 12, 8)) + protocol + length - header;
        long payload = sum(ip, header, length - header);
        return switch (protocol) {
            case 1 -> right(payload, "ICMP");
            case 6, 58 -> right(payload + pseudo, protocol == 6 ? "TCP" : "ICMPv6");
            case 17 -> length < header + 8 || ip.getShort(header + 6) == 0
                    ? Optional.empty()
                    : right(payload + pseudo, "UDP");
            case 4, 41 -> wrong(ip.duplicate().position(header).slice());
            case 47 -> length > header && ip.get(header) < 0 ? right(payload, "GRE") : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** Whether the checksum field holds the sum of the pseudo header only, left to a device to finish. */
    static boolean isUnfinished(byte[] packet) {
        ByteBuffer ip = ByteBuffer.wrap(packet);
        int at = fieldAt(packet);
        if (at == 0) {
            return false;
        }
        boolean v6 = packet[0] >> 4 == 6;
        int header = v6 ? 40 : (packet[0] & 15) * 4;
        int protocol = packet[v6 ? 6 : 9] & 0xff;
        long pseudo = (v6 ? sum(ip, 8, 32) : sum(ip, 12, 8)) + protocol + packet.length - header;
        return (ip.getShort(at) & 0xffff) == fold(pseudo)
                && wrongChecksum(packet).isPresent();
    }

    /** A packet with the checksum of a recorded one, if that one's was left unfinished. */
    static byte[] unfinishedAs(byte[] recorded, byte[] packet) {
        byte[] copy = packet.clone();
        int at = fieldAt(recorded);
        if (isUnfinished(recorded) && at + 2 <= copy.length) {
            System.arraycopy(recorded, at, copy, at, 2);
        }
        return copy;
    }

    private static int fieldAt(byte[] packet) {
        boolean v6 = packet[0] >> 4 == 6;
        int header = v6 ? 40 : (packet[0] & 15) * 4;
        if (packet.length < header + 20 || !v6 && (ByteBuffer.wrap(packet).getShort(6) & 0x3fff) != 0) {
            return 0; // of a fragment it covers what is elsewhere
        }
        return switch (packet[v6 ? 6 : 9] & 0xff) {
            case 6 -> header + 16;
            case 17 -> header + 6;
            case 58 -> header + 2;
            default -> 0;
        };
    }

    private static Optional<String> right(long sum, String what) {
        return fold(sum) == 0xffff ? Optional.empty() : Optional.of("wrong " + what + " checksum");
    }
}
