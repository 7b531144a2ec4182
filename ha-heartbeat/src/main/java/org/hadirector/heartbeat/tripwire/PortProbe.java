package org.hadirector.heartbeat.tripwire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Asks with datagrams of one byte, which a link takes no notice of, whether the port from which the peer's beats came
 * is still open. Its kernel answers with ICMP port unreachable (RFC 1122, 4.1.3.1) when no process has it any more;
 * beats to a broadcast or multicast address are never answered so. A firewall can make up the same answer. Nothing
 * blocks; one thread owns it.
 */
public final class PortProbe implements AutoCloseable {
    /** A datagram of no more than that is a question, and certainly no beat. */
    public static final int QUESTION_BYTES = 1;

    /** How long an answer holds: Linux gives one host about one a second (icmp_ratelimit in icmp(7)). */
    private static final long HOLDS_NS = TimeUnit.SECONDS.toNanos(3);

    private final Supplier<InetSocketAddress> peer;
    private final ByteBuffer question = ByteBuffer.allocate(QUESTION_BYTES);
    private final ByteBuffer answer = ByteBuffer.allocate(1);
    private DatagramChannel channel;
    private InetSocketAddress asked;
    private boolean unreachable;
    private long unreachableNs;

    /** @param peer from where the link's last authenticated beat came, null while none did */
    public PortProbe(Supplier<InetSocketAddress> peer) {
        this.peer = peer;
    }

    /**
     * Hears what came and asks again.
     *
     * @param nowNs monotonic
     * @return whether the peer's host said lately that nobody has the port
     */
    public boolean ask(long nowNs) {
        InetSocketAddress now = peer.get();
        if (now == null) {
            return false;
        }
        try {
            if (!now.equals(asked)) {
                close();
                connect(now);
            }
            while (hear(nowNs)) {
                continue; // each error is told once
            }
            channel.write(question.clear());
            hear(nowNs);
        } catch (PortUnreachableException e) {
            refused(nowNs);
        } catch (IOException e) {
            close(); // no way there: that is no answer
        }
        return unreachable && nowNs - unreachableNs < HOLDS_NS;
    }

    private void connect(InetSocketAddress to) throws IOException {
        DatagramChannel fresh = DatagramChannel.open();
        channel = fresh;
        fresh.configureBlocking(false);
        fresh.connect(to);
        asked = to;
    }

    /** Whether there was anything to hear. */
    private boolean hear(long nowNs) throws IOException {
        try {
            return channel.read(answer.clear()) > 0;
        } catch (PortUnreachableException e) {
            refused(nowNs);
            return true;
        }
    }

    private void refused(long nowNs) {
        unreachable = true;
        unreachableNs = nowNs;
    }

    /** Forgets all; the next question begins anew. */
    @Override
    public void close() {
        asked = null;
        unreachable = false;
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException gone) {
                // it was on its way anyhow
            }
            channel = null;
        }
    }
}
