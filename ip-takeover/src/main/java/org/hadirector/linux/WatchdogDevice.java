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
    /** {@code _IOR('W', 0, struct watchdog_info)}. */
    private static final long WDIOC_GETSUPPORT = 0x80285700L;
    /** struct watchdog_info: options, firmware version, 32 bytes of name. */
    private static final int INFO_BYTES = 40;
    /** WDIOF_MAGICCLOSE. */
    private static final int MAGIC_CLOSE = 0x0100;

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

    /** Whether it says that it cannot be disarmed; one that says nothing of itself is believed to be. */
    public boolean armedForGood() {
        try (Memory info = new Memory(INFO_BYTES)) {
            Libc.check(Libc.ioctl(fd, new NativeLong(WDIOC_GETSUPPORT), info), "WDIOC_GETSUPPORT");
            return (info.getInt(0) & MAGIC_CLOSE) == 0;
        } catch (LinuxException e) {
            return false;
        }
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
