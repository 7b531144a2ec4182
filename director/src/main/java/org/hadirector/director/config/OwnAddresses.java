package org.hadirector.director.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hadirector.heartbeat.config.ConfigProblem;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;
import org.hadirector.linux.NetworkDevice;
import org.hadirector.resource.config.GroupLine;
import org.hadirector.resource.config.Haresources;
import org.hadirector.resource.config.ResourceSpec;
import org.hadirector.takeover.ConfigException;
import org.hadirector.takeover.VipArgument;

/**
 * Service addresses that this machine seems to have for itself: a daemon that starts takes away what stands here of its
 * haresources, and with it the way in for the administrator. Advice of {@code director check}: heartbeat's IPaddr2
 * leaves such an address as well. Pure.
 */
final class OwnAddresses {
    private final List<NetworkDevice> devices;

    /** @param devices of this machine, with their addresses */
    OwnAddresses(List<NetworkDevice> devices) {
        this.devices = devices;
    }

    List<ConfigProblem> problems(Haresources haresources) {
        List<ConfigProblem> problems = new ArrayList<>();
        for (GroupLine group : haresources.groups()) {
            for (ResourceSpec resource : group.resources()) {
                owner(resource)
                        .map(device -> problem(haresources.file(), resource, device))
                        .ifPresent(problems::add);
            }
        }
        return problems;
    }

    /** The device that has the address for good and under no other name than its own. */
    private Optional<String> owner(ResourceSpec resource) {
        if (!resource.isAddress() || resource.args().isEmpty()) {
            return Optional.empty();
        }
        try {
            VipArgument argument = VipArgument.parse(resource.args().get(0));
            return devices.stream()
                    .filter(device -> device.addresses().stream()
                            .anyMatch(held -> held.address().equals(argument.address())
                                    && !held.leased()
                                    && held.label().equals(device.name())))
                    .map(NetworkDevice::name)
                    .findFirst();
        } catch (ConfigException malformed) {
            return Optional.empty(); // blamed by who reads the file
        }
    }

    private static ConfigProblem problem(String file, ResourceSpec resource, String device) {
        String text = resource.written() + ": " + device + " has this address already, without end and without a label,"
                + " as a machine's own: a daemon that starts here takes it away";
        String remedy = "an address that neither node has for itself; if heartbeat's IPaddr2 put it there, let it be"
                + " taken away";
        return new ConfigProblem(file, resource.line(), Severity.WARNING, text, remedy);
    }
}
