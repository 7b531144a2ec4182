package org.hadirector.lvs.path.neigh;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import org.hadirector.linux.HardwareAddress;
import org.hadirector.linux.Libc;
import org.hadirector.linux.NetlinkMessage;
import org.hadirector.linux.NetlinkReply;

/** A station on a link, by its address; and the netlink messages about it ({@code struct ndmsg}, rtnetlink(7)). */
record Neighbour(int interfaceIndex, InetAddress address) {
    static final int RTM_NEWNEIGH = 28;
    static final int RTM_DELNEIGH = 29;

    private static final int RTM_GETNEIGH = 30;
    private static final int NDMSG = 12;
    private static final int NDA_DST = 1;
    private static final int NDA_LLADDR = 2;
    private static final int NTF_USE = 1;
    private static final int NUD_STALE = 0x04;
    private static final int NUD_VALID = 0xde; // permanent, noarp, reachable, probe, stale, delay

    /**
     * What the kernel knows of a neighbour.
     *
     * @param hardware its MAC, low 48 bits, 0 while it is unknown
     * @param stale known, but not confirmed for a while
     */
    record State(long hardware, boolean stale) {
        static final State UNKNOWN = new State(0, false);

        boolean isKnown() {
            return hardware != 0;
        }
    }

    /** A message about a neighbour. */
    record News(Neighbour neighbour, State state) {}

    // What the compiler makes of a record is put together at its first call, in milliseconds (decisions/0011).
    @Override
    public boolean equals(Object other) {
        return other instanceof Neighbour it && interfaceIndex == it.interfaceIndex && address.equals(it.address);
    }

    @Override
    public int hashCode() {
        return 31 * address.hashCode() + interfaceIndex;
    }

    /** {@code ip neigh get ADDRESS dev DEV}. */
    NetlinkMessage question() {
        return message(RTM_GETNEIGH, NetlinkMessage.F_ACK, 0);
    }

    /** {@code ip neigh add ADDRESS dev DEV use}: as if a packet were sent there, so that the kernel resolves it. */
    NetlinkMessage use() {
        return message(RTM_NEWNEIGH, NetlinkMessage.F_ACK | NetlinkMessage.F_CREATE, NTF_USE);
    }

    /** Reads RTM_NEWNEIGH and RTM_DELNEIGH; empty for every other message. */
    static Optional<News> parse(NetlinkReply reply) {
        boolean gone = reply.type() == RTM_DELNEIGH;
        if (!gone && reply.type() != RTM_NEWNEIGH || reply.body().limit() < NDMSG) {
            return Optional.empty();
        }
        Map<Integer, byte[]> attributes = reply.attributes(NDMSG);
        byte[] octets = attributes.getOrDefault(NDA_DST, new byte[0]);
        if (octets.length != 4 && octets.length != 16) {
            return Optional.empty();
        }
        int state = reply.body().getShort(8) & 0xffff;
        byte[] hardware = attributes.get(NDA_LLADDR);
        boolean known =
                !gone && (state & NUD_VALID) != 0 && hardware != null && hardware.length == HardwareAddress.LENGTH;
        long mac = known ? HardwareAddress.of(hardware).toLong() : 0;
        return Optional.of(new News(
                new Neighbour(reply.body().getInt(4), address(octets)), new State(mac, known && state == NUD_STALE)));
    }

    private static InetAddress address(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address of " + octets.length + " octets", e);
        }
    }

    private NetlinkMessage message(int type, int messageFlags, int neighbourFlags) {
        return new NetlinkMessage(type, messageFlags)
                .u8(address instanceof Inet4Address ? Libc.AF_INET : Libc.AF_INET6)
                .u8(0)
                .u16(0)
                .u32(interfaceIndex)
                .u16(0)
                .u8(neighbourFlags)
                .u8(0)
                .attribute(NDA_DST, address.getAddress());
    }
}
