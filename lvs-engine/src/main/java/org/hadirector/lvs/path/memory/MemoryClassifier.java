package org.hadirector.lvs.path.memory;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.hadirector.lvs.path.ServiceKey;

/** Where a received frame goes: the decision that a gate makes in the kernel (gate.c), in plain Java. */
final class MemoryClassifier {
    /** The ways of a frame. */
    enum Way {
        UP,
        /** Up, if the path does not carry its connection by itself. */
        SERVED,
        /** Where it was to go without us. */
        STACK,
        SILENCE,
        SILENCE_ARP
    }

    private static final int ARP = 0x0806;
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86dd;
    private static final int HEADER = 14;
    private static final int SOLICITATION = 135;
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int SCTP = 132;
    private static final int IPIP = 4;
    private static final int IPV6_IN_IP = 41;
    private static final int GRE = 47;

    private final Map<InetAddress, Long> leases = new HashMap<>();
    private final Map<InetAddress, Long> holds = new HashMap<>();
    private final Set<ServiceKey> services = new HashSet<>();
    private final Set<ServiceKey> replies = new HashSet<>();
    private final Set<InetAddress> local = new HashSet<>();

    Map<InetAddress, Long> leases() {
        return leases;
    }

    /** Until when packets of an address' services go up although its lease is over. */
    Map<InetAddress, Long> holds() {
        return holds;
    }

    Set<ServiceKey> services() {
        return services;
    }

    Set<ServiceKey> replies() {
        return replies;
    }

    Set<InetAddress> local() {
        return local;
    }

    Way classify(byte[] frame, int mark, long nowNs) {
        if (frame.length < HEADER) {
            return Way.STACK;
        }
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        int type = bytes.getShort(12) & 0xffff;
        if (type == ARP && frame.length >= HEADER + 28) {
            return isSilent(address(frame, HEADER + 24, 4), nowNs) ? Way.SILENCE_ARP : Way.STACK;
        }
        IpHeader ip = type == IPV4 || type == IPV6 ? IpHeader.read(bytes, HEADER, type == IPV6) : null;
        boolean otherVersion = type == IPV4 && ip != null && u8(bytes, HEADER) >> 4 != 4;
        return ip == null || otherVersion ? Way.STACK : ip(bytes, ip, mark, nowNs);
    }

    private Way ip(ByteBuffer frame, IpHeader ip, int mark, long nowNs) {
        int at = ip.payload();
        if (isSilent(ip.destination(), nowNs)) {
            return isHeld(ip.destination(), nowNs) && isOfService(frame, ip) ? Way.UP : Way.SILENCE;
        }
        boolean solicitation = ip.protocol() == ICMPV6 && at + 24 <= frame.limit() && u8(frame, at) == SOLICITATION;
        if (solicitation && isSilent(address(frame.array(), at + 8, 16), nowNs)) {
            return Way.SILENCE_ARP;
        }
        if (isForged(ip)) {
            return Way.STACK;
        }
        if (mark != 0 && services.contains(ServiceKey.ofMark(mark, ip.ipv6()))) {
            return Way.UP;
        }
        if ((ip.protocol() == ICMP || ip.protocol() == ICMPV6) && !ip.fragment()) {
            return isError(frame, ip) && quotesConnection(frame, ip) ? Way.UP : Way.STACK;
        }
        boolean virtual = knows(services, ip.destination());
        boolean own = local.contains(ip.destination());
        if (virtual && isOfService(frame, ip)) {
            return Way.SERVED;
        }
        if ((virtual || own) && ip.lacksChunk()) {
            return Way.UP;
        }
        if (!virtual && own || !knows(replies, ip.source())) {
            return Way.STACK;
        }
        return ip.portless() || isAmong(replies, ip.protocol(), ip.source(), port(frame, at)) ? Way.UP : Way.STACK;
    }

    /** Whether it comes in from an address of this machine, and is for somebody else. */
    private boolean isForged(IpHeader ip) {
        return local.contains(ip.source()) && !local.contains(ip.destination());
    }

    /** Where a frame goes that this machine's own stack sends. */
    Way leaving(byte[] frame, long nowNs) {
        if (isSilent(frame, Side.SOURCE, nowNs)) {
            return Way.SILENCE;
        }
        return isAnswer(frame) ? Way.UP : Way.STACK;
    }

    /** Whether what this machine sends is what a masqueraded server of its own says, or the stack in its place. */
    private boolean isAnswer(byte[] frame) {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        int type = frame.length < HEADER ? 0 : bytes.getShort(12) & 0xffff;
        IpHeader ip = type == IPV4 || type == IPV6 ? IpHeader.read(bytes, HEADER, type == IPV6) : null;
        if (ip == null || !local.contains(ip.source()) || !knows(replies, ip.source())) {
            return false;
        }
        if ((ip.protocol() == ICMP || ip.protocol() == ICMPV6) && !ip.fragment()) {
            IpHeader quoted = isError(bytes, ip) ? IpHeader.read(bytes, ip.payload() + 8, ip.ipv6()) : null;
            if (quoted == null
                    || quoted.laterFragment()
                    || !quoted.destination().equals(ip.source())) {
                return false;
            }
            int port = port(bytes, quoted.payload() + 2);
            return quoted.ipv6() && quoted.portless()
                    || isAmong(replies, quoted.protocol(), quoted.destination(), port);
        }
        return ip.portless() || isAmong(replies, ip.protocol(), ip.source(), port(bytes, ip.payload()));
    }

    private boolean isOfService(ByteBuffer frame, IpHeader ip) {
        int port = port(frame, ip.payload() + 2);
        return knows(services, ip.destination())
                && (ip.portless() || isAmong(services, ip.protocol(), ip.destination(), port));
    }

    private static boolean isError(ByteBuffer frame, IpHeader ip) {
        if (ip.payload() >= frame.limit()) {
            return false;
        }
        int type = u8(frame, ip.payload());
        return ip.ipv6() ? type < 128 : type == 3 || type == 4 || type == 11 || type == 12;
    }

    private boolean quotesConnection(ByteBuffer frame, IpHeader ip) {
        IpHeader quoted = IpHeader.read(frame, ip.payload() + 8, ip.ipv6());
        if (quoted == null || quoted.laterFragment()) {
            return false;
        }
        boolean toService = knows(services, ip.destination());
        boolean toServer = knows(replies, quoted.destination());
        int protocol = quoted.protocol();
        int at = quoted.payload();
        if (quoted.ipv6() && quoted.portless()) {
            return toService || toServer;
        }
        if (toService && isAmong(services, protocol, quoted.source(), port(frame, at))) {
            return true;
        }
        if (protocol == IPIP || protocol == IPV6_IN_IP || protocol == GRE) {
            return replies.contains(new ServiceKey(protocol, quoted.destination(), 0));
        }
        boolean ours = local.contains(ip.destination()) && protocol != UDP;
        return !ours && isAmong(replies, protocol, quoted.destination(), port(frame, at + 2));
    }

    private static boolean knows(Set<ServiceKey> ends, InetAddress address) {
        return ends.stream().anyMatch(end -> end.address().equals(address));
    }

    /** Only what has ports: of a tunnelled server an end names the protocol of what we wrap, for errors alone. */
    private static boolean isAmong(Set<ServiceKey> ends, int protocol, InetAddress address, int port) {
        return port >= 0
                && (protocol == TCP || protocol == UDP || protocol == SCTP)
                && (ends.contains(new ServiceKey(protocol, address, port))
                        || ends.contains(new ServiceKey(protocol, address, 0)));
    }

    private static int port(ByteBuffer frame, int at) {
        return at + 2 > frame.limit() ? -1 : frame.getShort(at) & 0xffff;
    }

    /** The ends of a packet. */
    enum Side {
        SOURCE,
        DESTINATION
    }

    /** Whether the address at that end of a frame is guarded and its lease over. */
    boolean isSilent(byte[] frame, Side side, long nowNs) {
        InetAddress address = address(frame, side);
        return address != null && isSilent(address, nowNs);
    }

    /** Whether a frame may wait for the next owner of its address, whose lease is over. */
    boolean isHeld(byte[] frame, long nowNs) {
        InetAddress address = address(frame, Side.DESTINATION);
        return address != null && isSilent(address, nowNs) && isHeld(address, nowNs);
    }

    private boolean isHeld(InetAddress address, long nowNs) {
        Long until = holds.get(address);
        return until != null && until - nowNs > 0;
    }

    /** Null when it is no IP packet. */
    private static InetAddress address(byte[] frame, Side side) {
        int type = frame.length < HEADER ? 0 : ByteBuffer.wrap(frame).getShort(12) & 0xffff;
        IpHeader ip = type == IPV4 || type == IPV6 ? IpHeader.read(ByteBuffer.wrap(frame), HEADER, type == IPV6) : null;
        if (ip == null) {
            return null;
        }
        return side == Side.SOURCE ? ip.source() : ip.destination();
    }

    private boolean isSilent(InetAddress address, long nowNs) {
        Long until = leases.get(address);
        return until != null && (until == 0 || until - nowNs <= 0);
    }

    private static int u8(ByteBuffer frame, int at) {
        return frame.get(at) & 0xff;
    }

    static InetAddress address(byte[] frame, int at, int size) {
        byte[] bytes = new byte[size];
        System.arraycopy(frame, at, bytes, 0, size);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + size + " bytes", e);
        }
    }
}
