package org.hadirector.linux;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;

/** An RTM_NEWADDR message, read (struct ifaddrmsg and its attributes, linux/if_addr.h). */
record AddressNews(int deviceIndex, DeviceAddress address) {
    private static final int RTM_NEWADDR = 20;
    private static final int IFADDRMSG = 8;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_LABEL = 3;
    private static final int IFA_BROADCAST = 4;
    private static final int IFA_CACHEINFO = 6;
    private static final int IFA_FLAGS = 8;
    private static final int IFA_F_DEPRECATED = 0x20;

    /** Empty for every other message. */
    static Optional<AddressNews> parse(NetlinkReply reply) {
        ByteBuffer body = reply.body();
        if (reply.type() != RTM_NEWADDR || body.limit() < IFADDRMSG) {
            return Optional.empty();
        }
        Map<Integer, byte[]> attributes = reply.attributes(IFADDRMSG);
        // IFA_ADDRESS is the far end on a point-to-point link; IPv6 has IFA_LOCAL only there.
        byte[] local = attributes.getOrDefault(IFA_LOCAL, attributes.get(IFA_ADDRESS));
        if (local == null || local.length != 4 && local.length != 16) {
            return Optional.empty();
        }
        byte[] broadcast = attributes.get(IFA_BROADCAST);
        byte[] label = attributes.get(IFA_LABEL);
        byte[] lifetimes = attributes.get(IFA_CACHEINFO);
        byte[] wideFlags = attributes.get(IFA_FLAGS);
        int flags = wideFlags == null ? body.get(2) & 0xff : NetlinkReply.u32(wideFlags);
        DeviceAddress address = new DeviceAddress(
                address(local),
                body.get(1) & 0xff,
                broadcast == null ? null : address(broadcast),
                label == null ? "" : NetlinkReply.text(label),
                validSeconds(lifetimes),
                (flags & IFA_F_DEPRECATED) == 0);
        return Optional.of(new AddressNews(body.getInt(4), address));
    }

    /** The address; its device's name stands in for a label that the kernel does not keep. */
    DeviceAddress named(String device) {
        if (!address.label().isEmpty()) {
            return address;
        }
        return new DeviceAddress(
                address.address(),
                address.prefixLength(),
                address.broadcast(),
                device,
                address.validSeconds(),
                address.preferred());
    }

    /** An address from its 4 or 16 octets. */
    static InetAddress address(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address of " + octets.length + " octets", e);
        }
    }

    private static long validSeconds(byte[] lifetimes) {
        if (lifetimes == null || lifetimes.length < 8) {
            return DeviceAddress.FOREVER;
        }
        return ByteBuffer.wrap(lifetimes).order(ByteOrder.nativeOrder()).getInt(4) & 0xffffffffL;
    }
}
