package org.hadirector.director.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.hadirector.linux.HardwareAddress;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.PacketSocket;
import org.hadirector.linux.Realtime;
import org.hadirector.takeover.ArpFrame;
import org.hadirector.takeover.GratuitousArp;

/**
 * A third host that asks in each round who has the service address (ARP, broadcast) and tries a connection to it
 * through each director by its MAC, so that no cache hides a second owner. An answer is credited to the round of its
 * question. Runs on a thread of its own inside that host's namespace.
 */
final class OwnerSampler implements AutoCloseable {
    private static final int ETH_P_IP = 0x0800;
    private static final int FRAME_BYTES = 2048;
    private static final int PRIORITY = 20;
    private static final int FIRST_PORT = 20_000;
    private static final int PORTS = 40_000;
    private static final long LOOK_EVERY_NS = 300_000;
    /** Answers come within a millisecond or never: a round is closed when this much time has passed. */
    private static final long OPEN_NS = 50_000_000;

    private final NetworkNamespace host;
    private final Target target;
    private final long intervalNs;
    private final Deque<Open> open = new ArrayDeque<>();
    private final List<Round> rounds = new ArrayList<>();
    private final FutureTask<Void> task = new FutureTask<>(this::sample, null);
    private volatile boolean stopping;
    private volatile long served;

    OwnerSampler(NetworkNamespace host, Target target, Duration interval) {
        this.host = host;
        this.target = target;
        this.intervalNs = interval.toNanos();
    }

    /**
     * What is looked at.
     *
     * @param device of the sampling host
     * @param own address of the sampling host
     * @param service the service address
     * @param port of the service
     * @param directors their names and the MAC addresses of their LAN interfaces
     */
    record Target(
            String device, Inet4Address own, Inet4Address service, int port, Map<String, HardwareAddress> directors) {
        Target {
            directors = new TreeMap<>(directors);
        }
    }

    private static final class Open {
        private final int number;
        private final long atNs;
        private final Set<String> arp = new HashSet<>();
        private final Set<String> serving = new HashSet<>();

        private Open(int number, long atNs) {
            this.number = number;
            this.atNs = atNs;
        }
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
        try {
            host.enter();
            // Otherwise a busy machine shows the sampler's own pauses.
            Realtime.fifo(PRIORITY);
            try (PacketSocket arp = PacketSocket.open(target.device(), PacketSocket.ETH_P_ARP, FRAME_BYTES);
                    PacketSocket ip = PacketSocket.open(target.device(), ETH_P_IP, FRAME_BYTES)) {
                loop(arp, ip);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void loop(PacketSocket arp, PacketSocket ip) throws IOException {
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
                open.addLast(new Open(++number, nowNs));
                arp.send(index, question);
                connect(ip, index, own, number);
                nextNs = Math.max(nextNs + intervalNs, nowNs);
            }
            hear(arp, ip);
            closeRounds(nowNs - OPEN_NS);
            LockSupport.parkNanos(LOOK_EVERY_NS);
        }
        hear(arp, ip);
        closeRounds(Long.MAX_VALUE);
    }

    private void connect(PacketSocket ip, int index, HardwareAddress own, int number) throws IOException {
        int which = 0;
        for (HardwareAddress director : target.directors().values()) {
            SynFrame.Path path = new SynFrame.Path(own, director, target.own(), target.service(), target.port());
            ip.send(index, SynFrame.question(path, port(number, which++), number));
        }
    }

    private int port(int number, int which) {
        int count = target.directors().size();
        return FIRST_PORT + Math.floorMod(number, PORTS / count) * count + which;
    }

    private void hear(PacketSocket arp, PacketSocket ip) throws IOException {
        for (ByteBuffer frame = arp.receive(); frame != null; frame = arp.receive()) {
            ArpFrame answer = ArpFrame.parse(frame);
            // An announcement is addressed to everybody; only what answers us is an answer.
            if (answer != null
                    && answer.operation() == ArpFrame.REPLY
                    && answer.senderIp().equals(target.service())
                    && answer.targetIp().equals(target.own())
                    && !open.isEmpty()) {
                open.getLast().arp.add(answer.senderMac().toString());
            }
        }
        for (ByteBuffer frame = ip.receive(); frame != null; frame = ip.receive()) {
            SynFrame.Answer answer = SynFrame.answer(frame, target.service(), target.port());
            if (answer != null) {
                credit(answer);
            }
        }
    }

    private void credit(SynFrame.Answer answer) {
        for (Open round : open) {
            int which = 0;
            for (String director : target.directors().keySet()) {
                if (round.number == answer.round() && port(round.number, which++) == answer.port()) {
                    round.serving.add(director);
                    served++;
                }
            }
        }
    }

    private void closeRounds(long beforeNs) {
        while (!open.isEmpty() && open.getFirst().atNs < beforeNs) {
            Open round = open.removeFirst();
            rounds.add(new Round(round.atNs, round.arp, round.serving));
        }
    }
}
