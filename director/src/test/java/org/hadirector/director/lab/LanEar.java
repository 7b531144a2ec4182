package org.hadirector.director.lab;

import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.PacketSocket;

/** Counts the frames that come in at ports of the lab's LAN and speak for an address: IPv4 packets from it, its ARP. */
final class LanEar implements AutoCloseable {
    private static final int FRAME_BYTES = 2048;
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final long LOOK_EVERY_NS = 500_000;

    private final Map<String, Long> heard = new ConcurrentHashMap<>();
    private final FutureTask<Void> task;
    private volatile boolean stopping;

    private LanEar(NetworkNamespace lan, Map<String, String> speakers) {
        task = new FutureTask<>(() -> lan.call(() -> {
            listen(speakers);
            return null;
        }));
    }

    /** @param speakers port of the LAN → the address to listen for */
    static LanEar open(NetworkNamespace lan, Map<String, String> speakers) {
        LanEar ear = new LanEar(lan, speakers);
        Thread thread = new Thread(ear.task, "lan-ear");
        thread.setDaemon(true);
        thread.start();
        return ear;
    }

    private void listen(Map<String, String> speakers) throws Exception {
        Map<String, PacketSocket> sockets = new ConcurrentHashMap<>();
        try {
            for (String port : speakers.keySet()) {
                sockets.put(port, PacketSocket.open(port, PacketSocket.ETH_P_ALL, FRAME_BYTES));
            }
            while (!stopping) {
                for (Map.Entry<String, PacketSocket> socket : sockets.entrySet()) {
                    int address = ByteBuffer.wrap(InetAddress.getByName(speakers.get(socket.getKey()))
                                    .getAddress())
                            .getInt();
                    hear(socket.getKey(), socket.getValue(), address);
                }
                LockSupport.parkNanos(LOOK_EVERY_NS);
            }
        } finally {
            sockets.values().forEach(PacketSocket::close);
        }
    }

    private void hear(String port, PacketSocket socket, int address) throws Exception {
        for (ByteBuffer frame = socket.receive(); frame != null; frame = socket.receive()) {
            int at = frame.position();
            int type = frame.remaining() < 42 ? 0 : frame.getShort(at + 12) & 0xffff;
            int sender = type == 0x0800 ? 26 : type == 0x0806 ? 28 : 0;
            if (sender != 0 && frame.getInt(at + sender) == address) {
                heard.merge(port, 1L, Long::sum);
            }
        }
    }

    /** Frames so far. */
    long heard(String port) {
        return heard.getOrDefault(port, 0L);
    }

    @Override
    public void close() {
        stopping = true;
        await().atMost(LIMIT).until(task::isDone);
    }
}
