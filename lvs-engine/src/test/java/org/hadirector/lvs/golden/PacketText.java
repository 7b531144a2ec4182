package org.hadirector.lvs.golden;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Set;

/** Packets in the words of the vectors. */
final class PacketText {
    private static final String FLAGS = "FSRPAU";
    private static final Set<Integer> ICMP_ERRORS = Set.of(3, 5, 11, 12);
    private static final Set<Integer> TUNNELS = Set.of(4, 41);

    private PacketText() {}

    /** The text of an IP packet; {@code short} if too little of it is there. */
    static String of(ByteBuffer packet) {
        try {
            return whole(packet);
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            return "short";
        }
    }

    private static String whole(ByteBuffer packet) {
        ByteBuffer ip = packet.slice();
        boolean v6 = ip.get(0) >> 4 == 6;
        int protocol = ip.get(v6 ? 6 : 9) & 0xff;
        String from = address(ip, v6 ? 8 : 12, v6);
        String to = address(ip, v6 ? 24 : 16, v6);
        int header = v6 ? 40 : (ip.get(0) & 15) * 4;
        ByteBuffer inner = ip.duplicate().position(header).slice();
        int fragment = v6 ? 0 : ip.getShort(6) & 0x3fff;
        String ends = from + " > " + to;
        if ((fragment & 0x1fff) != 0) {
            return ends + " proto " + protocol + " " + label(ip, v6);
        }
        String tail = " (" + label(ip, v6) + ")";
        if (protocol == 1 || protocol == 58) {
            return icmp(inner, v6).replace("ENDS", ends) + tail;
        }
        if (TUNNELS.contains(protocol)) {
            return "ipip " + ends + tail + " [" + whole(inner) + "]";
        }
        String ports = v6 ? "[" + from + "]:%d > [" + to + "]:%d" : from + ":%d > " + to + ":%d";
        return switch (protocol) {
            case 6 -> "tcp " + ports(ports, inner) + tcp(inner) + tail;
            case 17 -> "udp " + ports(ports, inner) + tail;
            case 132 -> "sctp " + ports(ports, inner) + " chunk " + Chunks.name(inner.get(12)) + tail;
            default -> "proto " + protocol + " " + ends + tail;
        };
    }

    /** The source address of an IP packet. */
    static String source(byte[] packet) {
        boolean v6 = packet[0] >> 4 == 6;
        return address(ByteBuffer.wrap(packet), v6 ? 8 : 12, v6);
    }

    private static String label(ByteBuffer ip, boolean v6) {
        if (v6) {
            return "ttl " + (ip.get(7) & 0xff) + " len " + (40 + (ip.getShort(4) & 0xffff));
        }
        int field = ip.getShort(6) & 0xffff;
        String more = (field & 0x2000) != 0 ? "+" : "";
        String fragment = (field & 0x3fff) != 0 ? " frag " + (field & 0x1fff) * 8 + more : "";
        return "ttl " + (ip.get(8) & 0xff) + " id " + (ip.getShort(4) & 0xffff) + ((field & 0x4000) != 0 ? " DF" : "")
                + fragment + " len " + (ip.getShort(2) & 0xffff);
    }

    private static String icmp(ByteBuffer message, boolean v6) {
        int type = message.get(0) & 0xff;
        boolean quotes = v6 ? type < 128 : ICMP_ERRORS.contains(type);
        return (v6 ? "icmp6" : "icmp") + " ENDS type " + type + " code " + (message.get(1) & 0xff) + " rest "
                + HexFormat.of().toHexDigits(message.getInt(4))
                + (quotes ? " [" + whole(message.duplicate().position(8).slice()) + "]" : "");
    }

    private static String ports(String format, ByteBuffer transport) {
        return String.format(
                java.util.Locale.ROOT, format, transport.getShort(0) & 0xffff, transport.getShort(2) & 0xffff);
    }

    private static String tcp(ByteBuffer header) {
        if (header.remaining() < 20) {
            return " - seq 0 ack 0";
        }
        return " " + letters(header.get(13)) + " seq " + Integer.toUnsignedString(header.getInt(4)) + " ack "
                + Integer.toUnsignedString(header.getInt(8));
    }

    private static String letters(int flags) {
        StringBuilder letters = new StringBuilder();
        for (char letter : "SFRPAU".toCharArray()) {
            if ((flags & 1 << FLAGS.indexOf(letter)) != 0) {
                letters.append(letter);
            }
        }
        return letters.isEmpty() ? "-" : letters.toString();
    }

    private static String address(ByteBuffer ip, int at, boolean v6) {
        byte[] bytes = new byte[v6 ? 16 : 4];
        ip.get(at, bytes);
        try {
            InetAddress address = InetAddress.getByAddress(bytes);
            return v6 ? address.getHostAddress().replaceFirst("(^|:)(0(:|$)){2,}", "::") : address.getHostAddress();
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
