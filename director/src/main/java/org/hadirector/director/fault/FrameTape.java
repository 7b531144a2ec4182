package org.hadirector.director.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.PacketSocket;

/**
 * Frames that came in at ports of the wires, by port, in their order. Recorded by packet sockets in the middle of the
 * wires, so neither node knows.
 */
final class FrameTape {
    private static final int FRAME_BYTES = 2048;
    private static final long LOOK_EVERY_NS = 1_000_000;

    private final Map<String, List<byte[]>> frames;

    private FrameTape(Map<String, List<byte[]>> frames) {
        this.frames = frames;
    }

    /**
     * Records on the calling thread's time.
     *
     * @param ports such as {@code hb-ha1}: what that node sends
     * @param wanted which frames to keep
     */
    static FrameTape record(NetworkNamespace wires, List<String> ports, Predicate<byte[]> wanted, Duration time)
            throws IOException {
        try {
            return wires.call(() -> record(ports, wanted, time));
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("recording of " + ports, e);
        }
    }

    private static FrameTape record(List<String> ports, Predicate<byte[]> wanted, Duration time) throws IOException {
        Map<String, List<byte[]>> frames = new TreeMap<>();
        Map<String, PacketSocket> sockets = new TreeMap<>();
        try {
            for (String port : ports) {
                sockets.put(port, PacketSocket.open(port, PacketSocket.ETH_P_ALL, FRAME_BYTES));
                frames.put(port, new ArrayList<>());
            }
            long untilNs = System.nanoTime() + time.toNanos();
            while (System.nanoTime() - untilNs < 0) {
                for (Map.Entry<String, PacketSocket> socket : sockets.entrySet()) {
                    hear(socket.getValue(), wanted, frames.get(socket.getKey()));
                }
                LockSupport.parkNanos(LOOK_EVERY_NS);
            }
        } finally {
            sockets.values().forEach(PacketSocket::close);
        }
        return new FrameTape(frames);
    }

    private static void hear(PacketSocket socket, Predicate<byte[]> wanted, List<byte[]> kept) throws IOException {
        for (ByteBuffer frame = socket.receive(); frame != null; frame = socket.receive()) {
            byte[] octets = new byte[frame.remaining()];
            frame.get(octets);
            if (wanted.test(octets)) {
                kept.add(BeatFrame.sendable(octets));
            }
        }
    }

    /** What came in at a port. */
    List<byte[]> of(String port) {
        return frames.getOrDefault(port, List.of());
    }

    /** The same tape with each frame changed. */
    FrameTape with(UnaryOperator<byte[]> change) {
        Map<String, List<byte[]>> changed = new TreeMap<>();
        frames.forEach(
                (port, list) -> changed.put(port, list.stream().map(change).toList()));
        return new FrameTape(changed);
    }
}
