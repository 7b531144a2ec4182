package org.hadirector.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.awaitility.Awaitility;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.junit.jupiter.api.Test;

class IcmpSocketTest {
    /** Summed by hand: 0800 + 1234 + 0001 + 6469 + 7265 + 6374 + 6f72 = 1 c3e7, folded c3e8, inverted. */
    @Test
    void shouldWriteTheRequestOfRfc792() {
        int sum = 0x0800 + 0x1234 + 0x0001 + 0x6469 + 0x7265 + 0x6374 + 0x6f72;
        String checksum = String.format("%04x", ~((sum & 0xffff) + (sum >>> 16)) & 0xffff);

        assertArrayEquals(
                HexFormat.of().parseHex("0800" + checksum + "12340001" + "6469726563746f72"),
                new IcmpEcho(0x1234, 1).request(false));
    }

    @Test
    void shouldReadRepliesAndNothingElse() {
        byte[] packet = new byte[20 + IcmpEcho.LENGTH];
        packet[0] = 0x45;
        System.arraycopy(new IcmpEcho(7, 9).request(false), 0, packet, 20, IcmpEcho.LENGTH);
        assertNull(IcmpEcho.reply(ByteBuffer.wrap(packet), false), "a request");
        packet[20] = 0;
        assertEquals(new IcmpEcho(7, 9), IcmpEcho.reply(ByteBuffer.wrap(packet), false));
        packet[0] = 0x4f;
        assertNull(IcmpEcho.reply(ByteBuffer.wrap(packet), false), "a header longer than the packet");
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 10_000; round++) {
            byte[] any = Arrays.copyOf(packet, random.nextInt(60));
            for (int at = 0; at < any.length; at++) {
                any[at] ^= (byte) (random.nextInt(8) == 0 ? random.nextInt() : 0);
            }
            IcmpEcho.reply(ByteBuffer.wrap(any), random.nextBoolean());
        }
    }

    @Test
    @RequiresRoot
    void shouldHearWhoAnswersInBothFamilies() throws Exception {
        try (TestNetwork network = new TestNetwork()) {
            NetworkNamespace here = network.host("here");
            NetworkNamespace there = network.host("there");
            network.cable(here, "eth0", "10.9.0.2/24", there, "eth0", "10.9.0.1/24");
            here.ip("addr", "add", "fd00:9::2/64", "dev", "eth0", "nodad");
            there.ip("addr", "add", "fd00:9::1/64", "dev", "eth0", "nodad");
            for (String station : List.of("10.9.0.1", "fd00:9::1")) {
                InetAddress address = InetAddress.getByName(station);
                try (IcmpSocket socket = here.call(() -> IcmpSocket.open(station.contains(":"), 42));
                        IcmpSocket other = here.call(() -> IcmpSocket.open(station.contains(":"), 43))) {
                    List<String> heard = new ArrayList<>();
                    Awaitility.await().until(() -> {
                        socket.ask(address, 5);
                        socket.poll((from, sequence) -> heard.add(from.getHostAddress() + " " + sequence));
                        return !heard.isEmpty();
                    });
                    assertEquals(address.getHostAddress() + " 5", heard.get(0));
                    other.poll((from, sequence) -> heard.add("another program's reply"));
                    assertEquals(false, heard.contains("another program's reply"));
                    InetAddress nowhere = InetAddress.getByName(station.contains(":") ? "fd01::1" : "10.10.0.1");
                    assertThrows(LinuxException.class, () -> socket.ask(nowhere, 6));
                }
            }
        }
    }
}
