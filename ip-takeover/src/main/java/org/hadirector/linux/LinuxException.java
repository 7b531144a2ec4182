package org.hadirector.linux;

import java.io.IOException;

/** A system call that the kernel refused: which one, with which errno (see errno(3)). */
public final class LinuxException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String call;
    private final int errno;

    public LinuxException(String call, int errno) {
        super(call + ": " + Libc.errorText(errno) + " (errno " + errno + ")");
        this.call = call;
        this.errno = errno;
    }

    /**
     * The step that failed, in words an administrator can search for, such as {@code RTM_NEWADDR 10.0.0.1/32 dev eth0}.
     */
    public String call() {
        return call;
    }

    /** The positive errno value. */
    public int errno() {
        return errno;
    }
}
