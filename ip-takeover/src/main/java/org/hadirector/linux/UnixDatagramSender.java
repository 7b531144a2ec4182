package org.hadirector.linux;

import com.sun.jna.Memory;
import java.nio.charset.StandardCharsets;

/**
 * Sends datagrams to a Unix socket whose name is a path or, after {@code @}, abstract: to a service manager
 * (sd_notify(3)) or the system's log (syslog(3)). Never blocks; whoever listens may come, go and come again. One thread
 * at a time.
 */
public final class UnixDatagramSender implements AutoCloseable {
    private static final int PATH_MAX = 108;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int BUFFER = 2048;

    private final int fd;
    private final Memory address;
    private final int addressLength;
    private final Memory buffer = new Memory(BUFFER);

    private UnixDatagramSender(int fd, Memory address, int addressLength) {
        this.fd = fd;
        this.address = address;
        this.addressLength = addressLength;
    }

    /**
     * @param name {@code /path} or {@code @name}
     * @throws LinuxException when there are no sockets; whether anybody listens shows when something is sent
     */
    public static UnixDatagramSender open(String name) throws LinuxException {
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        boolean known = name.startsWith("/") || name.startsWith("@");
        if (!known || path.length >= PATH_MAX) {
            throw new LinuxException("unix socket [" + name + "]", Errno.EINVAL);
        }
        boolean isAbstract = path[0] == '@';
        Memory address = new Memory(2 + PATH_MAX);
        address.clear();
        address.setShort(0, (short) Libc.AF_UNIX);
        address.write(2, path, 0, path.length);
        if (isAbstract) {
            address.setByte(2, (byte) 0);
        }
        int type = Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK;
        int fd = Libc.check(Libc.socket(Libc.AF_UNIX, type, 0), "socket AF_UNIX");
        return new UnixDatagramSender(fd, address, 2 + path.length + (isAbstract ? 0 : 1));
    }

    /** Sends one message, cut after 2048 bytes; false when nobody took it. */
    public boolean send(String message) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, BUFFER);
        buffer.write(0, bytes, 0, length);
        return Libc.sendto(fd, buffer, length, Libc.MSG_DONTWAIT | MSG_NOSIGNAL, address, addressLength) == length;
    }

    @Override
    public void close() {
        Libc.closeQuietly(fd);
    }
}
