package org.hadirector.linux;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@link Interfaces} by rtnetlink(7). Shell twins: {@code ip -d link}, {@code ip addr}, {@code ip route get}, {@code ip
 * route show default}. Any thread may ask; the namespace is the one of the thread that opened the socket.
 */
public final class NetlinkInterfaces implements Interfaces, AutoCloseable {
    private static final int RTM_GETLINK = 18;
    private static final int RTM_GETADDR = 22;
    private static final int RTM_NEWROUTE = 24;
    private static final int RTM_GETROUTE = 26;
    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_PRIORITY = 6;
    private static final int RTA_PREFSRC = 7;
    private static final int RTA_METRICS = 8;
    private static final int RTAX_MTU = 2;
    private static final int RTMSG = 12;
    private static final int RTN_LOCAL = 2;
    private static final int RTN_UNICAST = 1;
    private static final int RT_TABLE_MAIN = 254;

    private final NetlinkSocket netlink;

    private NetlinkInterfaces(NetlinkSocket netlink) {
        this.netlink = netlink;
    }

    public static NetlinkInterfaces open() throws LinuxException {
        NetlinkSocket netlink = NetlinkSocket.open();
        netlink.filterDumps();
        return new NetlinkInterfaces(netlink);
    }

    @Override
    public List<NetworkDevice> all() throws LinuxException {
        Map<Integer, NetworkDevice> devices = new TreeMap<>();
        NetlinkMessage links = new NetlinkMessage(RTM_GETLINK, NetlinkMessage.F_DUMP).bytes(new byte[16]);
        for (NetlinkReply reply : netlink.query(links, "RTM_GETLINK")) {
            LinkNews.parse(reply).ifPresent(news -> devices.put(news.device().index(), news.device()));
        }
        Map<Integer, List<DeviceAddress>> addresses = new HashMap<>();
        NetlinkMessage all = new NetlinkMessage(RTM_GETADDR, NetlinkMessage.F_DUMP).bytes(new byte[8]);
        for (NetlinkReply reply : netlink.query(all, "RTM_GETADDR")) {
            AddressNews.parse(reply).ifPresent(news -> addresses
                    .computeIfAbsent(news.deviceIndex(), index -> new ArrayList<>())
                    .add(news.named(name(devices.get(news.deviceIndex())))));
        }
        return devices.values().stream()
                .map(device -> withAddresses(device, addresses.getOrDefault(device.index(), List.of())))
                .toList();
    }

    /** The index of a device by name, 0 when there is none; unlike if_nametoindex(3) in this object's namespace. */
    public int index(String device) throws LinuxException {
        return netlink.deviceIndex(device);
    }

    /** One device by name, without its addresses: the kernel is asked for nothing else. */
    public Optional<NetworkDevice> link(String device) throws LinuxException {
        int index = index(device);
        if (index == 0) {
            return Optional.empty();
        }
        NetlinkMessage one =
                new NetlinkMessage(RTM_GETLINK, 0).u32(0).u32(index).bytes(new byte[8]);
        try {
            return netlink.query(one, "RTM_GETLINK " + device).stream()
                    .flatMap(reply -> LinkNews.parse(reply).stream())
                    .map(LinkNews::device)
                    .findFirst();
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENODEV) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /**
     * The addresses of one family on one device, none when it is not there. Shell twin: {@code ip -4 addr show dev
     * eth0}; the kernel sends no others.
     */
    public List<DeviceAddress> addresses(String device, Family family) throws LinuxException {
        int index = index(device);
        if (index == 0) {
            return List.of();
        }
        NetlinkMessage dump = new NetlinkMessage(RTM_GETADDR, NetlinkMessage.F_DUMP)
                .u8(family == Family.IPV4 ? Libc.AF_INET : Libc.AF_INET6)
                .bytes(new byte[3])
                .u32(index);
        List<DeviceAddress> addresses = new ArrayList<>();
        try {
            for (NetlinkReply reply : netlink.query(dump, "RTM_GETADDR " + device)) {
                AddressNews.parse(reply)
                        .filter(news -> news.deviceIndex() == index)
                        .ifPresent(news -> addresses.add(news.named(device)));
            }
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENODEV) {
                throw e;
            }
        }
        return addresses;
    }

    /**
     * Whether exactly this address stands on the device. One dump of the device's addresses, of which nothing is kept:
     * hundreds of addresses are read back in a moment.
     *
     * @param label null when it does not matter
     */
    public boolean holds(String device, InetAddress address, int prefixLength, String label) throws LinuxException {
        int index = index(device);
        if (index == 0) {
            return false;
        }
        AddressMatch wanted = new AddressMatch(index, address.getAddress(), prefixLength, label);
        NetlinkMessage dump = new NetlinkMessage(RTM_GETADDR, NetlinkMessage.F_DUMP)
                .u8(family(address))
                .bytes(new byte[3])
                .u32(index);
        try {
            return netlink.any(dump, "RTM_GETADDR " + device, wanted::test);
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENODEV) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public Optional<Route> routeTo(InetAddress destination) throws LinuxException {
        byte[] octets = destination.getAddress();
        NetlinkMessage message = routeMessage(0, family(destination), octets.length * Byte.SIZE);
        message.attribute(RTA_DST, octets);
        List<NetlinkReply> replies;
        try {
            replies = netlink.query(message, "RTM_GETROUTE " + destination.getHostAddress());
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENETUNREACH || e.errno() == Errno.EHOSTUNREACH) {
                return Optional.empty();
            }
            throw e;
        }
        for (NetlinkReply reply : replies) {
            Map<Integer, byte[]> attributes = reply.attributes(RTMSG);
            if (reply.type() == RTM_NEWROUTE && attributes.containsKey(RTA_OIF)) {
                boolean local = reply.body().get(7) == RTN_LOCAL;
                return deviceName(attributes)
                        .map(device -> new Route(
                                device,
                                address(attributes.get(RTA_GATEWAY)),
                                address(attributes.get(RTA_PREFSRC)),
                                local,
                                mtu(attributes.get(RTA_METRICS))));
            }
        }
        return Optional.empty();
    }

    private static int mtu(byte[] metrics) {
        byte[] mtu =
                metrics == null ? null : NetlinkReply.attributes(metrics, 0).get(RTAX_MTU);
        return mtu == null ? 0 : NetlinkReply.u32(mtu);
    }

    @Override
    public Optional<InetAddress> defaultGateway(Family family, String device) throws LinuxException {
        int wanted = family == Family.IPV4 ? Libc.AF_INET : Libc.AF_INET6;
        NetlinkMessage dump = routeMessage(NetlinkMessage.F_DUMP, wanted, 0);
        long best = Long.MAX_VALUE;
        InetAddress gateway = null;
        for (NetlinkReply reply : netlink.query(dump, "RTM_GETROUTE default")) {
            ByteBuffer route = reply.body();
            if (reply.type() != RTM_NEWROUTE || route.limit() < RTMSG || !isDefault(route, wanted)) {
                continue;
            }
            Map<Integer, byte[]> attributes = reply.attributes(RTMSG);
            byte[] metric = attributes.get(RTA_PRIORITY);
            long priority = metric == null ? 0 : NetlinkReply.u32(metric) & 0xffffffffL;
            boolean through = device == null
                    || deviceName(attributes).filter(device::equals).isPresent();
            if (through && attributes.containsKey(RTA_GATEWAY) && priority < best) {
                best = priority;
                gateway = address(attributes.get(RTA_GATEWAY));
            }
        }
        return Optional.ofNullable(gateway);
    }

    @Override
    public void close() {
        netlink.close();
    }

    /** struct rtmsg: family, dst_len, src_len, tos, table, protocol, scope, type, flags. */
    private static NetlinkMessage routeMessage(int flags, int family, int destinationBits) {
        return new NetlinkMessage(RTM_GETROUTE, flags)
                .u8(family)
                .u8(destinationBits)
                .bytes(new byte[RTMSG - 2]);
    }

    private static boolean isDefault(ByteBuffer route, int family) {
        return route.get(0) == family
                && route.get(1) == 0
                && (route.get(4) & 0xff) == RT_TABLE_MAIN
                && route.get(7) == RTN_UNICAST;
    }

    private Optional<String> deviceName(Map<Integer, byte[]> attributes) throws LinuxException {
        byte[] index = attributes.get(RTA_OIF);
        if (index == null) {
            return Optional.empty();
        }
        String name = netlink.deviceName(NetlinkReply.u32(index));
        return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }

    private static String name(NetworkDevice device) {
        return device == null ? "" : device.name();
    }

    private static NetworkDevice withAddresses(NetworkDevice device, List<DeviceAddress> addresses) {
        return new NetworkDevice(
                device.index(),
                device.name(),
                device.hardwareAddress(),
                device.up(),
                device.carrier(),
                device.loopback(),
                device.mtu(),
                addresses);
    }

    private static int family(InetAddress address) {
        return address instanceof Inet4Address ? Libc.AF_INET : Libc.AF_INET6;
    }

    private static InetAddress address(byte[] octets) {
        return octets == null ? null : AddressNews.address(octets);
    }
}
