package org.hadirector.director.lab;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.hadirector.linux.HardwareAddress;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.PacketSocket;

/**
 * Counts the IPv4 packets for service addresses that directors put on the LAN, by station and protocol: what they send
 * on to real servers, or hand to each other.
 */
final class DirectorEar implements AutoCloseable {
    static final int TCP = 6;
    static final int UDP = 17;

    private static final int FRAME_BYTES = 2048;
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final long LOOK_EVERY_NS = 500_000;

    private final Map<String, Long> heard = new ConcurrentHashMap<>();
    private final FutureTask<Void> task;
    private volatile boolean stopping;
    private volatile long rounds;

    private DirectorEar(NetworkNamespace lan, Set<String> ports, Set<Integer> services) {
        task = new FutureTask<>(() -> lan.call(() -> {
            listen(ports, services);
            return null;
        }));
    }

    static DirectorEar open(LabPlan plan, List<String> services) throws IOException {
        Set<String> ports = new HashSet<>();
        plan.hosts(LabHost.Role.DIRECTOR).forEach(director -> ports.add(director.name()));
        Set<Integer> addresses = new HashSet<>();
        for (String service : services) {
            addresses.add(
                    ByteBuffer.wrap(InetAddress.getByName(service).getAddress()).getInt());
        }
        DirectorEar ear = new DirectorEar(NetworkNamespace.existing(plan.lanNamespace()), ports, addresses);
        Thread thread = new Thread(ear.task, "director-ear");
        thread.setDaemon(true);
        thread.start();
        return ear;
    }

    private void listen(Set<String> ports, Set<Integer> services) throws IOException {
        Map<String, PacketSocket> sockets = new HashMap<>();
        try {
            for (String port : ports) {
                sockets.put(port, PacketSocket.open(port, PacketSocket.ETH_P_ALL, FRAME_BYTES));
            }
            while (!stopping) {
                for (Map.Entry<String, PacketSocket> socket : sockets.entrySet()) {
                    hear(socket.getKey(), socket.getValue(), services);
                }
                rounds++;
                LockSupport.parkNanos(LOOK_EVERY_NS);
            }
        } finally {
            sockets.values().forEach(PacketSocket::close);
        }
    }

    private void hear(String port, PacketSocket socket, Set<Integer> services) throws IOException {
        for (ByteBuffer frame = socket.receive(); frame != null; frame = socket.receive()) {
            int at = frame.position();
            if (frame.remaining() > 34
                    && frame.getShort(at + 12) == 0x0800
                    && services.contains(frame.getInt(at + 30))) {
                byte[] station = new byte[HardwareAddress.LENGTH];
                frame.get(at, station);
                heard.merge(key(port, HardwareAddress.of(station).toString(), frame.get(at + 23)), 1L, Long::sum);
            }
        }
    }

    private static String key(String director, String station, int protocol) {
        return director + " " + station + " " + protocol;
    }

    /** Waits until all that was on the wire is counted: an ear may be late on a busy machine. */
    void catchUp() {
        long now = rounds;
        await().until(() -> rounds >= now + 2);
    }

    /** Packets so far of one protocol that a director has sent to a station. */
    long heard(String director, String station, int protocol) {
        return heard.getOrDefault(key(director, station, protocol), 0L);
    }

    @Override
    public void close() {
        stopping = true;
        await().atMost(LIMIT).until(task::isDone);
    }
}
