package org.hadirector.lvs.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.hadirector.linux.Libc;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.OneProcessor;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.packet.Addresses;
import org.hadirector.lvs.path.NextHop;
import org.hadirector.lvs.path.PacketHandler;
import org.hadirector.lvs.path.PacketPath;
import org.hadirector.lvs.path.PathCounters;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.path.gate.GatePath;
import org.hadirector.lvs.path.gate.Wire;
import org.hadirector.lvs.path.memory.MemoryPacketPath;
import org.junit.jupiter.api.Test;

/**
 * The gate and the software path, of the same services, servers, leases and flows, do the same with every hostile
 * frame: what the engine's tests find out on one holds on the other.
 */
@RequiresRoot
@OneProcessor
class PathsAgreeTest {
    /** More with {@code -Dfuzz.frames=…}, others with {@code -Dfuzz.seed=…}; some thousand a second. */
    private static final int FRAMES = Integer.getInteger("fuzz.frames", 4_000);

    private static final long SEED = Long.getLong("fuzz.seed", 1);
    private static final int PHASE = 500;
    private static final int LONGEST = 1514;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int TALKS = 32;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int SCTP = 132;
    private static final int MARKER = 0x7777;
    private static final String MARKED = "10.1.0.99";
    private static final String MARKED6 = "fd01::99";

    private enum Fate {
        UP,
        CARRIED,
        SILENT,
        SILENT_ARP,
        STACK
    }

    private final TestNetwork network = new TestNetwork();
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final FrameMaker frames = new FrameMaker(random.split());
    private final MemoryPacketPath memory = new MemoryPacketPath(System::nanoTime, 64);
    private final Map<Fate, Integer> seen = new EnumMap<>(Fate.class);
    private GatePath gate;
    private Wire wire;
    private byte[] mac;
    private int eth0;

    @Test
    void shouldDoTheSameWithEveryFrame() throws Exception {
        try (TestNetwork closing = network) {
            NetworkNamespace director = closing.host("director");
            NetworkNamespace far = closing.host("far");
            closing.cable(director, "eth0", "10.9.1.1/32", far, "eth0", null);
            for (String own : locals()) {
                boolean ipv6 = own.contains(":");
                director.ip("addr", "replace", own + (ipv6 ? "/128" : "/32"), "dev", "eth0", "nodad");
                memory.local(Segment.address(own));
            }
            mac = Wire.mac(director, "eth0").octets();
            eth0 = director.call(() -> Libc.if_nametoindex("eth0"));
            try (GatePath opened = director.call(() -> GatePath.open(List.of("eth0")));
                    Wire sender = Wire.open(far, "eth0")) {
                gate = opened;
                wire = sender;
                build(gate);
                build(memory);
                play();
            }
        }
        for (Fate fate : List.of(Fate.UP, Fate.CARRIED, Fate.SILENT, Fate.STACK)) {
            assertTrue(seen.getOrDefault(fate, 0) > FRAMES / 100, "too few to say anything: " + seen);
        }
    }

    private static List<String> locals() {
        List<String> locals = new ArrayList<>(List.of("10.9.1.1", "fd09::1", MARKED, MARKED6));
        locals.addAll(List.of(FrameMaker.VIPS));
        locals.addAll(List.of(FrameMaker.VIPS6));
        return locals;
    }

    private void build(PacketPath path) throws IOException {
        for (String vip : List.of("10.1.0.1", "10.1.0.2", "fd01::1", "fd01::2")) {
            path.guard(Segment.address(vip));
        }
        for (int port : new int[] {80, 21}) {
            path.divert(new ServiceKey(TCP, Segment.address("10.1.0.1"), port));
            path.divert(new ServiceKey(TCP, Segment.address("fd01::1"), port));
        }
        path.divert(new ServiceKey(UDP, Segment.address("10.1.0.1"), 53));
        path.divert(new ServiceKey(UDP, Segment.address("fd01::2"), 53));
        path.divert(new ServiceKey(SCTP, Segment.address("10.1.0.1"), 9));
        path.divert(new ServiceKey(TCP, Segment.address("10.1.0.2"), 0));
        path.divert(new ServiceKey(TCP, Segment.address("10.3.0.7"), 80));
        path.divert(new ServiceKey(UDP, Segment.address(MARKED), MARKER));
        path.divert(new ServiceKey(UDP, Segment.address(MARKED6), MARKER));
        path.divertReplies(new ServiceKey(TCP, Segment.address("192.168.0.11"), 8080));
        path.divertReplies(new ServiceKey(UDP, Segment.address("192.168.0.12"), 53));
        path.divertReplies(new ServiceKey(4, Segment.address("192.168.0.13"), 0));
        path.divertReplies(new ServiceKey(TCP, Segment.address("fd00::11"), 8080));
        path.divertReplies(new ServiceKey(UDP, Segment.address("fd00::12"), 0));
    }

    private void play() throws Exception {
        for (int number = 0; number < FRAMES; number++) {
            if (number % PHASE == 0) {
                change(gate, number / PHASE);
                change(memory, number / PHASE);
            }
            byte[] frame = frames.next();
            int type = frame.length < 14 ? 0 : (frame[12] & 0xff) << 8 | frame[13] & 0xff;
            if (frame.length < 14 || frame.length > LONGEST || type == 0x8100 || type == 0x88a8) {
                continue; // no frame of a wire, or another network's
            }
            System.arraycopy(mac, 0, frame, 0, 6);
            Fate expected = ofMemory(frame);
            Fate got = ofGate(frame, expected);
            seen.merge(got, 1, Integer::sum);
            assertEquals(
                    expected,
                    got,
                    () -> "-Dfuzz.seed=" + SEED + ", " + seen + ": "
                            + HexFormat.of().formatHex(frame));
        }
    }

    /** Leases run, but for some in every fourth phase; flows are as new, or forgotten, or nobody is known to live. */
    private void change(PacketPath path, int phase) throws IOException {
        long later = System.nanoTime() + Duration.ofMinutes(30).toNanos();
        for (String vip : List.of("10.1.0.1", "10.1.0.2", "fd01::1", "fd01::2")) {
            boolean over = phase % 4 == 1 && vip.endsWith("1");
            path.lease(Segment.address(vip), over ? 0 : later);
        }
        for (int talk = 0; talk < TALKS; talk++) {
            path.flows().remove(flow(talk));
            path.flows().install(flow(talk), new NextHop(eth0, 0x0202_0202_0202L, 0x0200_0000_0001L + talk));
        }
        path.flows().trustUntil(phase % 4 == 2 ? 0 : later);
        if (phase % 4 == 3) {
            path.flows().forgetAll();
        }
    }

    /** The client's packets of a talk of {@link FrameMaker}'s. */
    private static ConnectionKey flow(int talk) {
        FrameMaker.Target target = FrameMaker.target(talk);
        InetAddress client = Segment.address((target.virtual().contains(":") ? "fd04::" : "10.4.0.") + (1 + talk % 6));
        InetAddress virtual = Segment.address(target.virtual());
        return new ConnectionKey()
                .protocol(target.protocol())
                .client(Addresses.high(client), Addresses.low(client), 40_000 + talk)
                .virtual(Addresses.high(virtual), Addresses.low(virtual), target.port());
    }

    private Fate ofMemory(byte[] frame) throws IOException {
        PathCounters before = memory.counters();
        memory.deliver(eth0, 0, frame);
        boolean[] up = {false};
        memory.poll(
                ignored -> {
                    up[0] = true;
                    return PacketHandler.DROP;
                },
                10);
        memory.sent();
        memory.local();
        return fate(up[0], before, memory.counters());
    }

    /**
     * A marker behind the frame tells that the frame has been judged, almost: two frames of one sender come in the
     * other order when the sender has changed its processor between them. So a fate that was not expected is looked at
     * again until the time is over.
     */
    private Fate ofGate(byte[] frame, Fate expected) throws IOException {
        boolean ipv6 = frame[12] == (byte) 0x86 && frame[13] == (byte) 0xdd;
        byte[] marker = Segment.udp(
                Segment.address(ipv6 ? "fd05::1" : "10.5.0.1"), 1, Segment.address(ipv6 ? MARKED6 : MARKED), MARKER, 8);
        System.arraycopy(mac, 0, marker, 0, 6);
        PathCounters before = gate.counters();
        wire.send(frame);
        wire.send(marker);
        boolean[] up = {false};
        boolean[] last = {false};
        int port = ipv6 ? 56 : 36;
        long over = System.nanoTime() + PATIENCE.toNanos();
        Fate got;
        do {
            gate.poll(
                    f -> {
                        boolean isMarker = f.length() == marker.length && f.u16(port) == MARKER;
                        last[0] |= isMarker;
                        up[0] |= !isMarker;
                        return PacketHandler.DROP;
                    },
                    10);
            got = fate(up[0], before, gate.counters());
        } while (!(last[0] && got == expected) && System.nanoTime() < over);
        assertTrue(last[0], "the marker never came");
        return got;
    }

    private static Fate fate(boolean up, PathCounters before, PathCounters after) {
        if (after.carried() > before.carried()) {
            return Fate.CARRIED;
        }
        if (up) {
            return Fate.UP;
        }
        if (after.silencedArp() > before.silencedArp()) {
            return Fate.SILENT_ARP;
        }
        return after.silenced() > before.silenced() ? Fate.SILENT : Fate.STACK;
    }
}
