package org.hadirector.linux;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;

/**
 * The C library through JNA direct mapping: every native function of the house, and nothing else. 64-bit Linux only, so
 * size_t and ssize_t are Java longs. A failing call returns -1; the errno of the calling thread is then
 * {@link Native#getLastError()}, which {@link #check} turns into a {@link LinuxException}.
 */
public final class Libc {
    public static final int AF_UNIX = 1;
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;
    public static final int AF_NETLINK = 16;
    public static final int AF_PACKET = 17;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_RAW = 3;
    public static final int SOCK_NONBLOCK = 0x800;
    public static final int SOCK_CLOEXEC = 0x80000;
    public static final int SOL_SOCKET = 1;
    public static final int SO_RCVBUF = 8;
    public static final int SO_SNDBUFFORCE = 32;
    public static final int SO_RCVBUFFORCE = 33;
    public static final int SO_ATTACH_FILTER = 26;
    public static final int SOL_PACKET = 263;
    public static final int SOL_NETLINK = 270;
    /** Of recv(2): tell the whole length of a message that is longer than its room. */
    public static final int MSG_TRUNC = 0x20;

    public static final int MSG_DONTWAIT = 0x40;
    public static final int PROT_READ = 1;
    public static final int PROT_WRITE = 2;
    public static final int MAP_SHARED = 1;
    public static final int MAP_PRIVATE = 2;
    public static final int MAP_ANONYMOUS = 0x20;
    public static final int O_RDONLY = 0;
    public static final int O_CLOEXEC = 0x80000;
    public static final int F_DUPFD_CLOEXEC = 1030;
    public static final int CLONE_NEWNET = 0x40000000;
    public static final int EFD_NONBLOCK = 0x800;
    public static final int EFD_CLOEXEC = 0x80000;
    static final int SCHED_OTHER = 0;
    public static final int SCHED_FIFO = 1;
    public static final short POLLIN = 1;

    /** Of JNA: where libraries are besides the usual directories. */
    private static final String PLACES = "jna.platform.library.path";

    static {
        // The C library is in the process already; JNA would run ldconfig(8) to learn where others are.
        if (System.getProperty(PLACES) == null) {
            System.setProperty(PLACES, "");
        }
        Native.register(Libc.class, NativeLibrary.getProcess());
    }

    private Libc() {}

    public static native int socket(int domain, int type, int protocol);

    public static native int bind(int fd, Pointer address, int length);

    public static native int getsockname(int fd, Pointer address, Pointer length);

    public static native int close(int fd);

    public static native long send(int fd, Pointer buffer, long length, int flags);

    public static native long recv(int fd, Pointer buffer, long length, int flags);

    public static native long sendto(
            int fd, Pointer buffer, long length, int flags, Pointer address, int addressLength);

    public static native long recvfrom(
            int fd, Pointer buffer, long length, int flags, Pointer address, Pointer addressLength);

    /** {@code struct mmsghdr} array; see sendmmsg(2). */
    public static native int sendmmsg(int fd, Pointer messages, int count, int flags);

    public static native int setsockopt(int fd, int level, int option, Pointer value, int length);

    public static native int getsockopt(int fd, int level, int option, Pointer value, Pointer length);

    public static native int fcntl(int fd, int command, NativeLong argument);

    public static native int ioctl(int fd, NativeLong request, Pointer argument);

    public static native Pointer mmap(Pointer address, long length, int protection, int flags, int fd, long offset);

    public static native int munmap(Pointer address, long length);

    /** The address as a number: a packet thread gives memory back, and a pointer into it would be garbage. */
    public static native int madvise(long address, long length, int advice);

    public static native int poll(Pointer descriptors, NativeLong count, int timeoutMs);

    /** poll(2) with a {@code struct timespec} as its patience and no signal mask. */
    public static native int ppoll(Pointer descriptors, long count, Pointer timeout, Pointer signals);

    public static native int eventfd(int initial, int flags);

    public static native long read(int fd, Pointer buffer, long length);

    public static native long write(int fd, Pointer buffer, long length);

    public static native int open(String path, int flags);

    public static native int setns(int fd, int namespaceType);

    public static native int unshare(int flags);

    public static native int if_nametoindex(String name);

    public static native int sched_setscheduler(int pid, int policy, Pointer parameters);

    public static native int mlockall(int flags);

    public static native int getrlimit(int resource, Pointer limits);

    public static native int setrlimit(int resource, Pointer limits);

    public static native int gettid();

    public static native int geteuid();

    public static native String strerror(int errno);

    /** Variadic syscall(2) with integer arguments; safe to map directly on x86-64 and aarch64. */
    public static native long syscall(long number, long a, long b, long c, long d, long e);

    /**
     * The result of a system call, or its error as a typed exception.
     *
     * @param call what was tried, for the message
     */
    public static long check(long result, String call) throws LinuxException {
        if (result < 0) {
            throw new LinuxException(call, Native.getLastError());
        }
        return result;
    }

    /** As {@link #check(long, String)} for calls that return an int. */
    public static int check(int result, String call) throws LinuxException {
        return (int) check((long) result, call);
    }

    /** The errno left by the last native call of this thread. */
    public static int errno() {
        return Native.getLastError();
    }

    /** The text of strerror(3). */
    public static String errorText(int errno) {
        return strerror(errno);
    }

    /**
     * Closes a descriptor and ignores the outcome: nothing can be done about it (close(2), "Dealing with error
     * returns").
     */
    public static void closeQuietly(int fd) {
        if (fd >= 0) {
            close(fd);
        }
    }
}
