package org.hadirector.lvs.golden;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hadirector.lvs.engine.Segment;

/** The packets of the vectors: from their text to bytes. */
final class Packets {
    private static final String FLAGS = "FSRPAU";
    private static final Pattern TCP = Pattern.compile(
            "tcp (\\S+) > (\\S+) ([SAFRPU-]+) seq (\\d+) ack (\\d+) \\(ttl (\\d+)(?: id (\\d+)( DF)?)? len (\\d+)\\)");
    private static final Pattern UDP =
            Pattern.compile("udp (\\S+) > (\\S+) \\(ttl (\\d+)(?: id (\\d+)( DF)?)? len (\\d+)\\)");

    private static final Pattern SCTP =
            Pattern.compile("sctp (\\S+) > (\\S+) chunk (\\S+) \\(ttl (\\d+)(?: id (\\d+)( DF)?)? len 52\\)");

    private Packets() {}

    static InetAddress host(String endpoint) {
        return Segment.address(endpoint.substring(0, endpoint.lastIndexOf(':')));
    }

    static int port(String endpoint) {
        return Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
    }

    static int flags(String letters) {
        int flags = 0;
        for (char letter : letters.toCharArray()) {
            flags |= letter == '-' || letter == '0' ? 0 : 1 << FLAGS.indexOf(letter);
        }
        return flags;
    }

    /** The bytes of a literal of Python's, {@code b'...'}. */
    static byte[] bytes(String literal) {
        String text =
                literal.substring(2, literal.length() - 1).replace("\\r", "\r").replace("\\n", "\n");
        return text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    /** The frame of a packet given as hexadecimal digits. */
    static byte[] frame(String hex) {
        byte[] ip = HexFormat.of().parseHex(hex);
        ByteBuffer frame = ByteBuffer.allocate(14 + ip.length).put(Segment.MACS);
        return frame.putShort((short) (ip[0] >> 4 == 6 ? 0x86dd : 0x0800))
                .put(ip)
                .array();
    }

    /** The frame of a packet's text, or null if this kind is not known here. */
    static byte[] build(String text) {
        return build(text, new byte[0]);
    }

    /** As {@link #build(String)}, with the payload of a datagram. */
    static byte[] build(String text, byte[] data) {
        Matcher tcp = TCP.matcher(text);
        if (tcp.matches()) {
            byte[] segment = new byte[Integer.parseInt(tcp.group(9)) - header(tcp.group(1))];
            ByteBuffer bytes = ByteBuffer.wrap(segment);
            bytes.putShort((short) port(tcp.group(1))).putShort((short) port(tcp.group(2)));
            bytes.putInt((int) Long.parseLong(tcp.group(4))).putInt((int) Long.parseLong(tcp.group(5)));
            bytes.put((byte) 0x50).put((byte) flags(tcp.group(3))).putShort((short) 8192);
            Arrays.fill(segment, 20, segment.length, (byte) 'd');
            return ip(6, tcp.group(1), tcp.group(2), segment, 16, tcp, 6);
        }
        Matcher udp = UDP.matcher(text);
        if (udp.matches()) {
            byte[] datagram = new byte[Integer.parseInt(udp.group(6)) - header(udp.group(1))];
            ByteBuffer bytes = ByteBuffer.wrap(datagram);
            bytes.putShort((short) port(udp.group(1))).putShort((short) port(udp.group(2)));
            bytes.putShort((short) datagram.length).putShort((short) 0);
            bytes.put(data, 0, Math.min(data.length, bytes.remaining()));
            return ip(17, udp.group(1), udp.group(2), datagram, 6, udp, 3);
        }
        Matcher sctp = SCTP.matcher(text);
        if (sctp.matches()) {
            return label(Chunks.frame(sctp.group(1), sctp.group(2), sctp.group(3)), sctp.group(1), sctp, 4);
        }
        return null;
    }

    private static int header(String endpoint) {
        return endpoint.startsWith("[") ? 40 : 20;
    }

    private static byte[] ip(
            int protocol, String from, String to, byte[] transport, int checksumAt, Matcher text, int ttlGroup) {
        return label(Segment.ip(protocol, host(from), host(to), transport, checksumAt), from, text, ttlGroup);
    }

    /** Gives a frame TTL, identification and DF of a packet's text. */
    private static byte[] label(byte[] frame, String from, Matcher text, int ttlGroup) {
        int ttl = Integer.parseInt(text.group(ttlGroup));
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        if (from.startsWith("[")) {
            bytes.put(21, (byte) ttl);
            return frame;
        }
        bytes.put(22, (byte) ttl);
        bytes.putShort(18, (short) Integer.parseInt(text.group(ttlGroup + 1)));
        bytes.putShort(20, (short) (text.group(ttlGroup + 2) == null ? 0 : 0x4000));
        bytes.putShort(24, (short) 0);
        int sum = 0;
        for (int at = 14; at < 34; at += 2) {
            sum += bytes.getShort(at) & 0xffff;
        }
        bytes.putShort(24, (short) ~((sum & 0xffff) + (sum >> 16)));
        return frame;
    }
}
