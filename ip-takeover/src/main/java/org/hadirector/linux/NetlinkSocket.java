package org.hadirector.linux;

import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One rtnetlink socket: request and acknowledgement, dumps, and (when bound to groups) the kernel's news. Requests are
 * synchronous and serialised: any thread may ask. A socket that receives news is for {@link #poll} only: an exchange
 * would throw news away that comes in between. Buffers are allocated once. See netlink(7), rtnetlink(7).
 */
public final class NetlinkSocket implements AutoCloseable {
    /** Bits of RTMGRP_… for {@link #open(int)}. */
    public static final int GROUP_LINK = 0x1;

    public static final int GROUP_NEIGH = 0x4;
    public static final int GROUP_IPV4_IFADDR = 0x10;
    public static final int GROUP_IPV6_IFADDR = 0x100;

    private static final int NETLINK_ROUTE = 0;
    private static final int SOL_NETLINK = 270;
    private static final int GET_STRICT_CHK = 12;
    private static final int SIOCGIFNAME = 0x8910;
    private static final int SIOCGIFINDEX = 0x8933;
    private static final int IFREQ = 40;
    private static final int IFREQ_UNION = 16;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int F_DUMP_INTR = 0x10;
    private static final int DUMP_ATTEMPTS = 5;
    private static final int BUFFER = 64 * 1024;

    private final int fd;
    private final Memory buffer = new Memory(BUFFER);
    private int sequence;
    private boolean closed;

    private NetlinkSocket(int fd) {
        this.fd = fd;
    }

    /** A socket for requests. */
    public static NetlinkSocket open() throws LinuxException {
        return open(0);
    }

    /**
     * A socket in the namespace of the calling thread.
     *
     * @param groups bits of news to receive, 0 for none
     */
    public static NetlinkSocket open(int groups) throws LinuxException {
        int type = Libc.SOCK_RAW | Libc.SOCK_CLOEXEC;
        int fd = Libc.check(Libc.socket(Libc.AF_NETLINK, type, NETLINK_ROUTE), "socket NETLINK_ROUTE");
        try (Memory address = new Memory(12)) {
            address.clear();
            address.setShort(0, (short) Libc.AF_NETLINK);
            address.setInt(8, groups);
            Libc.check(Libc.bind(fd, address, 12), "bind NETLINK_ROUTE");
            return new NetlinkSocket(fd);
        } catch (LinuxException e) {
            Libc.closeQuietly(fd);
            throw e;
        }
    }

    /**
     * Lets the kernel take the fields of a dump's header as a filter (NETLINK_GET_STRICT_CHK, Linux 5.0). An older one
     * refuses and dumps everything, so the caller filters in any case.
     */
    void filterDumps() {
        try (Memory on = new Memory(Integer.BYTES)) {
            on.setInt(0, 1);
            Libc.setsockopt(fd, SOL_NETLINK, GET_STRICT_CHK, on, Integer.BYTES);
        }
    }

    /**
     * The index of a device (SIOCGIFINDEX) in this socket's namespace, 0 when there is none. Two microseconds; the
     * kernel's answer to RTM_GETLINK takes twenty times as long.
     */
    synchronized int deviceIndex(String device) throws LinuxException {
        String what = "SIOCGIFINDEX " + device;
        requireOpen(what);
        if (device.isEmpty() || device.length() >= IFREQ_UNION) {
            return 0;
        }
        buffer.clear(IFREQ);
        buffer.setString(0, device, "US-ASCII");
        if (Libc.ioctl(fd, new NativeLong(SIOCGIFINDEX), buffer) < 0) {
            if (Libc.errno() == Errno.ENODEV) {
                return 0;
            }
            throw new LinuxException(what, Libc.errno());
        }
        return buffer.getInt(IFREQ_UNION);
    }

    /** The name of the device with that index (SIOCGIFNAME), empty when there is none; as quick as its twin. */
    synchronized String deviceName(int index) throws LinuxException {
        String what = "SIOCGIFNAME #" + index;
        requireOpen(what);
        buffer.clear(IFREQ);
        buffer.setInt(IFREQ_UNION, index);
        if (Libc.ioctl(fd, new NativeLong(SIOCGIFNAME), buffer) < 0) {
            if (Libc.errno() == Errno.ENODEV) {
                return "";
            }
            throw new LinuxException(what, Libc.errno());
        }
        return buffer.getString(0, "US-ASCII");
    }

    /** Sends a request and waits for the kernel's acknowledgement; {@code what} names the step in the error. */
    public synchronized void request(NetlinkMessage message, String what) throws LinuxException {
        exchange(message, what, (type, body) -> {});
    }

    /**
     * Sends a request and collects what the kernel answers, a dump or a single object. A dump during which the kernel's
     * tables changed (NLM_F_DUMP_INTR) is taken again, some times at most.
     */
    public synchronized List<NetlinkReply> query(NetlinkMessage message, String what) throws LinuxException {
        List<NetlinkReply> replies = new ArrayList<>();
        boolean consistent = false;
        for (int attempt = 0; attempt < DUMP_ATTEMPTS && !consistent; attempt++) {
            replies.clear();
            consistent = exchange(message, what, (type, body) -> replies.add(new NetlinkReply(type, copy(body))));
        }
        return replies;
    }

    /**
     * As {@link #query}; of what is not there (ENOENT) nothing comes. For what is asked thousands of times: an
     * exception takes longer than the question.
     */
    public synchronized List<NetlinkReply> queryIfThere(NetlinkMessage message, String what) throws LinuxException {
        List<NetlinkReply> replies = new ArrayList<>();
        exchange(message, what, Errno.ENOENT, (type, body) -> replies.add(new NetlinkReply(type, copy(body))));
        return replies;
    }

    /**
     * Whether one of the objects that the kernel answers with is wanted. As {@link #query}, but nothing is copied: for
     * dumps of which only that is of interest.
     *
     * @param wanted looks at the body of a message, from position to limit, and keeps nothing of it
     */
    synchronized boolean any(NetlinkMessage message, String what, Predicate<ByteBuffer> wanted) throws LinuxException {
        boolean[] found = {false};
        boolean consistent = false;
        for (int attempt = 0; attempt < DUMP_ATTEMPTS && !consistent; attempt++) {
            found[0] = false;
            consistent = exchange(message, what, (type, body) -> found[0] = found[0] || wanted.test(body));
        }
        return found[0];
    }

    /**
     * Takes the news that have arrived, without waiting; on ENOBUFS the exception tells the caller to ask for
     * everything anew, and what waited is gone: it is older than what was lost.
     */
    public synchronized int poll(Consumer<NetlinkReply> news) throws LinuxException {
        try {
            int count = 0;
            int length = receiveNews();
            while (length > 0) {
                count += split(length, (type, flags, seq, body) -> news.accept(new NetlinkReply(type, copy(body))));
                length = receiveNews();
            }
            return count;
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOBUFS) {
                empty();
            }
            throw e;
        }
    }

    private int receiveNews() throws LinuxException {
        return receive(Libc.MSG_DONTWAIT, "recv NETLINK_ROUTE");
    }

    /**
     * A queue that was full once must be empty before anybody asks: until then the kernel drops what is new and does
     * not say so again (NETLINK_S_CONGESTED in linux af_netlink.c).
     */
    private void empty() throws LinuxException {
        boolean more = true;
        while (more) {
            try {
                more = receiveNews() > 0;
            } catch (LinuxException e) {
                if (e.errno() != Errno.ENOBUFS) {
                    throw e;
                }
            }
        }
    }

    /** Takes the news that have arrived, or were lost, without waiting; whether there were any. */
    public boolean takeAll() throws LinuxException {
        try {
            return poll(reply -> {}) > 0;
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOBUFS) {
                throw e;
            }
            return true;
        }
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

    /** One request with all of its answers; false when a dump was interrupted by a change. */
    private boolean exchange(NetlinkMessage message, String what, ObjectSink sink) throws LinuxException {
        return exchange(message, what, 0, sink);
    }

    /** @param none the error that is an answer, 0 if none is */
    private boolean exchange(NetlinkMessage message, String what, int none, ObjectSink sink) throws LinuxException {
        int expected = ++sequence;
        byte[] bytes = message.finish(expected);
        requireOpen(what);
        buffer.write(0, bytes, 0, bytes.length);
        Libc.check(Libc.send(fd, buffer, bytes.length, 0), what);
        boolean[] done = {false};
        boolean[] consistent = {true};
        int[] error = {0};
        while (!done[0]) {
            split(receive(0, what), (type, flags, seq, body) -> {
                if (seq != expected) {
                    return; // the late answer to a request that failed before
                }
                consistent[0] &= (flags & F_DUMP_INTR) == 0;
                if (type == NLMSG_ERROR || type == NLMSG_DONE) {
                    done[0] = true;
                    error[0] = body.remaining() >= Integer.BYTES ? -body.getInt(body.position()) : 0;
                } else {
                    sink.object(type, body);
                }
            });
        }
        if (error[0] > 0 && error[0] != none) {
            throw new LinuxException(what, error[0]);
        }
        return consistent[0];
    }

    /** One datagram into the buffer: its length, 0 when there is none (MSG_DONTWAIT only). */
    private int receive(int flags, String what) throws LinuxException {
        while (true) {
            requireOpen(what);
            long length = Libc.recv(fd, buffer, BUFFER, flags);
            if (length >= 0) {
                return (int) length;
            }
            if (Libc.errno() == Errno.EAGAIN) {
                return 0;
            }
            if (Libc.errno() != Errno.EINTR) {
                Libc.check(length, what);
            }
        }
    }

    /** A closed descriptor's number may already belong to somebody else. */
    private void requireOpen(String what) throws LinuxException {
        if (closed) {
            throw new LinuxException(what, Errno.EBADF);
        }
    }

    private int split(int length, MessageSink sink) {
        ByteBuffer in = buffer.getByteBuffer(0, length).order(ByteOrder.nativeOrder());
        int at = 0;
        int count = 0;
        while (at + NetlinkMessage.HEADER <= length) {
            int size = in.getInt(at);
            if (size < NetlinkMessage.HEADER || at + size > length) {
                break;
            }
            int type = in.getShort(at + 4) & 0xffff;
            int flags = in.getShort(at + 6);
            int seq = in.getInt(at + 8);
            sink.message(type, flags, seq, in.limit(at + size).position(at + NetlinkMessage.HEADER));
            in.limit(length).position(0);
            at += size + 3 & ~3;
            count++;
        }
        return count;
    }

    /** Receives one message of a datagram. */
    private interface MessageSink {
        void message(int type, int flags, int sequence, ByteBuffer body);
    }

    /** Receives the body of one object; the buffer is only lent. */
    private interface ObjectSink {
        void object(int type, ByteBuffer body);
    }

    private static byte[] copy(ByteBuffer body) {
        byte[] octets = new byte[body.remaining()];
        body.get(body.position(), octets);
        return octets;
    }
}
