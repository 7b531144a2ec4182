package org.hadirector.lvs.path.gate;

import java.io.IOException;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;
import org.hadirector.linux.DeviceAddress;
import org.hadirector.linux.NetlinkInterfaces;
import org.hadirector.linux.NetlinkSocket;
import org.hadirector.linux.NetworkDevice;

/**
 * Tells the gate which addresses are this machine's own, so that what a masqueraded real server sends to the director
 * itself (the answer to a health check) never leaves the stack. An address that the gate has not heard of yet costs a
 * way round through the engine, no packet.
 */
final class LocalAddresses implements AutoCloseable {
    private final NetlinkInterfaces interfaces;
    private final NetlinkSocket news;
    private final GateMaps maps;
    /** Addresses changed, and the gate does not know them all. */
    private boolean behind;

    private LocalAddresses(NetlinkInterfaces interfaces, NetlinkSocket news, GateMaps maps) {
        this.interfaces = interfaces;
        this.news = news;
        this.maps = maps;
    }

    /** Writes the addresses of the namespace of the calling thread into the maps. */
    static LocalAddresses open(GateMaps maps) throws IOException {
        // News first, so that nothing is missed between the first look and the first follow().
        NetlinkSocket news = NetlinkSocket.open(NetlinkSocket.GROUP_IPV4_IFADDR | NetlinkSocket.GROUP_IPV6_IFADDR);
        NetlinkInterfaces interfaces = null;
        try {
            interfaces = NetlinkInterfaces.open();
            LocalAddresses addresses = new LocalAddresses(interfaces, news, maps);
            addresses.look();
            return addresses;
        } catch (IOException e) {
            news.close();
            if (interfaces != null) {
                interfaces.close();
            }
            throw e;
        }
    }

    /** The descriptor that becomes readable when {@link #follow} has work. */
    int fd() {
        return news.fd();
    }

    /**
     * Takes the news of addresses, if there are any, and tells the gate, also what it refused before. One thread.
     *
     * @throws IOException when the kernel, or the gate, refuses; the next call tries again
     */
    void follow() throws IOException {
        behind |= news.takeAll();
        if (behind) {
            look();
            behind = false;
        }
    }

    private void look() throws IOException {
        Set<InetAddress> local = new HashSet<>();
        for (NetworkDevice device : interfaces.all()) {
            device.addresses().stream().map(DeviceAddress::address).forEach(local::add);
        }
        maps.local(local);
    }

    @Override
    public void close() {
        news.close();
        interfaces.close();
    }
}
