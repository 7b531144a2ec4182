package org.hadirector.linux;

import com.sun.jna.Memory;
import com.sun.jna.NativeLong;

/**
 * A watchdog device (Linux Documentation/watchdog/watchdog-api): once open, the machine is reset unless something is
 * written in time; {@code V} before the close ends that. Never blocks. One thread at a time.
 */
public final class WatchdogDevice {
    private static final int O_WRONLY = 1;
    private static final int O_NONBLOCK = 0x800;
    /** {@code _IOWR('W', 6, int)}. */
    private static final long WDIOC_SETTIMEOUT = 0xC0045706L;

    private final String path;
    private final int fd;
    private final Memory cell = new Memory(4);

    private WatchdogDevice(String path, int fd) {
        this.path = path;
        this.fd = fd;
    }

    /** Opens it: from now on it runs. */
    public static WatchdogDevice open(String path) throws LinuxException {
        int fd = Libc.open(path, O_WRONLY | O_NONBLOCK | Libc.O_CLOEXEC);
        return new WatchdogDevice(path, Libc.check(fd, "open " + path));
    }

    /** How long it waits for the next {@link #feed}. */
    public void timeout(int seconds) throws LinuxException {
        cell.setInt(0, seconds);
        Libc.check(Libc.ioctl(fd, new NativeLong(WDIOC_SETTIMEOUT), cell), "WDIOC_SETTIMEOUT " + seconds);
    }

    /** @return false when it takes nothing just now */
    public boolean feed() throws LinuxException {
        return write((byte) 0);
    }

    private boolean write(byte value) throws LinuxException {
        cell.setByte(0, value);
        long written = Libc.write(fd, cell, 1);
        if (written < 0 && Libc.errno() == Errno.EAGAIN) {
            return false;
        }
        return Libc.check(written, "write " + path) == 1;
    }

    /** Closes it; {@code disarm} says first that this is meant, otherwise the machine is reset. */
    public void close(boolean disarm) throws LinuxException {
        try {
            if (disarm) {
                write((byte) 'V');
            }
        } finally {
            Libc.closeQuietly(fd);
        }
    }
}
