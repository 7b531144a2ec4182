package org.hadirector.director.run;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hadirector.director.config.DirectorContext;
import org.hadirector.heartbeat.config.HaCf;
import org.hadirector.linux.DeviceAddress;
import org.hadirector.linux.Interfaces;
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.NetworkDevice;
import org.hadirector.resource.config.LdirectordConfig;

/**
 * Who should answer on a LAN when our own connection to it works: ping nodes, the gateway, real servers. Not the peer,
 * whose silence may be its death. Only stations of the device's own subnets can be asked by ARP and neighbour
 * discovery.
 */
final class Witnesses {
    private Witnesses() {}

    /** By device, each station once. */
    static Map<String, Set<InetAddress>> find(DirectorContext context, Interfaces interfaces, Set<String> devices)
            throws LinuxException {
        Set<InetAddress> candidates = candidates(context);
        Map<String, Set<InetAddress>> found = new LinkedHashMap<>();
        for (String name : devices) {
            Optional<NetworkDevice> device = interfaces.find(name);
            if (device.isEmpty()) {
                continue;
            }
            Set<InetAddress> near = new LinkedHashSet<>();
            for (Interfaces.Family family : Interfaces.Family.values()) {
                interfaces.defaultGateway(family, name).ifPresent(near::add);
            }
            List<DeviceAddress> own = device.get().addresses();
            candidates.stream()
                    .filter(candidate -> own.stream().anyMatch(held -> held.subnetContains(candidate)))
                    .filter(candidate ->
                            own.stream().noneMatch(held -> held.address().equals(candidate)))
                    .forEach(near::add);
            found.put(name, near);
        }
        return found;
    }

    private static Set<InetAddress> candidates(DirectorContext context) {
        Set<InetAddress> candidates = new LinkedHashSet<>();
        for (HaCf.Witness witness : context.haCf().witnesses()) {
            witness.addresses().forEach(address -> literal(address, candidates));
        }
        for (LdirectordConfig config : context.resources().ldirectord().values()) {
            config.virtuals().forEach(block -> block.reals().forEach(real -> candidates.add(real.address())));
        }
        return candidates;
    }

    /** Names are not asked for: a resolver that hangs must not hold up the start. */
    private static void literal(String text, Set<InetAddress> into) {
        if (text.matches("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
            try {
                into.add(InetAddress.getByName(text));
            } catch (UnknownHostException malformed) {
                throw new IllegalStateException("ha.cf was checked before: " + text, malformed);
            }
        }
    }
}
