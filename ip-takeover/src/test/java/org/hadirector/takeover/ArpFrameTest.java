package org.hadirector.takeover;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.hadirector.linux.HardwareAddress;
import org.junit.jupiter.api.Test;

final class ArpFrameTest {
    private static final HardwareAddress OWN = HardwareAddress.parse("02:00:0a:09:00:01");
    private static final HardwareAddress PEER = HardwareAddress.parse("02:00:0a:09:00:02");

    private static Inet4Address ip(String text) {
        try {
            return (Inet4Address) InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("[\\s|]", ""));
    }

    @Test
    void shouldAnnounceAsRequest() {
        assertArrayEquals(
                hex("ffffffffffff 02000a090001 0806 | 0001 0800 06 04 0001"
                        + "| 02000a090001 0a090064 | 000000000000 0a090064"),
                GratuitousArp.request(OWN, ip("10.9.0.100")).octets());
    }

    @Test
    void shouldAnnounceAsReply() {
        assertArrayEquals(
                hex("ffffffffffff 02000a090001 0806 | 0001 0800 06 04 0002"
                        + "| 02000a090001 0a090064 | 02000a090001 0a090064"),
                GratuitousArp.reply(OWN, ip("10.9.0.100")).octets());
    }

    @Test
    void shouldProbeWithoutClaiming() {
        assertArrayEquals(
                hex("02000a090002 02000a090001 0806 | 0001 0800 06 04 0001"
                        + "| 02000a090001 00000000 | 000000000000 0a090064"),
                GratuitousArp.probe(OWN, ip("10.9.0.100"), PEER).octets());
    }

    @Test
    void shouldAskLikeAnyStation() {
        assertArrayEquals(
                hex("ffffffffffff 02000a090001 0806 | 0001 0800 06 04 0001"
                        + "| 02000a090001 0a090001 | 000000000000 0a0900fe"),
                GratuitousArp.question(OWN, ip("10.9.0.1"), ip("10.9.0.254"), HardwareAddress.BROADCAST)
                        .octets());
    }

    @Test
    void shouldReadAReplyWithPadding() {
        byte[] octets = hex("02000a090001 02000a090002 0806 | 0001 0800 06 04 0002"
                + "| 02000a090002 0a090064 | 02000a090001 00000000" + "00".repeat(18));

        ArpFrame frame = ArpFrame.parse(ByteBuffer.wrap(octets));

        assertEquals(new ArpFrame(OWN, PEER, ArpFrame.REPLY, PEER, ip("10.9.0.100"), OWN, ip("0.0.0.0")), frame);
    }

    @Test
    void shouldReadFromThePositionAndLeaveIt() {
        ByteBuffer buffer = ByteBuffer.allocate(3 + ArpFrame.LENGTH);
        buffer.position(3)
                .put(GratuitousArp.request(OWN, ip("10.9.0.100")).octets())
                .position(3);

        assertNotNull(ArpFrame.parse(buffer));
        assertEquals(3, buffer.position());
    }

    @Test
    void shouldRefuseEveryTruncation() {
        byte[] octets = GratuitousArp.request(OWN, ip("10.9.0.100")).octets();
        for (int length = 0; length < octets.length; length++) {
            assertNull(ArpFrame.parse(ByteBuffer.wrap(octets, 0, length)), "length " + length);
        }
    }

    @Test
    void shouldRefuseOtherProtocolsAndSizes() {
        byte[] octets = GratuitousArp.request(OWN, ip("10.9.0.100")).octets();
        for (int at = 12; at < 20; at++) {
            byte[] broken = octets.clone();
            broken[at] ^= 1;
            assertNull(ArpFrame.parse(ByteBuffer.wrap(broken)), "octet " + at);
        }
    }

    @Property
    void shouldSurviveAnything(@ForAll byte[] octets, @ForAll boolean almostArp) {
        if (almostArp && octets.length >= 20) {
            System.arraycopy(hex("0806 0001 0800 06 04"), 0, octets, 12, 8);
        }
        ArpFrame frame = ArpFrame.parse(ByteBuffer.wrap(octets));
        assertEquals(almostArp && octets.length >= ArpFrame.LENGTH, frame != null);
        if (frame != null) {
            assertEquals(frame, ArpFrame.parse(ByteBuffer.wrap(frame.octets())));
        }
    }

    /** The checksum was computed apart, over the pseudo-header of RFC 8200, 8.1. */
    @Test
    void shouldAdvertiseAnIpv6Neighbour() throws Exception {
        byte[] frame = NeighbourDiscovery.announcement(OWN, (Inet6Address) InetAddress.getByName("fd00:9::100"))
                .octets();

        assertArrayEquals(
                hex("333300000001 02000a090001 86dd | 60000000 0020 3a ff"
                        + "| fd000009000000000000000000000100 | ff020000000000000000000000000001"
                        + "| 88 00 4e82 20000000 | fd000009000000000000000000000100 | 0201 02000a090001"),
                frame);
    }
}
