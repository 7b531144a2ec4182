package org.hadirector.director.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.hadirector.linux.HardwareAddress;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.PacketFilter;
import org.hadirector.linux.PacketSocket;
import org.hadirector.linux.Realtime;
import org.hadirector.takeover.ArpFrame;
import org.hadirector.takeover.GratuitousArp;

/**
 * A third host that asks in each round who has the service address (ARP, broadcast), tries two connections to it
 * through each director by its MAC, and says something on two that a client keeps, so that no cache hides a second
 * owner, and no connection one that goes on with what it had. Who served a connection is seen at the real servers: the
 * director that sent it there; or at the client, when a director answers itself. Servers must get what the client sent
 * (direct routing). Whose lease runs is read from the gates. Runs on a thread of its own inside that host's namespace.
 */
final class OwnerSampler implements AutoCloseable {
    private static final int FRAME_BYTES = 2048;
    private static final int PRIORITY = 20;
    private static final long LOOK_EVERY_NS = 300_000;
    /** What waits at a director is answered within 100 ms or never: a round is closed when this much has passed. */
    private static final long OPEN_NS = 150_000_000;

    private final NetworkNamespace host;
    private final Target target;
    private final long intervalNs;
    private final OpenRounds open;
    private final List<Round> rounds = new ArrayList<>();
    private final FutureTask<Void> task = new FutureTask<>(this::sample, null);
    private volatile boolean stopping;
    private volatile long served;

    OwnerSampler(NetworkNamespace host, Target target, Duration interval) {
        this.host = host;
        this.target = target;
        this.intervalNs = interval.toNanos();
        Map<String, String> names = new TreeMap<>();
        target.directors().forEach((name, mac) -> names.put(mac.toString(), name));
        this.open = new OpenRounds(names);
    }

    /**
     * What is looked at.
     *
     * @param device of the sampling host, and of each real server
     * @param own address of the sampling host
     * @param service the service address
     * @param port of the service
     * @param directors their names and the MAC addresses of their LAN interfaces
     * @param servers the real servers' namespaces
     * @param gates of the directors; closed with the sampler
     * @param kept connections of a client on the sampling host
     */
    record Target(
            String device,
            Inet4Address own,
            Inet4Address service,
            int port,
            Map<String, HardwareAddress> directors,
            List<NetworkNamespace> servers,
            Gates gates,
            Kept kept) {
        Target {
            directors = new TreeMap<>(directors);
            servers = List.copyOf(servers);
        }
    }

    /** The ports of connections that a client keeps; 0 for none. */
    @FunctionalInterface
    interface Kept {
        Kept NONE = way -> 0;

        int port(OpenRounds.Way way);
    }

    OwnerSampler start() {
        Thread thread = new Thread(task, "owner-sampler");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    /** How many connections were answered so far. */
    long served() {
        return served;
    }

    /** Ends the sampling and returns every round, in order. */
    List<Round> stop() throws IOException {
        stopping = true;
        try {
            task.get();
        } catch (ExecutionException e) {
            throw new IOException("the sampler stopped: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the sampler ended", e);
        }
        return List.copyOf(rounds);
    }

    @Override
    public void close() {
        stopping = true;
    }

    private void sample() {
        List<PacketSocket> taps = new ArrayList<>();
        try {
            for (NetworkNamespace server : target.servers()) {
                PacketFilter questions = PacketFilter.tcpOpeningOrLastHop();
                taps.add(server.call(() -> PacketSocket.open(target.device(), questions, FRAME_BYTES)));
            }
            host.enter();
            // Otherwise a busy machine shows the sampler's own pauses.
            Realtime.fifo(PRIORITY);
            try (PacketSocket arp = PacketSocket.open(target.device(), PacketSocket.ETH_P_ARP, FRAME_BYTES);
                    PacketSocket ip = PacketSocket.open(target.device(), PacketFilter.tcpOpening(), FRAME_BYTES)) {
                loop(new Ears(arp, ip, taps));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            taps.forEach(PacketSocket::close);
            target.gates().close();
        }
    }

    /** Where the sampler listens. */
    private record Ears(PacketSocket arp, PacketSocket ip, List<PacketSocket> taps) {}

    private void loop(Ears ears) throws IOException {
        PacketSocket arp = ears.arp();
        int index = arp.index(target.device());
        HardwareAddress own = arp.hardwareAddress(target.device());
        byte[] question = GratuitousArp.question(own, target.own(), target.service(), HardwareAddress.BROADCAST)
                .octets();
        // Milliseconds, one taken every interval: a late answer to a question of an earlier sampler names none of ours.
        int number = (int) (System.nanoTime() / 1_000_000);
        long nextNs = System.nanoTime();
        while (!stopping) {
            long nowNs = System.nanoTime();
            if (nowNs - nextNs >= 0) {
                target.gates().follow();
                open.begin(++number, nowNs);
                look();
                arp.offer(index, question);
                connect(ears.ip(), index, own, number);
                nextNs = Math.max(nextNs + intervalNs, nowNs);
            }
            hear(ears);
            look();
            rounds.addAll(open.close(nowNs - OPEN_NS));
            LockSupport.parkNanos(LOOK_EVERY_NS);
        }
        hear(ears);
        rounds.addAll(open.close(Long.MAX_VALUE));
    }

    private void look() throws IOException {
        open.looked(target.gates().open(), System.nanoTime());
    }

    private void connect(PacketSocket ip, int index, HardwareAddress own, int number) throws IOException {
        for (OpenRounds.Way way : OpenRounds.Way.values()) {
            int which = 0;
            int kept = way.kept() ? target.kept().port(way) : 0;
            for (HardwareAddress director : target.directors().values()) {
                ProbeFrame.Path path =
                        new ProbeFrame.Path(own, director, target.own(), target.service(), target.port());
                int port = open.port(number, way, which++);
                if (!way.kept()) {
                    ip.offer(index, ProbeFrame.question(path, port, number, way.hops()));
                } else if (kept != 0) {
                    ip.offer(index, ProbeFrame.onKept(path, kept, port, number, way.hops()));
                }
            }
        }
    }

    /** Answers before what explains them, or one that comes in between would look unexplained. */
    private void hear(Ears ears) throws IOException {
        for (ByteBuffer frame = ears.arp().receive();
                frame != null;
                frame = ears.arp().receive()) {
            ArpFrame answer = ArpFrame.parse(frame);
            // An announcement is addressed to everybody; only what answers us is an answer.
            if (answer != null
                    && answer.operation() == ArpFrame.REPLY
                    && answer.senderIp().equals(target.service())
                    && answer.targetIp().equals(target.own())) {
                open.answeredArp(answer.senderMac());
            }
        }
        for (ByteBuffer frame = ears.ip().receive();
                frame != null;
                frame = ears.ip().receive()) {
            ProbeFrame.Seen answer = ProbeFrame.answer(frame, target.service(), target.port());
            if (answer != null) {
                open.answered(answer);
            }
        }
        for (PacketSocket tap : ears.taps()) {
            for (ByteBuffer frame = tap.receive(); frame != null; frame = tap.receive()) {
                ProbeFrame.Seen question = ProbeFrame.passedOn(frame, target.service(), target.port());
                if (question != null) {
                    open.passedOn(question);
                }
            }
        }
        served = open.served();
    }
}
