package org.hadirector.takeover;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.hadirector.linux.HardwareAddress;
import org.junit.jupiter.api.Test;

final class NdpFrameTest {
    private static final HardwareAddress OWN = HardwareAddress.parse("02:00:0a:09:00:01");

    /** The checksum was computed apart, over the pseudo-header of RFC 8200, 8.1. */
    @Test
    void shouldProbeInTheFormOfDuplicateAddressDetection() throws Exception {
        byte[] frame = NeighbourDiscovery.probe(OWN, ip("fd00:9::1:203")).octets();

        assertArrayEquals(
                hex("3333ff010203 02000a090001 86dd | 60000000 0018 3a ff"
                        + "| 00000000000000000000000000000000 | ff0200000000000000000001ff010203"
                        + "| 87 00 " + checksum("ff0200000000000000000001ff010203") + " 00000000"
                        + "| fd000009000000000000000000010203"),
                frame);
    }

    /** Sums the sixteen-bit words of the pseudo-header and the message by hand: all others are zero. */
    private static String checksum(String group) {
        byte[] words = HexFormat.of().parseHex(group + "fd000009000000000000000000010203" + "8700" + "0018" + "003a");
        int sum = 0;
        for (int at = 0; at < words.length; at += 2) {
            sum += (words[at] & 0xff) << 8 | words[at + 1] & 0xff;
        }
        return String.format("%04x", ~((sum & 0xffff) + (sum >>> 16)) & 0xffff);
    }

    @Test
    void shouldReadWhatItWrites() throws Exception {
        NdpFrame[] frames = {
            NeighbourDiscovery.probe(OWN, ip("fd00:9::100")),
            NeighbourDiscovery.announcement(OWN, ip("fd00:9::100")),
            NeighbourDiscovery.question(OWN, ip("fd00:9::100"), ip("fd00:9::1"), null),
        };
        for (NdpFrame frame : frames) {
            assertEquals(frame, NdpFrame.parse(ByteBuffer.wrap(frame.octets())));
        }
    }

    @Test
    void shouldIgnoreWhatCameOverARouterOrIsDamaged() throws Exception {
        byte[] good = NeighbourDiscovery.announcement(OWN, ip("fd00:9::100")).octets();
        byte[] routed = good.clone();
        routed[14 + 7] = (byte) 254;
        byte[] damaged = good.clone();
        damaged[70] ^= 1;

        assertNotNull(NdpFrame.parse(ByteBuffer.wrap(good)));
        assertNull(NdpFrame.parse(ByteBuffer.wrap(routed)));
        assertNull(NdpFrame.parse(ByteBuffer.wrap(damaged)));
    }

    @Test
    void shouldSurviveAnyBytes() throws Exception {
        SplittableRandom random = new SplittableRandom(6);
        byte[] good = NeighbourDiscovery.question(OWN, ip("fe80::1"), ip("fd00:9::1"), null)
                .octets();
        for (int round = 0; round < 100_000; round++) {
            byte[] octets = Arrays.copyOf(good, random.nextInt(good.length + 20));
            for (int flips = random.nextInt(4); flips > 0 && octets.length > 0; flips--) {
                octets[random.nextInt(octets.length)] = (byte) random.nextInt();
            }
            NdpFrame frame = NdpFrame.parse(ByteBuffer.wrap(octets));
            if (Arrays.equals(octets, good)) {
                assertNotNull(frame);
            }
        }
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("[ |]", ""));
    }

    private static Inet6Address ip(String text) throws Exception {
        return (Inet6Address) InetAddress.getByName(text);
    }
}
