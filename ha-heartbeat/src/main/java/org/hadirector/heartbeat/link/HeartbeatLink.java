package org.hadirector.heartbeat.link;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.hadirector.heartbeat.config.Authkeys;

/**
 * One heartbeat medium to the peer. What callers may assume: {@link #send} and {@link #poll} never block; a lost
 * message is normal; a message that {@link #poll} returns was authenticated, is newer than every one before it, and is
 * not our own. One thread calls {@link #poll} and {@link #send}.
 */
public interface HeartbeatLink extends AutoCloseable {
    /** As administrators know it from heartbeat: {@code eth1} or {@code /dev/ttyS0}. */
    String name();

    /**
     * Opens the medium. When this throws, the link is not given up: it goes on trying until {@link #close}, as it does
     * when the medium is lost later; the caller decides whether to go on without it meanwhile.
     *
     * @param wakeUp run on the receiving thread whenever a message is ready to be polled; must not block
     * @throws IOException when the medium cannot be opened now
     */
    void open(Runnable wakeUp) throws IOException;

    /** The next authenticated message, or null. */
    StatusMessage poll();

    /** Sends a message if the medium takes it now. */
    void send(StatusMessage message);

    /**
     * Other keys from now on: the next beat is signed with theirs, and any of theirs is accepted. No beat is lost when
     * the other node signs with a key that both sets have. A link that signs nothing ignores it. Any thread.
     */
    default void rekey(Authkeys keys) {}

    /**
     * From where the last authenticated beat came, or null when none did or the medium has no addresses. Any thread.
     */
    default InetAddress peerAddress() {
        InetSocketAddress socket = peerSocket();
        return socket == null ? null : socket.getAddress();
    }

    /** The same with the port, which the peer's present run has open for its beats. Any thread. */
    default InetSocketAddress peerSocket() {
        return null;
    }

    /** Which run of the peer sent it, 0 when none did. Any thread. */
    default long peerBootId() {
        return 0;
    }

    /**
     * Who is told, on the link's own thread, when the line hangs up and when it is there again. Media that cannot hang
     * up never tell. To be called before {@link #open}.
     */
    default void onHangUp(Consumer<Boolean> listener) {}

    /** Another place among the links of its kind ({@link LinkId}), after other files were read. Any thread. */
    default void place(int place) {}

    /** Why the medium is not open now, in words, or null when it is. Any thread may ask. */
    default String fault() {
        return null;
    }

    /** Counters since {@link #open}. Any thread may ask. */
    LinkCounters counters();

    @Override
    void close();
}
