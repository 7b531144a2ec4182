package org.hadirector.lvs.lab;

import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.hadirector.linux.Libc;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.lvs.golden.WireChecks;

/**
 * The far end of tunnels on a real server whose kernel has no tunnel devices: what arrives in an outer packet is
 * written, unwrapped, to a tun device of the host. IP in IP, GRE, and GUE of both outer families.
 */
final class Decapsulator {
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_RAW = 3;
    private static final int O_RDWR = 2;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int UDP_NO_CHECK6_RX = 102;
    private static final int GRE = 47;
    private static final int GUE_HEADER = 4;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_RCVTIMEO = 20;
    private static final long TUNSETIFF = 0x4004_54caL;
    private static final int IFF_TUN_NO_PI = 0x1001;
    private static final int LONGEST = 70_000;
    /** Bytes in a packet that leaves room for the least outer header on an Ethernet. */
    private static final int LARGEST = 1_480;

    private final RealLan lan;
    private final NetworkNamespace host;
    private final int tun;
    private final AtomicInteger unwrapped = new AtomicInteger();
    private final Collection<String> faults = new ConcurrentLinkedQueue<>();

    private Decapsulator(RealLan lan, NetworkNamespace host, int tun) {
        this.lan = lan;
        this.host = host;
        this.tun = tun;
    }

    /** Makes the tun device of a host. */
    static Decapsulator open(RealLan lan, NetworkNamespace host) throws Exception {
        int tun = host.call(() -> {
            int fd = Libc.check(Libc.open("/dev/net/tun", O_RDWR), "open /dev/net/tun");
            try (Memory request = new Memory(40)) {
                request.clear();
                request.setString(0, "tun0");
                request.setShort(16, (short) IFF_TUN_NO_PI);
                Libc.check(Libc.ioctl(fd, new NativeLong(TUNSETIFF), request), "TUNSETIFF");
            }
            return fd;
        });
        lan.closeLater(() -> Libc.closeQuietly(tun));
        host.ip("link", "set", "tun0", "up");
        return new Decapsulator(lan, host, tun);
    }

    /** Packets so far. */
    int unwrapped() {
        return unwrapped.get();
    }

    /** What was wrong with packets so far: checksums, computed in full, and sizes that no wire carries. */
    Collection<String> faults() {
        return faults;
    }

    /** Unwraps packets of an IP protocol: 4, 41 or 47. */
    Decapsulator protocol(boolean outerIpv6, int protocol) throws Exception {
        int fd = host.call(() -> socket(outerIpv6 ? AF_INET6 : AF_INET, SOCK_RAW, protocol));
        // IPv4 raw sockets deliver the outer header, IPv6 ones do not.
        run(fd, packet -> {
            int header = outerIpv6 ? 0 : (packet.getByte(0) & 0x0f) * 4;
            boolean checksum = protocol == GRE && (packet.getByte(header) & 0x80) != 0;
            return header + (protocol != GRE ? 0 : checksum ? 8 : 4);
        });
        return this;
    }

    /** Unwraps Generic UDP Encapsulation at a port, of both outer families. */
    Decapsulator gue(int port) throws Exception {
        int fd = host.call(() -> {
            int socket = socket(AF_INET6, SOCK_DGRAM, UDP);
            try (Memory address = new Memory(28)) {
                address.clear();
                address.setShort(0, (short) AF_INET6);
                address.setByte(2, (byte) (port >> 8));
                address.setByte(3, (byte) port);
                Libc.check(Libc.bind(socket, address, 28), "bind of the tunnel's end");
                address.setInt(0, 1);
                Libc.check(Libc.setsockopt(socket, UDP, UDP_NO_CHECK6_RX, address, 4), "UDP_NO_CHECK6_RX");
            }
            return socket;
        });
        run(fd, packet -> GUE_HEADER);
        return this;
    }

    /** Bytes in front of the inner packet. */
    @FunctionalInterface
    private interface Header {
        int length(Memory packet);
    }

    private void run(int fd, Header header) {
        AtomicBoolean running = new AtomicBoolean(true);
        Memory packet = new Memory(LONGEST);
        lan.background(
                () -> {
                    while (running.get()) {
                        long length = Libc.recv(fd, packet, LONGEST, 0);
                        int skip = length > 0 ? header.length(packet) : 0;
                        if (length > skip) {
                            judge(packet.getByteArray(skip, (int) length - skip));
                            unwrapped.incrementAndGet();
                            Libc.write(tun, packet.share(skip), length - skip);
                        }
                    }
                    Libc.closeQuietly(fd);
                    return null;
                },
                () -> running.set(false));
    }

    private void judge(byte[] inner) {
        boolean ipv6 = inner[0] >> 4 == 6;
        int said = ByteBuffer.wrap(inner).getShort(ipv6 ? 4 : 2) + (ipv6 ? 40 : 0);
        if (said != inner.length) {
            faults.add(inner.length + " bytes, and its header says " + said);
            return;
        }
        WireChecks.wrongChecksum(inner).ifPresent(faults::add);
        boolean tcp = inner[ipv6 ? 6 : 9] == TCP; // datagrams may have come in fragments
        if (tcp && inner.length > LARGEST) {
            faults.add(inner.length + " bytes in one packet");
        }
    }

    private static int socket(int family, int type, int protocol) throws Exception {
        int fd = Libc.check(Libc.socket(family, type | Libc.SOCK_CLOEXEC, protocol), "socket of the tunnel's end");
        try (Memory value = new Memory(16)) {
            value.setInt(0, 8 << 20);
            Libc.check(Libc.setsockopt(fd, Libc.SOL_SOCKET, SO_RCVBUFFORCE, value, 4), "SO_RCVBUFFORCE");
            value.setLong(0, 0);
            value.setLong(8, 50_000);
            Libc.check(Libc.setsockopt(fd, Libc.SOL_SOCKET, SO_RCVTIMEO, value, 16), "SO_RCVTIMEO");
        }
        return fd;
    }
}
