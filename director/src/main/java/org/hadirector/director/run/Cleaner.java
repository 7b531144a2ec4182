package org.hadirector.director.run;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hadirector.director.control.ControlClient;
import org.hadirector.lvs.path.gate.GatePath;
import org.hadirector.lvs.path.gate.GuardsLeft;
import org.hadirector.resource.config.GroupLine;
import org.hadirector.resource.config.Haresources;
import org.hadirector.resource.config.ResourceSpec;
import org.hadirector.takeover.ConfigException;
import org.hadirector.takeover.VipArgument;

/** Removes what a killed daemon left in the kernel: addresses first, the gate that keeps them silent last. */
public final class Cleaner {
    private Cleaner() {}

    /**
     * Cleans the network namespace of the calling thread. Which addresses there are the gate knows, and the file as
     * well: either may be missing, and the file may have been changed since, or be half written.
     *
     * @return what was removed, a line each
     * @throws IOException when a daemon runs, or a step fails
     */
    public static List<String> clean(Haresources haresources, Path run) throws IOException {
        Storage.privateDirectory(run, Director.RUN_MODE);
        List<String> removed = new ArrayList<>();
        SingleInstance alone = SingleInstance.claim(run);
        try {
            alone.hold();
            Set<InetAddress> addresses = new LinkedHashSet<>(addresses(haresources));
            addresses.addAll(GuardsLeft.here());
            LeftAddresses.remove(addresses).forEach(vip -> removed.add("address " + vip));
            GatePath.clean().forEach(device -> removed.add("gate of " + device));
            if (Files.deleteIfExists(run.resolve(ControlClient.SOCKET_NAME))) {
                removed.add("control socket");
            }
        } finally {
            alone.forget();
        }
        return removed;
    }

    private static Set<InetAddress> addresses(Haresources haresources) {
        Set<InetAddress> addresses = new LinkedHashSet<>();
        for (GroupLine group : haresources.groups()) {
            for (ResourceSpec resource : group.resources()) {
                if (resource.isAddress() && !resource.args().isEmpty()) {
                    address(resource.args().get(0)).ifPresent(addresses::add);
                }
            }
        }
        return addresses;
    }

    /** What is no address was never put up by anybody. */
    private static Optional<InetAddress> address(String argument) {
        try {
            return Optional.of(VipArgument.parse(argument).address());
        } catch (ConfigException malformed) {
            return Optional.empty();
        }
    }
}
