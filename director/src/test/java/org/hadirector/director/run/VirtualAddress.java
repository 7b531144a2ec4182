package org.hadirector.director.run;

import java.io.IOException;
import java.util.List;
import org.hadirector.resource.ResourceAgent;
import org.hadirector.resource.ResourceException;
import org.hadirector.resource.config.ResourceSpec;
import org.hadirector.takeover.AddressTable;
import org.hadirector.takeover.ConfigException;
import org.hadirector.takeover.Vip;
import org.hadirector.takeover.VipArgument;

/** An address of a {@link VirtualMachine}, taken and given by hand, as {@link HandAgents} does it on a real one. */
record VirtualAddress(VirtualMachine machine, ResourceSpec spec) implements ResourceAgent {
    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public void start() throws ResourceException {
        try {
            machine.addresses.add(vip(), AddressTable.FOREVER);
        } catch (IOException e) {
            throw new ResourceException(name(), e);
        }
    }

    @Override
    public void stop() throws ResourceException {
        try {
            machine.addresses.remove(vip());
        } catch (IOException e) {
            throw new ResourceException(name(), e);
        }
    }

    @Override
    public ResourceStatus monitor() {
        try {
            Vip vip = vip();
            // the machine's own address is no entry of its table of service addresses
            boolean own = machine.isLocal(vip.address());
            boolean held = own
                    || machine.addresses.onDevice(vip.device()).stream()
                            .anyMatch(each -> each.address().equals(vip.address()));
            return held ? ResourceStatus.RUNNING : ResourceStatus.STOPPED;
        } catch (ResourceException e) {
            return ResourceStatus.FAILED;
        }
    }

    private Vip vip() throws ResourceException {
        try {
            return VipArgument.parse(spec.args().get(0)).resolve(machine, List.of());
        } catch (ConfigException | IOException e) {
            throw new ResourceException(name(), e);
        }
    }
}
