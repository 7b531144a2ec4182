package org.hadirector.lvs.path.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.NetlinkMessage;
import org.hadirector.linux.NetlinkReply;
import org.hadirector.linux.NetlinkSocket;

/**
 * An interface as the gate judges it.
 *
 * @param hardware ARPHRD_… of linux/if_arp.h
 * @param slaveKind what its master is (bridge, bond, vrf …), empty when it has none
 */
record Link(int index, String name, int hardware, String slaveKind) {
    private static final int RTM_NEWLINK = 16;
    private static final int RTM_GETLINK = 18;
    private static final int IFINFOMSG = 16;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_INFO_SLAVE_KIND = 4;
    private static final int ARPHRD_ETHER = 1;
    private static final int ARPHRD_LOOPBACK = 772;

    /** All interfaces of the namespace, {@code ip link show}. */
    static List<Link> all(NetlinkSocket netlink) throws LinuxException {
        NetlinkMessage ask = new NetlinkMessage(RTM_GETLINK, NetlinkMessage.F_DUMP)
                .u8(0)
                .u8(0)
                .u16(0)
                .u32(0)
                .u32(0)
                .u32(0);
        List<Link> links = new ArrayList<>();
        for (NetlinkReply reply : netlink.query(ask, "ip link show")) {
            if (reply.type() == RTM_NEWLINK && reply.body().remaining() >= IFINFOMSG) {
                links.add(of(reply));
            }
        }
        return links;
    }

    private static Link of(NetlinkReply reply) {
        Map<Integer, byte[]> attributes = reply.attributes(IFINFOMSG);
        byte[] info = attributes.getOrDefault(IFLA_LINKINFO, new byte[0]);
        byte[] kind = NetlinkReply.attributes(info, 0).getOrDefault(IFLA_INFO_SLAVE_KIND, new byte[0]);
        return new Link(
                reply.body().getInt(4),
                NetlinkReply.text(attributes.getOrDefault(IFLA_IFNAME, new byte[0])),
                reply.body().getShort(2) & 0xffff,
                NetlinkReply.text(kind));
    }

    boolean isLoopback() {
        return hardware == ARPHRD_LOOPBACK;
    }

    boolean isEthernet() {
        return hardware == ARPHRD_ETHER;
    }

    /**
     * Whether the stack sees its frames at another interface: the master of a bridge port, bond or team slave. There
     * the gate belongs, not here, where it would keep frames from the other ports of a bridge. A VRF's slave keeps its
     * frames.
     */
    boolean isPort() {
        return switch (slaveKind) {
            case "bridge", "bond", "team", "openvswitch", "hsr" -> true;
            default -> false;
        };
    }
}
