package org.hadirector.linux;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An RTM_NEWLINK or RTM_DELLINK message, read. Messages of other families are none: a bridge reports the leaving of a
 * port as RTM_DELLINK of AF_BRIDGE while the device lives on.
 *
 * @param gone the device was deleted
 */
record LinkNews(NetworkDevice device, boolean gone) {
    private static final int RTM_NEWLINK = 16;
    private static final int RTM_DELLINK = 17;
    private static final int IFINFOMSG = 16;
    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int IFF_UP = 0x1;
    private static final int IFF_LOOPBACK = 0x8;
    private static final int IFF_LOWER_UP = 0x10000;

    /** Empty for every other message. The device comes without its addresses. */
    static Optional<LinkNews> parse(NetlinkReply reply) {
        ByteBuffer body = reply.body();
        boolean gone = reply.type() == RTM_DELLINK;
        if (!gone && reply.type() != RTM_NEWLINK || body.limit() < IFINFOMSG || body.get(0) != 0) {
            return Optional.empty();
        }
        Map<Integer, byte[]> attributes = reply.attributes(IFINFOMSG);
        byte[] name = attributes.get(IFLA_IFNAME);
        if (name == null) {
            return Optional.empty();
        }
        byte[] mac = attributes.get(IFLA_ADDRESS);
        byte[] mtu = attributes.get(IFLA_MTU);
        int flags = body.getInt(8);
        boolean up = (flags & IFF_UP) != 0;
        NetworkDevice device = new NetworkDevice(
                body.getInt(4),
                NetlinkReply.text(name),
                mac != null && mac.length == HardwareAddress.LENGTH ? HardwareAddress.of(mac) : null,
                up,
                up && (flags & IFF_LOWER_UP) != 0,
                (flags & IFF_LOOPBACK) != 0,
                mtu == null ? 0 : NetlinkReply.u32(mtu),
                List.of());
        return Optional.of(new LinkNews(device, gone));
    }
}
