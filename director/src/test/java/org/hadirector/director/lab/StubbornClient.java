package org.hadirector.director.lab;

import static org.awaitility.Awaitility.await;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.hadirector.linux.NetworkNamespace;

/**
 * Sends datagrams from one and the same port to the service address, for ever, to the station that it is told, whoever
 * says in ARP that the address is elsewhere: a router whose cache is never refreshed. It is the bridge's namespace.
 */
final class StubbornClient implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int PACE_MS = 4;

    private final NetworkNamespace lan;
    private final AtomicLong said = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final FutureTask<Void> task;
    private volatile boolean stopping;

    private StubbornClient(NetworkNamespace lan) {
        this.lan = lan;
        task = new FutureTask<>(() -> lan.call(() -> {
            talk();
            return null;
        }));
    }

    static StubbornClient start(NetworkNamespace lan, String station) throws Exception {
        StubbornClient client = new StubbornClient(lan);
        client.turnTo(station);
        Thread thread = new Thread(client.task, "stubborn-client");
        thread.setDaemon(true);
        thread.start();
        return client;
    }

    /** From now on it speaks to the station with this MAC address. */
    void turnTo(String station) throws Exception {
        lan.ip("neigh", "replace", LabPlan.VIP, "lladdr", station, "nud", "permanent", "dev", "br0");
    }

    private void talk() throws Exception {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(PACE_MS);
            byte[] word = new byte[64];
            InetSocketAddress service = new InetSocketAddress(LabPlan.VIP, LabEcho.PORT);
            while (!stopping) {
                socket.send(new DatagramPacket(word, word.length, service));
                said.incrementAndGet();
                try {
                    // An answer does not quicken it.
                    long untilNs = System.nanoTime() + PACE_MS * 1_000_000L;
                    while (System.nanoTime() - untilNs < 0) {
                        socket.receive(new DatagramPacket(new byte[256], 256));
                        answered.incrementAndGet();
                    }
                } catch (SocketTimeoutException e) {
                    continue;
                }
            }
        }
    }

    /** Waits until it has said so much more. */
    void awaitMore(int datagrams) {
        long until = said.get() + datagrams;
        await().atMost(LIMIT).until(() -> said.get() >= until);
    }

    long answered() {
        return answered.get();
    }

    @Override
    public void close() {
        stopping = true;
        await().atMost(LIMIT).until(task::isDone);
    }
}
