package org.hadirector.heartbeat.tripwire;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.hadirector.heartbeat.config.Authkeys;

/**
 * A connection over one heartbeat link to the other node's {@link TripwireDoor}. Nothing is ever sent on it. Its end
 * says something: FIN without a goodbye comes only from the kernel of a process that has ended; a reset may come from a
 * firewall. A half-open connection (the other node lost its power) says nothing, and is replaced when that node speaks
 * on the link again as another run. One thread owns it and does nothing but wait.
 */
public final class Tripwire {
    private static final int CONNECT_MS = 500;
    private static final long AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final int port;
    private final Supplier<InetAddress> peer;
    private final Supplier<Authkeys> keys;
    private final Listener listener;
    private volatile Socket socket;
    private volatile boolean closed;
    private volatile boolean renewing;

    /** Told on the tripwire's thread. */
    public interface Listener {
        /** The tripwire is laid to that run of the peer, whose own addresses these are. */
        void laid(long bootId, List<InetAddress> addresses);

        /** It was closed without a goodbye: that run's process has ended. */
        void died(long bootId);

        /** It was reset. */
        void reset(long bootId);
    }

    /**
     * A tripwire that is not laid yet.
     *
     * @param port of the door
     * @param peer from where the link's last authenticated beat came, null while none did
     */
    public Tripwire(int port, Supplier<InetAddress> peer, Supplier<Authkeys> keys, Listener listener) {
        this.port = port;
        this.peer = peer;
        this.keys = keys;
        this.listener = listener;
    }

    /** Lays the tripwire and waits for its end, again and again, until {@link #close}. */
    public void run() {
        while (!closed) {
            InetAddress address = peer.get();
            if (address != null) {
                lay(address);
            }
            if (!closed) {
                LockSupport.parkNanos(this, AGAIN_NS);
            }
        }
    }

    private void lay(InetAddress address) {
        long bootId = 0;
        renewing = false;
        try (Socket fresh = new Socket()) {
            socket = fresh;
            fresh.connect(new InetSocketAddress(address, port), CONNECT_MS);
            fresh.setSoTimeout(CONNECT_MS);
            byte[] challenge = new byte[TripwireWords.CHALLENGE];
            RANDOM.nextBytes(challenge);
            fresh.getOutputStream().write(challenge);
            TripwireWords.Door door =
                    TripwireWords.read(new DataInputStream(fresh.getInputStream()), challenge, keys.get());
            bootId = door.bootId();
            fresh.setSoTimeout(0);
            if (closed) {
                return;
            }
            listener.laid(bootId, door.addresses());
            if (fresh.getInputStream().read() < 0 && !closed && !renewing) {
                listener.died(bootId);
            }
        } catch (IOException e) {
            if (bootId != 0 && !closed && !renewing) {
                listener.reset(bootId);
            }
        } finally {
            socket = null;
        }
    }

    /** Whether a connection stands now. */
    boolean isLaid() {
        return socket != null;
    }

    /** The peer speaks as another run than the one this tripwire is laid to: lay it anew. */
    public void renew() {
        renewing = true;
        end();
    }

    /** Ends {@link #run} for good; nothing is told any more. */
    public void close() {
        closed = true;
        end();
    }

    private void end() {
        Socket present = socket;
        if (present != null) {
            try {
                present.close();
            } catch (IOException gone) {
                // it was on its way anyhow
            }
        }
    }
}
