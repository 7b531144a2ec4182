package org.hadirector.director.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.PacketSocket;

/** Sends frames out of a port of the wires, to the node behind it, one after the other and again and again. */
final class FramePlayer implements AutoCloseable {
    private static final long LOOK_EVERY_NS = 1_000_000;
    /** After a pause of the machine not all that was missed is sent at once. */
    private static final int BURST = 200;

    private final NetworkNamespace wires;
    private final String port;
    private final List<byte[]> frames;
    private final double perSecond;
    private final Thread thread = new Thread(this::run, "frame-player");
    private volatile boolean stopping;
    private volatile long sent;

    /** @param perSecond how many frames */
    FramePlayer(NetworkNamespace wires, String port, List<byte[]> frames, double perSecond) {
        if (frames.isEmpty()) {
            throw new IllegalArgumentException("nothing recorded to be played to " + port);
        }
        this.wires = wires;
        this.port = port;
        this.frames = List.copyOf(frames);
        this.perSecond = perSecond;
    }

    FramePlayer start() {
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    /** How many frames were sent so far. */
    long sent() {
        return sent;
    }

    private void run() {
        try {
            wires.enter();
            try (PacketSocket socket = PacketSocket.forSending()) {
                play(socket);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("playing to " + port, e);
        }
    }

    private void play(PacketSocket socket) throws IOException {
        int index = socket.index(port);
        long lastNs = System.nanoTime();
        double due = 1;
        while (!stopping) {
            for (; due >= 1 && !stopping; due--) {
                socket.offer(index, frames.get((int) (sent % frames.size())));
                sent++;
            }
            LockSupport.parkNanos(LOOK_EVERY_NS);
            long nowNs = System.nanoTime();
            due = Math.min(BURST, due + (nowNs - lastNs) * perSecond / 1e9);
            lastNs = nowNs;
        }
    }

    /** Ends the playing; nothing is sent any more when this returns. */
    @Override
    public void close() {
        stopping = true;
        try {
            thread.join(5000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
