package org.hadirector.heartbeat.tripwire;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.hadirector.heartbeat.config.Authkeys;

/**
 * Where the other node's tripwires end. It holds connections and does nothing with them: when this process ends,
 * however it ends, the kernel closes them, and the other node sees it. Only addresses from which authenticated beats
 * came are let in, and of these only the latest few, so that a stranger can neither be the tripwire nor exhaust it. One
 * thread accepts; a visitor that does not speak is sent away after a moment.
 */
public final class TripwireDoor implements AutoCloseable {
    private static final int MOST = 8;
    private static final int PATIENCE_MS = 500;
    private static final long AFTER_ERROR_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final ServerSocket socket;
    private final long bootId;
    private final Supplier<List<InetAddress>> own;
    private final Supplier<Authkeys> keys;
    private final Supplier<Set<InetAddress>> peers;
    private final Deque<Socket> held = new ArrayDeque<>();
    private volatile boolean closed;
    private volatile long visitors;

    private TripwireDoor(
            ServerSocket socket,
            long bootId,
            Supplier<List<InetAddress>> own,
            Supplier<Authkeys> keys,
            Supplier<Set<InetAddress>> peers) {
        this.socket = socket;
        this.bootId = bootId;
        this.own = own;
        this.keys = keys;
        this.peers = peers;
    }

    /**
     * Opens the door on a TCP port of every address.
     *
     * @param bootId of this run
     * @param own this node's own addresses, none that moves
     * @param keys to sign with
     * @param peers from where authenticated beats came
     */
    public static TripwireDoor open(
            int port,
            long bootId,
            Supplier<List<InetAddress>> own,
            Supplier<Authkeys> keys,
            Supplier<Set<InetAddress>> peers)
            throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port), MOST);
            return new TripwireDoor(socket, bootId, own, keys, peers);
        } catch (IOException e) {
            socket.close();
            throw new IOException("tripwire port " + port + ": " + e.getMessage(), e);
        }
    }

    /** The port in use, for one that was opened on port 0. */
    int port() {
        return socket.getLocalPort();
    }

    /** How many came, let in or not. */
    long visitors() {
        return visitors;
    }

    /** Accepts on the calling thread until {@link #close}. */
    public void acceptLoop() {
        while (!closed) {
            try {
                receive(socket.accept());
                visitors++;
            } catch (IOException e) {
                if (socket.isClosed()) {
                    return;
                }
                // such as too many open files, which stays so for a while
                LockSupport.parkNanos(this, AFTER_ERROR_NS);
            }
        }
    }

    private void receive(Socket visitor) throws IOException {
        try {
            if (!peers.get().contains(visitor.getInetAddress())) {
                throw new IOException("a stranger");
            }
            visitor.setSoTimeout(PATIENCE_MS);
            byte[] challenge = new byte[TripwireWords.CHALLENGE];
            new DataInputStream(visitor.getInputStream()).readFully(challenge);
            TripwireWords.Door door = new TripwireWords.Door(bootId, own.get());
            TripwireWords.answer(new DataOutputStream(visitor.getOutputStream()), challenge, door, keys.get());
            hold(visitor);
        } catch (IOException e) {
            visitor.close();
        }
    }

    /** The oldest goes, with a goodbye: its owner has laid a newer one. */
    private synchronized void hold(Socket visitor) {
        held.addLast(visitor);
        if (held.size() > MOST) {
            dismiss(held.removeFirst());
        }
    }

    private static void dismiss(Socket visitor) {
        try (visitor) {
            visitor.getOutputStream().write(TripwireWords.GOODBYE);
        } catch (IOException gone) {
            // then nobody waits for a goodbye
        }
    }

    /** An orderly end: everybody is told goodbye, so that nobody takes it for a death. */
    @Override
    public synchronized void close() {
        closed = true;
        held.forEach(TripwireDoor::dismiss);
        held.clear();
        try {
            socket.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
