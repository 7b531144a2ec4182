package org.hadirector.director.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.PacketSocket;
import org.hadirector.linux.Realtime;

/** Carries frames between two ports, each after a delay of its own, so that they also overtake one another. */
final class SlowWire {
    private static final int FRAME_BYTES = 2048;
    private static final int PRIORITY = 20;
    private static final long LOOK_EVERY_NS = 300_000;

    private final NetworkNamespace wires;
    private final List<String> ports;
    private final long atMostNs;
    private final Random random;
    private volatile boolean stopping;

    SlowWire(NetworkNamespace wires, List<String> ports, Duration atMost, long seed) {
        this.wires = wires;
        this.ports = List.copyOf(ports);
        this.atMostNs = atMost.toNanos();
        this.random = new Random(seed);
    }

    private record Late(long dueNs, int port, byte[] frame) {}

    void start() {
        Thread thread = new Thread(
                () -> {
                    try {
                        wires.enter();
                        Realtime.fifo(PRIORITY);
                        carry();
                    } catch (IOException cut) {
                        // A wire that broke carries nothing: that is a fault too, and the links will say so.
                    }
                },
                "slow-wire");
        thread.setDaemon(true);
        thread.start();
    }

    void close() {
        stopping = true;
    }

    private void carry() throws IOException {
        List<PacketSocket> sockets = new ArrayList<>();
        try {
            for (String port : ports) {
                sockets.add(PacketSocket.open(port, PacketSocket.ETH_P_ALL, FRAME_BYTES));
            }
            PriorityQueue<Late> queue = new PriorityQueue<>((a, b) -> Long.compare(a.dueNs, b.dueNs));
            while (!stopping) {
                for (int i = 0; i < sockets.size(); i++) {
                    accept(sockets.get(i), sockets.size() - 1 - i, queue);
                }
                while (!queue.isEmpty() && queue.peek().dueNs - System.nanoTime() <= 0) {
                    Late due = queue.remove();
                    PacketSocket out = sockets.get(due.port);
                    out.offer(out.index(ports.get(due.port)), due.frame);
                }
                LockSupport.parkNanos(LOOK_EVERY_NS);
            }
        } finally {
            sockets.forEach(PacketSocket::close);
        }
    }

    private void accept(PacketSocket in, int to, PriorityQueue<Late> queue) throws IOException {
        for (ByteBuffer frame = in.receive(); frame != null; frame = in.receive()) {
            byte[] octets = new byte[frame.remaining()];
            frame.get(octets);
            queue.add(new Late(
                    System.nanoTime() + (long) (random.nextDouble() * atMostNs), to, BeatFrame.sendable(octets)));
        }
    }
}
