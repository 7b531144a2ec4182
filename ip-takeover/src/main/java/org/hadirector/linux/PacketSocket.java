package org.hadirector.linux;

import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One raw packet socket (AF_PACKET, SOCK_RAW; packet(7)): whole Ethernet frames of one protocol on one interface, or
 * none at all for a socket that only sends. Nothing blocks. Frames sent from this machine are not received
 * (PACKET_IGNORE_OUTGOING, Linux 4.20). For the packet path there are rings; this is for ARP and its like.
 *
 * <p>One thread receives; sending is serialised.
 */
public final class PacketSocket implements AutoCloseable {
    public static final int ETH_P_ALL = 0x0003;
    public static final int ETH_P_ARP = 0x0806;

    private static final int PACKET_ADD_MEMBERSHIP = 1;
    private static final int PACKET_MREQ = 16;
    private static final int PACKET_IGNORE_OUTGOING = 23;
    private static final int SOCKADDR_LL = 20;
    private static final int MAX_SENT = 2048;
    private static final int IFREQ = 40;
    private static final int IFREQ_UNION = 16;
    private static final int SIOCGIFHWADDR = 0x8927;
    private static final int SIOCGIFINDEX = 0x8933;
    private static final int ARPHRD_ETHER = 1;
    private static final int ARPHRD_LOOPBACK = 772;

    private final int fd;
    private final Memory received;
    private final ByteBuffer view;
    private final Memory sent = new Memory(MAX_SENT);
    private final Memory address = new Memory(SOCKADDR_LL);
    private final Memory request = new Memory(IFREQ);
    private long truncated;
    private boolean closed;

    private PacketSocket(int fd, int frameBytes) {
        this.fd = fd;
        this.received = new Memory(frameBytes);
        this.view = received.getByteBuffer(0, frameBytes).order(ByteOrder.BIG_ENDIAN);
    }

    /** A socket that sends and receives nothing. */
    public static PacketSocket forSending() throws LinuxException {
        return new PacketSocket(socket(), 64);
    }

    /**
     * A socket on one interface, in the namespace of the calling thread.
     *
     * <p>It listens to every protocol and lets a filter in the kernel (classic BPF) keep what was asked for, because
     * only such a socket sees a frame <em>before</em> the ingress filters of tc; one bound to a single protocol comes
     * after them and would miss what the director's own gate drops.
     *
     * @param device of any kind with an Ethernet-like header
     * @param etherType host order, such as {@link #ETH_P_ARP}; {@link #ETH_P_ALL} for everything
     * @param frameBytes longest frame that is received whole; longer ones are cut and counted
     */
    public static PacketSocket open(String device, int etherType, int frameBytes) throws LinuxException {
        return open(device, etherType == ETH_P_ALL ? null : PacketFilter.etherType(etherType), frameBytes);
    }

    /**
     * As {@link #open(String, int, int)} for the frames that a filter keeps.
     *
     * @param filter null for everything
     */
    public static PacketSocket open(String device, PacketFilter filter, int frameBytes) throws LinuxException {
        PacketSocket socket = new PacketSocket(socket(), frameBytes);
        try {
            socket.ignoreOutgoing();
            if (filter != null) {
                socket.keepOnly(filter);
            }
            socket.bind(socket.index(device));
            return socket;
        } catch (LinuxException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * The next frame that has arrived, Ethernet header first, or null when there is none. The buffer (big endian,
     * position 0, limit at the frame's end) is reused by the next call. An interface that went down only brings
     * silence: its state is {@link LinkMonitor}'s business.
     */
    public ByteBuffer receive() throws LinuxException {
        while (!closed) {
            long length = Libc.recv(fd, received, received.size(), Libc.MSG_DONTWAIT | Libc.MSG_TRUNC);
            if (length >= 0) {
                if (length > received.size()) {
                    truncated++;
                }
                return view.clear().limit((int) Math.min(length, received.size()));
            }
            int errno = Libc.errno();
            if (errno == Errno.EAGAIN) {
                return null;
            }
            if (errno != Errno.EINTR && errno != Errno.ENETDOWN) {
                Libc.check(length, "recv AF_PACKET");
            }
        }
        throw new LinuxException("recv AF_PACKET", Errno.EBADF);
    }

    /** Sends one frame, Ethernet header included, from the interface with this index. */
    public synchronized void send(int index, byte[] frame) throws LinuxException {
        if (frame.length > MAX_SENT) {
            throw new IllegalArgumentException("a frame of " + frame.length + " octets, more than " + MAX_SENT);
        }
        requireOpen("sendto AF_PACKET");
        sent.write(0, frame, 0, frame.length);
        linkAddress(index, 0);
        long result;
        do {
            result = Libc.sendto(fd, sent, frame.length, Libc.MSG_DONTWAIT, address, SOCKADDR_LL);
        } while (result < 0 && Libc.errno() == Errno.EINTR);
        Libc.check(result, "sendto AF_PACKET on interface " + index);
    }

    /**
     * As {@link #send}, for a frame that may be lost on the wire as well: a full queue, of the device or of who takes
     * its frames on this machine, or one without a carrier, is no failure.
     *
     * @return whether the kernel took it; without a carrier it takes and loses every frame
     */
    public boolean offer(int index, byte[] frame) throws LinuxException {
        try {
            send(index, frame);
            return true;
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOBUFS && e.errno() != Errno.EAGAIN) {
                throw e;
            }
            return false;
        }
    }

    /** Listens on another interface from now on, or on a device of the same name that came back with a new index. */
    public synchronized void bind(int index) throws LinuxException {
        requireOpen("bind AF_PACKET");
        linkAddress(index, ETH_P_ALL);
        Libc.check(Libc.bind(fd, address, SOCKADDR_LL), "bind AF_PACKET to interface " + index);
    }

    /**
     * Lets the interface take frames for this group as long as the socket is open (PACKET_MR_MULTICAST); asking again
     * for the same group is harmless.
     */
    public synchronized void join(int index, HardwareAddress group) throws LinuxException {
        requireOpen("setsockopt PACKET_ADD_MEMBERSHIP");
        try (Memory request = new Memory(PACKET_MREQ)) {
            request.clear();
            request.setInt(0, index);
            request.setShort(6, (short) HardwareAddress.LENGTH);
            request.write(8, group.octets(), 0, HardwareAddress.LENGTH);
            Libc.check(
                    Libc.setsockopt(fd, Libc.SOL_PACKET, PACKET_ADD_MEMBERSHIP, request, PACKET_MREQ),
                    "setsockopt PACKET_ADD_MEMBERSHIP " + group);
        }
    }

    /** The index of a device (SIOCGIFINDEX). */
    public synchronized int index(String device) throws LinuxException {
        ask(SIOCGIFINDEX, device, "SIOCGIFINDEX " + device);
        return request.getInt(IFREQ_UNION);
    }

    /**
     * The MAC address of an Ethernet device as it is now (SIOCGIFHWADDR); all zero for loopback.
     *
     * @throws LinuxException EINVAL for a device of another kind, such as a tunnel
     */
    public synchronized HardwareAddress hardwareAddress(String device) throws LinuxException {
        String what = "SIOCGIFHWADDR " + device;
        ask(SIOCGIFHWADDR, device, what);
        int kind = request.getShort(IFREQ_UNION);
        if (kind != ARPHRD_ETHER && kind != ARPHRD_LOOPBACK) {
            throw new LinuxException(what + " (not an Ethernet device)", Errno.EINVAL);
        }
        return HardwareAddress.of(request.getByteArray(IFREQ_UNION + 2, HardwareAddress.LENGTH));
    }

    /** How many received frames were longer than the buffer. */
    public long truncated() {
        return truncated;
    }

    /** The descriptor, for poll(2) by its owner. */
    public int fd() {
        return fd;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Libc.closeQuietly(fd);
        }
    }

    private static int socket() throws LinuxException {
        // Protocol 0: nothing is received before the filter is in place and the interface chosen.
        int type = Libc.SOCK_RAW | Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK;
        return Libc.check(Libc.socket(Libc.AF_PACKET, type, 0), "socket AF_PACKET");
    }

    private void ignoreOutgoing() throws LinuxException {
        try (Memory one = new Memory(Integer.BYTES)) {
            one.setInt(0, 1);
            Libc.check(
                    Libc.setsockopt(fd, Libc.SOL_PACKET, PACKET_IGNORE_OUTGOING, one, Integer.BYTES),
                    "setsockopt PACKET_IGNORE_OUTGOING");
        }
    }

    private void keepOnly(PacketFilter filter) throws LinuxException {
        byte[] code = filter.code();
        try (Memory instructions = new Memory(code.length);
                Memory program = new Memory(16)) {
            instructions.write(0, code, 0, code.length);
            program.clear();
            program.setShort(0, (short) filter.length());
            program.setPointer(8, instructions);
            Libc.check(
                    Libc.setsockopt(fd, Libc.SOL_SOCKET, Libc.SO_ATTACH_FILTER, program, 16),
                    "setsockopt SO_ATTACH_FILTER");
        }
    }

    /** struct sockaddr_ll: family, protocol (network order), index; the rest matters only on receipt. */
    private void linkAddress(int index, int protocol) {
        address.clear();
        address.setShort(0, (short) Libc.AF_PACKET);
        address.getByteBuffer(2, 2).order(ByteOrder.BIG_ENDIAN).putShort(0, (short) protocol);
        address.setInt(4, index);
    }

    private void ask(int code, String device, String what) throws LinuxException {
        requireOpen(what);
        if (device.isEmpty() || device.length() >= IFREQ_UNION) {
            throw new LinuxException(what, Errno.ENODEV);
        }
        request.clear();
        request.setString(0, device, "US-ASCII");
        Libc.check(Libc.ioctl(fd, new NativeLong(code), request), what);
    }

    private void requireOpen(String what) throws LinuxException {
        if (closed) {
            throw new LinuxException(what, Errno.EBADF);
        }
    }
}
