package org.hadirector.heartbeat.jgroups;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.hadirector.heartbeat.link.StatusCodec;

/**
 * A serial line that heals itself. The reading thread owns the port: it opens it, reads, closes it when it is gone or
 * when a write has been stuck for too long, and opens it again every tenth of a second. The writing thread takes the
 * latest frame from a slot of one, so that a slow line carries the present and not the past, and a peer that does not
 * drain blocks nobody else. A third thread looks now and then at what is around the port.
 */
final class SerialLine {
    /** What the owner is told, on the line's threads. */
    interface Events {
        /** A frame arrived in good order; the array is borrowed. */
        void received(byte[] data, int offset, int length);

        /** Bytes came that are no good frame. */
        void damaged();

        /** A frame of that many bytes was written. */
        void sent(int bytes);

        /** A frame was not written, or replaced by a later one before it could be. */
        void notSent(String why);

        /** The port was opened; {@code again} when not for the first time. */
        void opened(boolean again);

        /** The line hung up: the far end's modem lines dropped or the port is gone; or it is there again. */
        void hungUp(boolean now);

        /** Who else has the port open, in words, empty when nobody; what they read never comes to us. */
        void shared(String others);

        /** The port is not usable now. */
        void lost(String why);
    }

    private static final long REOPEN_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long STUCK_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long STOP_MS = 2000;
    private static final long LOOK_NS = TimeUnit.SECONDS.toNanos(1);
    /** A beat of 4096 bytes at 9600 baud takes longer than any sane limit; each byte adds its own time. */
    private static final long BITS_PER_BYTE = 10;

    private final String device;
    private final int baud;
    private final LinkThreads threads;
    private final Events events;
    private final AtomicReference<byte[]> slot = new AtomicReference<>();
    private final SerialFraming.Decoder decoder;
    private volatile SerialPortAdapter port;
    private volatile SerialPortAdapter broken;
    private volatile long stuckAtNs = Long.MAX_VALUE;
    private volatile boolean closed;
    private boolean everOpen;
    private boolean hungUp;
    private volatile boolean lookAtUsers;
    /** The port whose name leads elsewhere by now. */
    private volatile SerialPortAdapter moved;

    private Thread reader;
    private Thread writer;
    private Thread looker;

    SerialLine(String device, int baud, LinkThreads threads, Events events) {
        this.device = device;
        this.baud = baud;
        this.threads = threads;
        this.events = events;
        this.decoder = new SerialFraming.Decoder(StatusCodec.MAX_BYTES, events::received, this::damaged);
    }

    /**
     * Opens the port and starts the threads; they run, and try again, even when this throws.
     *
     * @throws IOException when the device cannot be opened now
     */
    synchronized void start() throws IOException {
        try {
            tryOpen();
        } finally {
            reader = threads.startUrgent("hb-" + device + "-reader", this::readLoop);
            writer = threads.startUrgent("hb-" + device + "-writer", this::writeLoop);
            looker = threads.startIdle("hb-" + device + "-looker", this::lookLoop);
        }
    }

    private void damaged() {
        lookAtUsers = true;
        events.damaged();
    }

    /** Leaves a payload to be sent; never blocks. An earlier one that has not left yet is dropped. */
    void send(byte[] data, int offset, int length) {
        if (port == null) {
            events.notSent("not open");
            return;
        }
        if (slot.getAndSet(SerialFraming.encode(data, offset, length)) != null) {
            events.notSent("replaced by a newer beat");
        }
        LockSupport.unpark(writer);
    }

    private void writeLoop() {
        while (!closed) {
            SerialPortAdapter open = port;
            byte[] frame = open == null ? null : slot.getAndSet(null);
            if (frame == null) {
                LockSupport.park(this);
                continue;
            }
            stuckAtNs = System.nanoTime() + STUCK_NS + frame.length * BITS_PER_BYTE * 1_000_000_000L / baud;
            boolean written = open.write(frame);
            stuckAtNs = Long.MAX_VALUE;
            if (written) {
                events.sent(frame.length);
            } else {
                events.notSent("the line did not take it");
                broken = open;
            }
        }
    }

    private void readLoop() {
        byte[] buffer = new byte[512];
        while (!closed) {
            threads.onRound().run();
            SerialPortAdapter open = port;
            if (open == null) {
                LockSupport.parkNanos(this, REOPEN_NS);
                reopen();
                continue;
            }
            int count = open.read(buffer);
            tellHangUp(count < 0 || open.linesDropped());
            if (count > 0) {
                decoder.feed(buffer, 0, count);
            }
            long stuckAt = stuckAtNs;
            if (count < 0 || broken == open) {
                drop(open, "serial line " + device + " is gone");
            } else if (stuckAt != Long.MAX_VALUE && System.nanoTime() - stuckAt > 0) {
                drop(open, "serial line " + device + " takes nothing: is the other end open?");
            } else if (moved == open) {
                drop(open, "serial line " + device + " leads to another device now");
            }
        }
        drop(port, "closed");
    }

    /** Not told for a line that nobody drains: its medium may be well. */
    private void tellHangUp(boolean now) {
        if (now != hungUp) {
            hungUp = now;
            events.hungUp(now);
        }
    }

    /**
     * Now and then, apart from the urgent threads: is the port still the one that its name means; and when it cannot be
     * opened, was opened, or beats come in pieces: who else has it?
     */
    private void lookLoop() {
        while (!closed) {
            LockSupport.parkNanos(this, LOOK_NS);
            SerialPortAdapter open = port;
            if (open != null && open.moved()) {
                moved = open;
            }
            if (lookAtUsers && !closed) {
                lookAtUsers = false;
                events.shared(SerialPortAdapter.users(device));
            }
        }
    }

    private void reopen() {
        if (closed) {
            return;
        }
        try {
            tryOpen();
        } catch (IOException e) {
            events.lost(e.getMessage());
        }
    }

    private void tryOpen() throws IOException {
        lookAtUsers = true;
        SerialPortAdapter fresh = SerialPortAdapter.open(device, baud);
        slot.set(null);
        port = fresh;
        events.opened(everOpen);
        everOpen = true;
    }

    /** Closing also frees a writer that is stuck in the port. */
    private void drop(SerialPortAdapter open, String why) {
        if (open != null) {
            port = null;
            open.close();
            if (!closed) {
                events.lost(why);
            }
        }
    }

    /** Ends both threads and closes the port. */
    void stop() {
        Thread[] running;
        synchronized (this) {
            closed = true;
            running = new Thread[] {reader, writer, looker};
        }
        for (Thread thread : running) {
            if (thread != null && thread != Thread.currentThread()) {
                LockSupport.unpark(thread);
                join(thread);
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(STOP_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
