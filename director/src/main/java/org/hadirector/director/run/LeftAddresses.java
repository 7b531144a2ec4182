package org.hadirector.director.run;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.hadirector.linux.DeviceAddress;
import org.hadirector.linux.NetlinkInterfaces;
import org.hadirector.linux.NetworkDevice;
import org.hadirector.takeover.NetlinkAddressTable;
import org.hadirector.takeover.Vip;

/**
 * Service addresses that a dead director left on interfaces. They must go before the gate that keeps them silent does:
 * the other node may own them by now.
 */
final class LeftAddresses {
    private LeftAddresses() {}

    /**
     * Takes these addresses from every interface of the calling thread's namespace, where they have a lifetime: one
     * without was put there by an administrator, or is a real server's.
     *
     * @return what was removed
     */
    static List<Vip> remove(Collection<InetAddress> addresses) throws IOException {
        List<Vip> removed = new ArrayList<>();
        if (addresses.isEmpty()) {
            return removed;
        }
        try (NetlinkAddressTable table = NetlinkAddressTable.open();
                NetlinkInterfaces interfaces = NetlinkInterfaces.open()) {
            for (NetworkDevice device : interfaces.all()) {
                for (DeviceAddress held : device.addresses()) {
                    if (addresses.contains(held.address()) && !device.loopback() && held.leased()) {
                        Vip vip = new Vip(
                                held.address(), held.prefixLength(), held.broadcast(), device.name(), held.label());
                        table.remove(vip);
                        removed.add(vip);
                    }
                }
            }
        }
        return removed;
    }
}
