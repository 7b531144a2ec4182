package org.hadirector.lvs.golden;

import static org.hadirector.lvs.packet.InternetSum.fold;
import static org.hadirector.lvs.packet.InternetSum.sum;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;

/** A TCP segment in an IP packet, for rules that say what another one must look like. */
record FtpSegment(byte[] ip) {
    private static final int TCP = 6;
    private static final int TCP_HEADER = 20;
    private static final int SEQUENCE = 4;
    private static final int ACKNOWLEDGEMENT = 8;
    private static final int CHECKSUM = 16;

    /** The one that an event sends, where its bytes were recorded and there is a TCP header in them. */
    static Optional<FtpSegment> of(GoldenVector.Event event) {
        return event.results().stream()
                .limit(1)
                .filter(line -> line.startsWith("  hex ") && event.line().matches("send (client|server) tcp .*"))
                .map(line -> new FtpSegment(HexFormat.of().parseHex(line.strip().substring(4))))
                .filter(FtpSegment::isWhole)
                .findFirst();
    }

    /** One that left. */
    static FtpSegment of(Sent sent) {
        return new FtpSegment(Arrays.copyOfRange(sent.frame(), 14, sent.frame().length));
    }

    /** Whether the whole header of TCP is there; what left may be any packet. */
    boolean isWhole() {
        return ip.length >= tcp() + TCP_HEADER && ip[isIpv6() ? 6 : 9] == TCP;
    }

    private boolean isIpv6() {
        return ip[0] >> 4 == 6;
    }

    private int tcp() {
        return isIpv6() ? 40 : (ip[0] & 15) * 4;
    }

    private int payload() {
        return Math.min(ip.length, tcp() + (ip[tcp() + 12] >> 4 & 15) * 4);
    }

    String text() {
        return new String(ip, payload(), ip.length - payload(), StandardCharsets.ISO_8859_1);
    }

    /**
     * The number that a helper changes: of a server's segment the sequence number, of a client's what it acknowledges.
     */
    int number(boolean fromServer) {
        return ByteBuffer.wrap(ip).getInt(tcp() + (fromServer ? SEQUENCE : ACKNOWLEDGEMENT));
    }

    /** With another text, and another {@link #number}; checksums are left. */
    FtpSegment with(String text, boolean fromServer, int number) {
        byte[] bytes = Arrays.copyOf(ip, payload() + text.length());
        System.arraycopy(text.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, payload(), text.length());
        ByteBuffer.wrap(bytes)
                .putShort(isIpv6() ? 4 : 2, (short) (isIpv6() ? bytes.length - 40 : bytes.length))
                .putInt(tcp() + (fromServer ? SEQUENCE : ACKNOWLEDGEMENT), number);
        return new FtpSegment(bytes);
    }

    /** One hop further, with another source or destination; checksums are left. */
    FtpSegment passedOn(boolean fromServer, String host, int port) {
        byte[] bytes = ip.clone();
        bytes[isIpv6() ? 7 : 8]--;
        byte[] address = Segment.address(host).getAddress();
        int source = isIpv6() ? 8 : 12;
        System.arraycopy(address, 0, bytes, fromServer ? source : source + address.length, address.length);
        ByteBuffer.wrap(bytes).putShort(tcp() + (fromServer ? 0 : 2), (short) port);
        return new FtpSegment(bytes);
    }

    /** With right checksums. */
    FtpSegment summed() {
        byte[] bytes = unsummed();
        ByteBuffer packet = ByteBuffer.wrap(bytes);
        if (!isIpv6()) {
            packet.putShort(10, (short) ~fold(sum(packet, 0, tcp())));
        }
        long pseudo = isIpv6() ? sum(packet, 8, 32) : sum(packet, 12, 8);
        long segment = sum(packet, tcp(), bytes.length - tcp()) + bytes.length - tcp() + TCP;
        return new FtpSegment(packet.putShort(tcp() + CHECKSUM, (short) ~fold(pseudo + segment))
                .array());
    }

    /** Whether this is what left, with right checksums. */
    boolean isSame(Sent sent) {
        FtpSegment other = of(sent);
        return other.isWhole()
                && WireChecks.wrongChecksum(other.ip).isEmpty()
                && Arrays.equals(unsummed(), other.unsummed());
    }

    private byte[] unsummed() {
        byte[] bytes = ip.clone();
        ByteBuffer.wrap(bytes).putShort(tcp() + CHECKSUM, (short) 0);
        if (!isIpv6()) {
            ByteBuffer.wrap(bytes).putShort(10, (short) 0);
        }
        return bytes;
    }
}
