package org.hadirector.linux;

import com.sun.jna.Memory;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Sends ICMP echo requests and hears the replies to them, in one address family (raw(7), icmp(7)). Nothing blocks. One
 * thread owns the object.
 */
public final class IcmpSocket implements AutoCloseable {
    private static final int IPPROTO_ICMP = 1;
    private static final int IPPROTO_ICMPV6 = 58;
    private static final int SOL_RAW = 255;
    private static final int FILTER = 1;
    private static final int BUFFER = 256;
    private static final int ADDRESS = 28;
    private static final int REPLIES_PER_POLL = 256;
    private static final int ECHO_REPLY_6 = 129;

    private final int fd;
    private final boolean ipv6;
    private final int identifier;
    private final Memory buffer = new Memory(BUFFER);
    private final Memory address = new Memory(ADDRESS);
    private final Memory addressLength = new Memory(Integer.BYTES);
    private boolean closed;

    private IcmpSocket(int fd, boolean ipv6, int identifier) {
        this.fd = fd;
        this.ipv6 = ipv6;
        this.identifier = identifier & 0xffff;
    }

    /**
     * Opens the socket in the namespace of the calling thread.
     *
     * @param identifier of our questions; two programs on one machine should not use the same
     */
    public static IcmpSocket open(boolean ipv6, int identifier) throws LinuxException {
        int type = Libc.SOCK_RAW | Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK;
        int family = ipv6 ? Libc.AF_INET6 : Libc.AF_INET;
        int protocol = ipv6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
        int fd = Libc.check(Libc.socket(family, type, protocol), "socket ICMP");
        IcmpSocket socket = new IcmpSocket(fd, ipv6, identifier);
        try {
            socket.keepReplies();
            return socket;
        } catch (LinuxException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Asks a station.
     *
     * @throws LinuxException when the kernel knows already that nobody can be asked: no route, no address of ours
     */
    public void ask(InetAddress station, int sequence) throws LinuxException {
        byte[] octets = new IcmpEcho(identifier, sequence & 0xffff).request(ipv6);
        buffer.write(0, octets, 0, octets.length);
        int length = destination(station);
        long result;
        do {
            result = Libc.sendto(fd, buffer, octets.length, Libc.MSG_DONTWAIT, address, length);
        } while (result < 0 && Libc.errno() == Errno.EINTR);
        Libc.check(result, "ICMP echo to " + station.getHostAddress());
    }

    /** Tells of the replies to our questions that have come since the last call. */
    public void poll(Listener listener) throws LinuxException {
        for (int n = 0; n < REPLIES_PER_POLL; n++) {
            addressLength.setInt(0, ADDRESS);
            long length = Libc.recvfrom(fd, buffer, BUFFER, Libc.MSG_DONTWAIT, address, addressLength);
            if (length < 0) {
                int errno = Libc.errno();
                if (errno == Errno.EAGAIN) {
                    return;
                }
                // What the kernel tells of an earlier question (EHOSTUNREACH and its kin) is silence of that station.
                continue;
            }
            IcmpEcho reply = IcmpEcho.reply(buffer.getByteBuffer(0, length), ipv6);
            if (reply != null && reply.identifier() == identifier) {
                listener.answered(source(), reply.sequence());
            }
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.closeQuietly(fd);
        }
    }

    /** Echo replies only, so that other ICMP traffic never wakes or fills the socket: set bits are blocked. */
    private void keepReplies() throws LinuxException {
        int length = ipv6 ? 32 : Integer.BYTES;
        try (Memory blocked = new Memory(length)) {
            blocked.setMemory(0, length, (byte) 0xff);
            int bit = ipv6 ? ECHO_REPLY_6 : 0;
            int word = bit / Integer.SIZE * Integer.BYTES;
            blocked.setInt(word, blocked.getInt(word) & ~(1 << bit % Integer.SIZE));
            Libc.check(
                    Libc.setsockopt(fd, ipv6 ? IPPROTO_ICMPV6 : SOL_RAW, FILTER, blocked, length),
                    "setsockopt ICMP_FILTER");
        }
    }

    /** struct sockaddr_in or sockaddr_in6; returns its length. */
    private int destination(InetAddress station) {
        address.clear();
        address.setShort(0, (short) (ipv6 ? Libc.AF_INET6 : Libc.AF_INET));
        byte[] octets = station.getAddress();
        address.write(ipv6 ? 8 : 4, octets, 0, octets.length);
        if (ipv6) {
            address.setInt(24, ((Inet6Address) station).getScopeId());
        }
        return ipv6 ? 28 : 16;
    }

    private InetAddress source() {
        try {
            return InetAddress.getByAddress(address.getByteArray(ipv6 ? 8 : 4, ipv6 ? 16 : 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // four or sixteen octets always are an address
        }
    }

    /** Receives replies. */
    @FunctionalInterface
    public interface Listener {
        void answered(InetAddress station, int sequence);
    }
}
