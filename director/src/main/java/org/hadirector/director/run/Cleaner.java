package org.hadirector.director.run;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.director.control.ControlClient;
import org.hadirector.linux.DeviceAddress;
import org.hadirector.linux.NetlinkInterfaces;
import org.hadirector.linux.NetworkDevice;
import org.hadirector.lvs.path.gate.GatePath;
import org.hadirector.resource.config.GroupLine;
import org.hadirector.resource.config.Haresources;
import org.hadirector.resource.config.ResourceSpec;
import org.hadirector.takeover.ConfigException;
import org.hadirector.takeover.NetlinkAddressTable;
import org.hadirector.takeover.Vip;
import org.hadirector.takeover.VipArgument;

/** Removes what a killed daemon left in the kernel: addresses first, the gate that keeps them silent last. */
public final class Cleaner {
    private Cleaner() {}

    /**
     * Cleans the network namespace of the calling thread.
     *
     * @return what was removed, a line each
     * @throws IOException when a daemon runs, or a step fails
     */
    public static List<String> clean(Haresources haresources, Path run) throws IOException {
        Storage.privateDirectory(run, Director.RUN_MODE);
        List<String> removed = new ArrayList<>();
        SingleInstance alone = SingleInstance.claim(run);
        try (NetlinkAddressTable table = NetlinkAddressTable.open();
                NetlinkInterfaces interfaces = NetlinkInterfaces.open()) {
            alone.hold();
            for (GroupLine group : haresources.groups()) {
                for (ResourceSpec resource : group.resources()) {
                    if (resource.isAddress() && !resource.args().isEmpty()) {
                        removed.addAll(removeAddress(resource.args().get(0), table, interfaces));
                    }
                }
            }
            GatePath.clean().forEach(device -> removed.add("gate of " + device));
            if (Files.deleteIfExists(run.resolve(ControlClient.SOCKET_NAME))) {
                removed.add("control socket");
            }
        } finally {
            alone.forget();
        }
        return removed;
    }

    /** Only labelled or leased addresses were put there by a director. */
    private static List<String> removeAddress(String argument, NetlinkAddressTable table, NetlinkInterfaces interfaces)
            throws IOException {
        List<String> removed = new ArrayList<>();
        InetAddress address;
        try {
            address = VipArgument.parse(argument).address();
        } catch (ConfigException malformed) {
            throw new IOException(malformed.getMessage(), malformed);
        }
        for (NetworkDevice device : interfaces.all()) {
            for (DeviceAddress held : device.addresses()) {
                if (held.address().equals(address) && !device.loopback() && held.leased()) {
                    Vip vip = new Vip(address, held.prefixLength(), held.broadcast(), device.name(), held.label());
                    table.remove(vip);
                    removed.add(vip.toString());
                }
            }
        }
        return removed;
    }
}
