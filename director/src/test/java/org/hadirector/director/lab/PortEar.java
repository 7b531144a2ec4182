package org.hadirector.director.lab;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.PacketSocket;

/** Hears the frames at ports of the lab's LAN, one after the other, on a thread of its own. */
final class PortEar implements AutoCloseable {
    private static final int FRAME_BYTES = 2048;
    private static final long LOOK_EVERY_NS = 500_000;

    private final FutureTask<Void> task;
    private final Hearer hearer;
    private volatile boolean stopping;
    private volatile long rounds;

    /** Told of one frame; it lies from the buffer's position to its limit until this returns. */
    @FunctionalInterface
    interface Hearer {
        void hear(String port, ByteBuffer frame);
    }

    private PortEar(NetworkNamespace lan, Set<String> ports, Hearer hearer) {
        this.hearer = hearer;
        task = new FutureTask<>(() -> lan.call(() -> {
            listen(ports);
            return null;
        }));
    }

    /** Hears from now on: whatever is sent after this has returned. */
    static PortEar open(NetworkNamespace lan, Set<String> ports, Hearer hearer) throws IOException {
        PortEar ear = new PortEar(lan, ports, hearer);
        Thread thread = new Thread(ear.task, "port-ear");
        thread.setDaemon(true);
        thread.start();
        await().until(() -> ear.rounds > 0 || ear.task.isDone());
        ear.requireAlive();
        return ear;
    }

    private void listen(Set<String> ports) throws IOException {
        Map<String, PacketSocket> sockets = new HashMap<>();
        try {
            for (String port : ports) {
                sockets.put(port, PacketSocket.open(port, PacketSocket.ETH_P_ALL, FRAME_BYTES));
            }
            while (!stopping) {
                for (Map.Entry<String, PacketSocket> socket : sockets.entrySet()) {
                    ByteBuffer frame = socket.getValue().receive();
                    for (; frame != null; frame = socket.getValue().receive()) {
                        hearer.hear(socket.getKey(), frame);
                    }
                }
                rounds++;
                LockSupport.parkNanos(LOOK_EVERY_NS);
            }
        } finally {
            sockets.values().forEach(PacketSocket::close);
        }
    }

    /** Waits until all that was on the wire is heard: an ear may be late on a busy machine. */
    void catchUp() throws IOException {
        long now = rounds;
        await().until(() -> rounds >= now + 2 || task.isDone());
        requireAlive();
    }

    private void requireAlive() throws IOException {
        if (task.isDone()) {
            try {
                task.get();
            } catch (ExecutionException e) {
                throw new IOException("the ear hears no more", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new IOException("the ear hears no more");
        }
    }

    @Override
    public void close() {
        stopping = true;
        await().until(task::isDone);
    }
}
