package org.hadirector.takeover;

import java.io.IOException;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.linux.DeviceAddress;
import org.hadirector.linux.Errno;
import org.hadirector.linux.Interfaces;
import org.hadirector.linux.Libc;
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.NetlinkInterfaces;
import org.hadirector.linux.NetlinkMessage;
import org.hadirector.linux.NetlinkSocket;

/**
 * {@link AddressTable} by rtnetlink(7) in the namespace of the thread that opened it. Any thread may call.
 *
 * <p>Shell twin of add: {@code ip addr replace VIP/32 dev eth0 label eth0:0 valid_lft 2 preferred_lft 0}. The preferred
 * lifetime of 0 keeps the kernel from choosing the VIP as a source address.
 */
public final class NetlinkAddressTable implements AddressTable, AutoCloseable {
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_DELADDR = 21;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_LABEL = 3;
    private static final int IFA_BROADCAST = 4;
    private static final int IFA_CACHEINFO = 6;
    private static final int IFA_F_NODAD = 0x02;
    private static final int SCOPE_UNIVERSE = 0;
    private static final int INFINITY = -1;
    private static final int MAX_COPIES = 33;

    private final NetlinkSocket netlink;
    private final NetlinkInterfaces interfaces;

    private NetlinkAddressTable(NetlinkSocket netlink, NetlinkInterfaces interfaces) {
        this.netlink = netlink;
        this.interfaces = interfaces;
    }

    public static NetlinkAddressTable open() throws LinuxException {
        NetlinkSocket netlink = NetlinkSocket.open();
        try {
            return new NetlinkAddressTable(netlink, NetlinkInterfaces.open());
        } catch (LinuxException e) {
            netlink.close();
            throw e;
        }
    }

    @Override
    public void add(Vip vip, int validSeconds) throws IOException {
        if (validSeconds < 1) {
            throw new IllegalArgumentException("lifetime of " + validSeconds + " s for " + vip);
        }
        String what = "RTM_NEWADDR " + vip;
        int flags = NetlinkMessage.F_CREATE | NetlinkMessage.F_REPLACE;
        NetlinkMessage message = addressMessage(RTM_NEWADDR, flags, vip, vip.prefixLength(), index(vip.device(), what));
        if (vip.broadcast() != null) {
            message.attribute(IFA_BROADCAST, vip.broadcast().getAddress());
        }
        if (isIpv4(vip)) {
            message.attribute(IFA_LABEL, vip.label());
        }
        netlink.request(message.attribute(IFA_CACHEINFO, lifetimes(validSeconds)), what);
    }

    @Override
    public void remove(Vip vip) throws IOException {
        String what = "RTM_DELADDR " + vip;
        int index = interfaces.index(vip.device());
        if (index == 0) {
            return; // the device went, and its addresses with it
        }
        // Linux allows the same IPv4 address with several prefix lengths; without IFA_ADDRESS the kernel takes any.
        for (int copies = 0; copies < MAX_COPIES; copies++) {
            try {
                removeOne(vip, index, what);
            } catch (LinuxException e) {
                if (e.errno() == Errno.EADDRNOTAVAIL || e.errno() == Errno.ENODEV) {
                    return;
                }
                throw e;
            }
        }
        throw new IOException(what + ": comes back as fast as it is removed; does another program manage it?");
    }

    @Override
    public List<Vip> onDevice(String device) throws IOException {
        List<DeviceAddress> held = new ArrayList<>(interfaces.addresses(device, Interfaces.Family.IPV4));
        held.addAll(interfaces.addresses(device, Interfaces.Family.IPV6));
        return labelled(held, device);
    }

    @Override
    public boolean contains(Vip vip) throws IOException {
        return interfaces.holds(vip.device(), vip.address(), vip.prefixLength(), isIpv4(vip) ? vip.label() : null);
    }

    @Override
    public void close() {
        netlink.close();
        interfaces.close();
    }

    private void removeOne(Vip vip, int index, String what) throws IOException {
        int prefix = vip.prefixLength();
        if (!isIpv4(vip)) {
            // IPv6 knows an address by address and prefix length.
            prefix = onDevice(vip.device()).stream()
                    .filter(held -> held.address().equals(vip.address()))
                    .map(Vip::prefixLength)
                    .findFirst()
                    .orElse(prefix);
        }
        netlink.request(addressMessage(RTM_DELADDR, 0, vip, prefix, index), what);
    }

    private static List<Vip> labelled(List<DeviceAddress> addresses, String device) {
        return addresses.stream()
                .filter(held -> isLabelled(held, device))
                .map(held -> new Vip(held.address(), held.prefixLength(), held.broadcast(), device, held.label()))
                .toList();
    }

    private static boolean isLabelled(DeviceAddress held, String device) {
        if (held.address() instanceof Inet4Address) {
            return held.label().startsWith(device + ":");
        }
        return !held.preferred();
    }

    /** struct ifaddrmsg (family, prefixlen, flags, scope, index), then the address itself. */
    private static NetlinkMessage addressMessage(int type, int flags, Vip vip, int prefixLength, int index) {
        boolean ipv4 = isIpv4(vip);
        byte[] octets = vip.address().getAddress();
        NetlinkMessage message = new NetlinkMessage(type, flags)
                .u8(ipv4 ? Libc.AF_INET : Libc.AF_INET6)
                .u8(prefixLength)
                .u8(ipv4 ? 0 : IFA_F_NODAD)
                .u8(SCOPE_UNIVERSE)
                .u32(index)
                .attribute(IFA_LOCAL, octets);
        return type == RTM_NEWADDR || !ipv4 ? message.attribute(IFA_ADDRESS, octets) : message;
    }

    private int index(String device, String what) throws LinuxException {
        int index = interfaces.index(device);
        if (index == 0) {
            throw new LinuxException(what + ": no interface " + device, Errno.ENODEV);
        }
        return index;
    }

    /** struct ifa_cacheinfo: preferred and valid seconds, two stamps that only the kernel sets. */
    private static byte[] lifetimes(int validSeconds) {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putInt(0)
                .putInt(validSeconds == FOREVER ? INFINITY : validSeconds)
                .array();
    }

    private static boolean isIpv4(Vip vip) {
        return vip.address() instanceof Inet4Address;
    }
}
