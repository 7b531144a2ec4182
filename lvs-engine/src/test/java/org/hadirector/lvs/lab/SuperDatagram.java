package org.hadirector.lvs.lab;

import com.sun.jna.Memory;
import java.net.InetAddress;
import org.hadirector.linux.Libc;
import org.hadirector.linux.NetworkNamespace;

/** Many datagrams handed to the kernel as one (UDP_SEGMENT, udp(7)), which a veth passes on as one frame. */
final class SuperDatagram {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_DGRAM = 2;
    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;

    private SuperDatagram() {}

    /** Sends {@code count} datagrams of {@code bytes} bytes at once. */
    static void send(NetworkNamespace host, InetAddress to, int port, int count, int bytes) throws Exception {
        byte[] octets = to.getAddress();
        boolean ipv6 = octets.length == 16;
        host.call(() -> {
            int fd = Libc.check(Libc.socket(ipv6 ? AF_INET6 : AF_INET, SOCK_DGRAM, 0), "socket");
            try (Memory value = new Memory(4);
                    Memory address = new Memory(28);
                    Memory data = new Memory((long) count * bytes)) {
                value.setInt(0, bytes);
                Libc.check(Libc.setsockopt(fd, SOL_UDP, UDP_SEGMENT, value, 4), "UDP_SEGMENT");
                address.clear();
                address.setShort(0, (short) (ipv6 ? AF_INET6 : AF_INET));
                address.setByte(2, (byte) (port >> 8));
                address.setByte(3, (byte) port);
                address.write(ipv6 ? 8 : 4, octets, 0, octets.length);
                data.clear();
                Libc.check(Libc.sendto(fd, data, data.size(), 0, address, ipv6 ? 28 : 16), "sendto");
                return null;
            } finally {
                Libc.closeQuietly(fd);
            }
        });
    }
}
