package org.hadirector.heartbeat.link;

import java.io.IOException;

/**
 * One heartbeat medium to the peer. What callers may assume: {@link #send} and {@link #poll} never block; a lost
 * message is normal; a message that {@link #poll} returns was authenticated, is newer than every one before it, and is
 * not our own. One thread calls {@link #poll} and {@link #send}.
 */
public interface HeartbeatLink extends AutoCloseable {
    /** As administrators know it from heartbeat: {@code eth1} or {@code /dev/ttyS0}. */
    String name();

    /**
     * Opens the medium.
     *
     * @param wakeUp run on the receiving thread whenever a message is ready to be polled; must not block
     * @throws IOException when the medium cannot be opened now; a link that opened once reopens by itself
     */
    void open(Runnable wakeUp) throws IOException;

    /** The next authenticated message, or null. */
    StatusMessage poll();

    /** Sends a message if the medium takes it now. */
    void send(StatusMessage message);

    /** Counters since {@link #open}. */
    LinkCounters counters();

    @Override
    void close();
}
