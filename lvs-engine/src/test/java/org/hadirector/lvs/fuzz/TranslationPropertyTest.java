package org.hadirector.lvs.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.hadirector.lvs.engine.EngineLab;
import org.hadirector.lvs.engine.EngineOptions;
import org.hadirector.lvs.engine.LvsEngine;
import org.hadirector.lvs.engine.LvsException;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.Tunnel;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.packet.Addresses;
import org.hadirector.lvs.path.NextHop;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.path.memory.MemoryNextHops;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What forwarding makes of any legal packet, byte for byte: masquerading changes one address, one port, the MAC
 * addresses, the TTL and the checksums over them, in both directions; a tunnel's inside is the packet as it came, one
 * hop older. Every expected frame is made anew, with its checksums computed in full.
 */
class TranslationPropertyTest {
    private static final int PACKETS = 10_000;
    private static final long SEED = Long.getLong("fuzz.seed", 1);
    private static final int[] PROTOCOLS = {PacketMaker.TCP, PacketMaker.UDP, PacketMaker.SCTP};
    private static final int VIRTUAL_PORT = 80;
    private static final int SERVER_PORT = 8080;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final FuzzPath path = new FuzzPath();
    private final MemoryNextHops hops = new MemoryNextHops();
    private final LvsEngine engine = new LvsEngine(path, hops, () -> 1_000_000_000_000L, new EngineOptions(1 << 16, 7));
    private PacketMaker packet;
    private boolean partial;
    private long wrapped;

    private static InetAddress virtual(boolean v6) {
        return Segment.address(v6 ? "fd01::1" : "10.1.0.1");
    }

    private static InetAddress server(boolean v6) {
        return Segment.address(v6 ? "fd00::11" : "192.168.0.11");
    }

    private void serve(ForwardingMethod method, Tunnel tunnel) throws LvsException {
        for (boolean v6 : new boolean[] {false, true}) {
            InetAddress own = Segment.address(v6 ? "fd00::fe" : "192.168.0.254");
            long mac = EngineLab.mac(server(v6));
            hops.learn(
                    server(v6), new NextHop(2, 0x0202_0202_0202L, mac, 1500, Addresses.high(own), Addresses.low(own)));
            for (int protocol : PROTOCOLS) {
                ServiceKey key = new ServiceKey(protocol, virtual(v6), VIRTUAL_PORT);
                engine.addService(new VirtualService(key, "rr"));
                engine.addServer(key, new RealServer(server(v6), SERVER_PORT, method, 1, 0, 0, tunnel));
            }
        }
    }

    /** Any legal packet of a client to its service. */
    private byte[] any(boolean v6) {
        packet = new PacketMaker();
        packet.protocol = PROTOCOLS[random.nextInt(3)];
        packet.source = Segment.address((v6 ? "fd04::" : "10.4.0.") + (1 + random.nextInt(200)))
                .getAddress();
        packet.destination = virtual(v6).getAddress();
        packet.sourcePort = 1 + random.nextInt(65_535);
        packet.destinationPort = VIRTUAL_PORT;
        packet.ttl = 2 + random.nextInt(254);
        packet.tos = random.nextInt(256);
        packet.identification = random.nextInt(65_536);
        packet.fragment = random.nextBoolean() ? 0x4000 : 0;
        packet.ipOptions = random.nextInt(4) == 0 ? PacketMaker.bytes(4 * (1 + random.nextInt(10)), 1) : new byte[0];
        packet.flags = 2;
        packet.sequence = random.nextInt();
        packet.acknowledgement = random.nextInt();
        packet.tcpOptions = bytes(4 * random.nextInt(11));
        packet.noUdpChecksum = !v6 && random.nextInt(4) == 0;
        packet.payload = bytes(random.nextInt(8) == 0 ? random.nextInt(1_300) : random.nextInt(40));
        if (packet.protocol == PacketMaker.SCTP) {
            packet.payload = Arrays.copyOf(new byte[] {1, 0, 0, 20}, 20); // INIT
            random.ints(16, 0, 256).forEach(value -> packet.payload[4 + random.nextInt(16)] = (byte) value);
        }
        byte[] frame = packet.frame();
        partial = packet.protocol != PacketMaker.SCTP && !packet.noUdpChecksum && random.nextInt(4) == 0;
        if (partial) {
            PacketMaker.makePartial(frame);
        }
        return frame;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] play(int interfaceIndex, byte[] frame) throws IOException {
        path.deliver(interfaceIndex, 0, frame, partial, 0);
        engine.doWork();
        assertEquals(
                1,
                path.sent().size(),
                () -> "seed " + SEED + ": " + HexFormat.of().formatHex(frame));
        return path.sent().get(0).frame();
    }

    /** The frame that the fields say now; with the checksum as unfinished as the received one's. */
    private byte[] expected() {
        byte[] frame = packet.frame();
        if (partial) {
            PacketMaker.makePartial(frame);
        }
        return frame;
    }

    private void same(byte[] want, byte[] got, byte[] received) {
        String about = "seed " + SEED + ", received " + HexFormat.of().formatHex(received);
        Sums.Place place = Sums.checksum(want);
        if (partial && Sums.u16(got, place.at()) % 0xffff == Sums.u16(want, place.at()) % 0xffff) {
            PacketMaker.put16(got, place.at(), Sums.u16(want, place.at())); // two zeros of ones' complement
        }
        assertArrayEquals(want, got, about);
    }

    @Test
    void shouldMasqueradeThereAndBackAndChangeNothingElse() throws Exception {
        serve(ForwardingMethod.MASQUERADE, Tunnel.IPIP);
        for (int i = 0; i < PACKETS; i++) {
            boolean v6 = random.nextBoolean();
            byte[] there = any(v6);
            byte[] original = there.clone();
            byte[] client = packet.source;
            int clientPort = packet.sourcePort;
            byte[] sent = play(EngineLab.CLIENTS, there);
            packet.destination = server(v6).getAddress();
            packet.destinationPort = SERVER_PORT;
            packet.ttl--;
            packet.noUdpChecksum = false; // the kernel computes one where it translates
            packet.destinationMac = mac(EngineLab.mac(server(v6)));
            packet.sourceMac = mac(0x0202_0202_0202L);
            same(expected(), sent, original);

            // The answer: another packet of the same kind, from where the first one went.
            packet.source = server(v6).getAddress();
            packet.destination = client;
            packet.sourcePort = SERVER_PORT;
            packet.destinationPort = clientPort;
            packet.flags = 0x12;
            packet.payload = packet.protocol == PacketMaker.SCTP ? packet.payload : bytes(random.nextInt(60));
            packet.ttl = 2 + random.nextInt(254);
            packet.noUdpChecksum = !v6 && !partial && random.nextInt(4) == 0;
            byte[] back = expected();
            byte[] answered = back.clone();
            byte[] came = play(EngineLab.SERVERS, back);
            packet.source = virtual(v6).getAddress();
            packet.sourcePort = VIRTUAL_PORT;
            packet.ttl--;
            packet.noUdpChecksum = false;
            packet.destinationMac = Arrays.copyOfRange(original, 6, 12);
            packet.sourceMac = Arrays.copyOfRange(original, 0, 6);
            same(expected(), came, answered);
        }
    }

    @ParameterizedTest
    @EnumSource(Tunnel.Type.class)
    void shouldWrapExactly(Tunnel.Type type) throws Exception {
        serve(ForwardingMethod.TUNNEL, tunnel(type));
        for (int i = 0; i < PACKETS / 4; i++) {
            byte[] frame = any(random.nextBoolean());
            byte[] original = frame.clone();
            byte[] sent = play(EngineLab.CLIENTS, frame);
            packet.ttl--;
            byte[] want = packet.frame(); // inside a tunnel nobody finishes a checksum
            int length = want.length - 14;
            assertTrue(sent.length > want.length, "nothing was wrapped around it");
            assertArrayEquals(
                    Arrays.copyOfRange(want, 14, want.length),
                    Arrays.copyOfRange(sent, sent.length - length, sent.length),
                    "seed " + SEED + ", received " + HexFormat.of().formatHex(original));
            assertTrue(Sums.isHeaderRight(sent) && Sums.isRight(sent, false), "the outer checksums");
            wrapped++;
        }
        assertEquals(PACKETS / 4, wrapped);
    }

    private static Tunnel tunnel(Tunnel.Type type) {
        // Without one, UDP over IPv6 has checksum 0 (RFC 6935), which our sums call wrong.
        Tunnel.Checksum checksum = type == Tunnel.Type.IPIP ? Tunnel.Checksum.NONE : Tunnel.Checksum.FULL;
        return new Tunnel(type, type == Tunnel.Type.GUE ? 6080 : 0, checksum);
    }

    private static byte[] mac(long value) {
        byte[] mac = new byte[6];
        for (int i = 0; i < 6; i++) {
            mac[i] = (byte) (value >>> 40 - 8 * i);
        }
        return mac;
    }
}
