package org.hadirector.lvs.path.gate;

import com.sun.jna.Memory;
import org.hadirector.linux.Errno;
import org.hadirector.linux.Libc;
import org.hadirector.linux.LinuxException;

/** Waits for descriptors or for {@link #wakeUp}, which any thread may call: ppoll(2) with an eventfd among them. */
final class Waiting implements AutoCloseable {
    private static final int POLLFD = 8;
    private static final int MAX = 8;
    private static final int SO_ERROR = 4;
    private static final short POLLERR = 8;
    private static final long SECOND_NS = 1_000_000_000L;

    private final Memory descriptors = new Memory((long) MAX * POLLFD);
    private final Memory timeout = new Memory(16);
    private final Memory one = new Memory(8);
    private final Memory counter = new Memory(8);
    private final int event;
    private boolean closed;

    private Waiting(int event) {
        this.event = event;
        one.setLong(0, 1);
    }

    static Waiting open() throws LinuxException {
        return new Waiting(Libc.check(Libc.eventfd(0, Libc.EFD_NONBLOCK | Libc.EFD_CLOEXEC), "eventfd"));
    }

    /** Ends a present or the next {@link #await}. */
    synchronized void wakeUp() {
        if (!closed) {
            Libc.write(event, one, 8); // fails only when the counter is full, and then it is readable anyway
        }
    }

    /** Forgets the descriptors; {@link #add} the new ones, then {@link #await}. */
    int start() {
        set(0, event);
        return 1;
    }

    /** Adds a descriptor as number {@code index}; returns the next number. */
    int add(int index, int fd) {
        set(index, fd);
        return index + 1;
    }

    /** Waits until one of {@code count} descriptors is readable or the time is over. */
    void await(int count, long timeoutNs) throws LinuxException {
        long patience = Math.max(0, timeoutNs);
        timeout.setLong(0, patience / SECOND_NS);
        timeout.setLong(8, patience % SECOND_NS);
        int ready = Libc.ppoll(descriptors, count, timeout, null);
        if (ready < 0 && Libc.errno() != Errno.EINTR) {
            Libc.check(ready, "ppoll");
        }
        if (ready > 0 && isReady(0)) {
            Libc.read(event, counter, 8);
        }
    }

    /** Whether descriptor number {@code index} had something at the last {@link #await}. */
    boolean isReady(int index) {
        return descriptors.getShort((long) index * POLLFD + 6) != 0;
    }

    /** Throws, and thereby clears, a socket's pending error, which would make it ready for ever. */
    void checkError(int index, int fd) throws LinuxException {
        if ((descriptors.getShort((long) index * POLLFD + 6) & POLLERR) == 0) {
            return;
        }
        try (Memory error = new Memory(4);
                Memory size = new Memory(4)) {
            size.setInt(0, 4);
            Libc.check(Libc.getsockopt(fd, Libc.SOL_SOCKET, SO_ERROR, error, size), "SO_ERROR");
            if (error.getInt(0) != 0) {
                throw new LinuxException("receive ring", error.getInt(0));
            }
        }
    }

    private void set(int index, int fd) {
        long at = (long) index * POLLFD;
        descriptors.setInt(at, fd);
        descriptors.setShort(at + 4, Libc.POLLIN);
        descriptors.setShort(at + 6, (short) 0);
    }

    @Override
    public synchronized void close() {
        closed = true;
        Libc.closeQuietly(event);
    }
}
