package org.hadirector.heartbeat.testing;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** pty(7), termios(3), poll(2) and plain IO of the C library. */
final class PtyLibrary {
    static final int O_RDWR = 2;
    static final int O_NOCTTY = 0x100;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final short POLLIN = 1;

    static {
        Native.register(PtyLibrary.class, "c");
    }

    private PtyLibrary() {}

    static native int posix_openpt(int flags);

    static native int grantpt(int fd);

    static native int unlockpt(int fd);

    static native int ptsname_r(int fd, Pointer buffer, long length);

    static native int tcgetattr(int fd, Pointer termios);

    static native void cfmakeraw(Pointer termios);

    static native int tcsetattr(int fd, int actions, Pointer termios);

    static native long read(int fd, Pointer buffer, long count);

    static native long write(int fd, Pointer buffer, long count);

    static native int close(int fd);
}
