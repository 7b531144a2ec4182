package org.hadirector.director;

import com.sun.jna.Memory;
import java.nio.charset.StandardCharsets;
import org.hadirector.linux.Libc;
import org.hadirector.linux.LinuxException;

/** The receiving end of a Unix datagram socket: a service manager or the system's log, as tests play them. */
public final class UnixDatagrams implements AutoCloseable {
    private final int fd;

    private UnixDatagrams(int fd) {
        this.fd = fd;
    }

    /** @param name a path, or after {@code @} an abstract name */
    public static UnixDatagrams listen(String name) throws LinuxException {
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        Memory address = new Memory(110);
        address.clear();
        address.setShort(0, (short) Libc.AF_UNIX);
        address.write(2, path, 0, path.length);
        boolean isAbstract = name.startsWith("@");
        if (isAbstract) {
            address.setByte(2, (byte) 0);
        }
        int fd = Libc.check(Libc.socket(Libc.AF_UNIX, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0), "socket");
        UnixDatagrams datagrams = new UnixDatagrams(fd);
        try {
            Libc.check(Libc.bind(fd, address, 2 + path.length + (isAbstract ? 0 : 1)), "bind");
            return datagrams;
        } catch (LinuxException e) {
            datagrams.close();
            throw e;
        }
    }

    /** The next message, empty when there is none. */
    public String next() {
        Memory buffer = new Memory(4096);
        long length = Libc.recv(fd, buffer, 4096, Libc.MSG_DONTWAIT);
        return length < 0 ? "" : new String(buffer.getByteArray(0, (int) length), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        Libc.closeQuietly(fd);
    }
}
