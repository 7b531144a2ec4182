package org.hadirector.takeover.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.takeover.ArpAnnouncer;
import org.hadirector.takeover.Vip;

/** {@link ArpAnnouncer} that remembers what was announced. Thread-safe. */
public final class RecordingAnnouncer implements ArpAnnouncer {
    private final List<Vip> announced = new ArrayList<>();
    private IOException failure;
    private boolean closed;

    @Override
    public synchronized void announce(Vip vip) throws IOException {
        if (closed) {
            throw new IllegalStateException("announcement of " + vip + " after close");
        }
        if (failure != null) {
            throw failure;
        }
        announced.add(vip);
    }

    /** Every announcement in order. */
    public synchronized List<Vip> announced() {
        return List.copyOf(announced);
    }

    /** Makes every announcement fail until it is called with null. */
    public synchronized void failWith(IOException reason) {
        failure = reason;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
