package org.hadirector.director.run;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import org.hadirector.lvs.engine.HandOverStatus;
import org.hadirector.lvs.engine.LvsEngine;
import org.hadirector.lvs.engine.LvsException;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.path.NextHop;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.path.memory.MemoryNextHops;
import org.hadirector.lvs.path.memory.MemoryPacketPath;

/**
 * Some hundred connections through an engine of its own, in memory, before the node takes part, the service handed over
 * to another node and back, and commands that change and list it: the first packet after a takeover, and those that
 * wait in a planned switch, must not pay for loading and compiling the classes that handle them (20 to 40 ms on a busy
 * machine), nor packets beside a listing for the collector's copying of what those classes keep for good. The addresses
 * are those of RFC 5737; nothing leaves the process.
 */
final class EngineRehearsal {
    /** Enough for the first compiler of HotSpot (200 calls of a method, 2000 of a loop). */
    private static final int CONNECTIONS = 400;

    private static final int HAND_OVERS = 100;

    /** Each has all connections: enough for what runs once a line. */
    private static final int LISTINGS = 5;

    private static final String CHANGES =
            """
            -A -u 203.0.113.6:53 -s wlc
            -a -u 203.0.113.6:53 -r 203.0.113.25:53 -m
            -e -u 203.0.113.6:53 -r 203.0.113.25:53 -m -w 2
            -E -u 203.0.113.6:53 -s wrr
            -d -u 203.0.113.6:53 -r 203.0.113.25:53
            -D -u 203.0.113.6:53
            """;
    private static final List<List<String>> COMMANDS = List.of(
            List.of("-R"),
            List.of("-L", "-n"),
            List.of("-L", "-n", "--stats"),
            List.of("-L", "-n", "-c"),
            List.of("-S", "-n"));

    private static final int TCP = 6;
    private static final int PORT = 80;
    private static final int FIN_ACK = 0x11;
    private static final int SYN = 0x02;
    private static final int ACK = 0x10;
    private static final int[] SEGMENTS = {SYN, ACK, ACK, FIN_ACK, ACK};
    private static final byte[] VIP = {(byte) 203, 0, 113, 6};
    private static final byte[] SERVER = {(byte) 203, 0, 113, 25};

    /** Hardware address of the node that the service is handed to. */
    private static final long STATION = 0x0200_0000_0005L;

    private static final long HOLD_NS = 1_000_000_000L;

    private final MemoryPacketPath path = new MemoryPacketPath(System::nanoTime);
    private final MemoryNextHops hops = new MemoryNextHops();
    private final LvsEngine engine = new LvsEngine(path, hops, System::nanoTime);

    private final BooleanSupplier enough;
    private final List<InetAddress> vip;
    private int lastPort = 1023;

    /** @param enough ends the play when it says so, from any thread */
    EngineRehearsal(BooleanSupplier enough) throws IOException {
        this.enough = enough;
        vip = List.of(InetAddress.getByAddress(VIP));
    }

    /**
     * What became of the frames.
     *
     * @param forwarded to the real server, by connections that nobody disturbed
     * @param handedOver what came meanwhile
     * @param listed lines of all listings
     */
    record Played(int forwarded, HandOverStatus handedOver, long listed) {}

    /** Plays it through. */
    Played play() throws IOException, LvsException {
        InetAddress server = InetAddress.getByAddress(SERVER);
        ServiceKey service = new ServiceKey(TCP, vip.get(0), PORT);
        hops.learn(server, new NextHop(2, 0x0200_0000_0001L, 0x0200_0000_0002L));
        path.guard(vip.get(0));
        path.lease(vip.get(0), Long.MAX_VALUE);
        engine.addService(new VirtualService(service, "rr"));
        engine.addServer(service, new RealServer(server, PORT, ForwardingMethod.DIRECT_ROUTE, 1));
        int forwarded = 0;
        for (int connection = 0; connection < CONNECTIONS && !enough.getAsBoolean(); connection++) {
            lastPort++;
            for (int flags : SEGMENTS) {
                pass(lastPort, flags);
            }
            forwarded += path.sent().size();
        }
        for (int time = 0; time < HAND_OVERS && !enough.getAsBoolean(); time++) {
            handOverAndTakeBack();
        }
        engine.keepHouse();
        long listed = 0;
        for (int time = 0; time < LISTINGS && !enough.getAsBoolean(); time++) {
            listed += commands();
            engine.doWork();
        }
        path.close();
        return new Played(forwarded, engine.handOver().status(), listed);
    }

    /** Changes and lists; returns how many lines were told. */
    private long commands() throws IOException {
        LvsVerb verb = new LvsVerb(engine, Map::of);
        long lines = 0;
        for (List<String> words : COMMANDS) {
            ControlReply reply = verb.run(new ControlRequest(LvsVerb.IPVSADM, words, CHANGES));
            if (reply.exit() != 0) {
                throw new IOException("rehearsed ipvsadm " + words + ": " + reply.err());
            }
            lines += reply.out().lines().count();
        }
        return lines;
    }

    /** A client comes at each step of it; one more has a connection, which ends while others wait. */
    private void handOverAndTakeBack() throws IOException {
        int served = ++lastPort;
        long untilNs = System.nanoTime() + HOLD_NS;
        pass(served, SYN);
        engine.handOver().drain(vip, untilNs);
        pass(++lastPort, SYN);
        pass(served, FIN_ACK);
        engine.handOver().hold(vip, untilNs);
        path.lease(vip.get(0), 0);
        path.hold(vip.get(0), untilNs);
        pass(++lastPort, SYN);
        engine.handOver().handOn(vip, STATION, untilNs);
        pass(++lastPort, SYN);
        path.lease(vip.get(0), Long.MAX_VALUE);
        engine.handOver().resume(vip);
        engine.doWork();
        path.sent();
    }

    private void pass(int clientPort, int flags) throws IOException {
        path.deliver(1, 0, frame(clientPort, flags));
        engine.doWork();
    }

    /** Ethernet, IPv4, TCP without data; both checksums right. */
    private static byte[] frame(int clientPort, int flags) {
        ByteBuffer frame = ByteBuffer.allocate(54);
        frame.putShort((short) 0x0200)
                .putInt(3)
                .putShort((short) 0x0200)
                .putInt(4)
                .putShort((short) 0x0800);
        frame.putShort((short) 0x4500)
                .putShort((short) 40)
                .putInt(0x4000)
                .put((byte) 64)
                .put((byte) TCP);
        frame.putShort((short) 0).put(new byte[] {(byte) 203, 0, 113, 100}).put(VIP);
        frame.putShort((short) clientPort).putShort((short) PORT).putInt(1).putInt(flags == SYN ? 0 : 1);
        frame.put((byte) 0x50).put((byte) flags).putShort((short) 8192).putInt(0);
        frame.putShort(24, checksum(frame, 14, 34, 0));
        frame.putShort(50, checksum(frame, 26, 54, TCP + 20));
        return frame.array();
    }

    /** RFC 1071 over some bytes and what the pseudo header adds. */
    private static short checksum(ByteBuffer frame, int from, int to, int start) {
        int sum = start;
        for (int at = from; at < to; at += 2) {
            sum += frame.getShort(at) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (short) ~((sum & 0xffff) + (sum >>> 16));
    }
}
