package org.hadirector.director.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.hadirector.director.config.DirectorContext;
import org.hadirector.director.config.Readers;
import org.hadirector.director.config.ScriptEnvironment;
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.NetlinkInterfaces;
import org.hadirector.resource.ResourceAgent;
import org.hadirector.resource.ResourceException;
import org.hadirector.resource.ResourceLog;
import org.hadirector.resource.agent.AgentName;
import org.hadirector.resource.agent.ScriptAgent;
import org.hadirector.resource.config.ResourceSpec;
import org.hadirector.takeover.AddressTable;
import org.hadirector.takeover.ConfigException;
import org.hadirector.takeover.NetlinkAddressTable;
import org.hadirector.takeover.PacketSocketArpAnnouncer;
import org.hadirector.takeover.Vip;
import org.hadirector.takeover.VipArgument;

/**
 * Resources without a daemon, as ResourceManager runs them by hand: scripts as always; addresses without a lifetime,
 * because nobody is there to renew it (a daemon that starts later takes them over). ldirectord needs the daemon.
 */
public final class HandAgents {
    private HandAgents() {}

    /** The agent of one resource. */
    public static ResourceAgent create(ResourceSpec spec, DirectorContext context, ResourceLog log)
            throws ResourceException {
        switch (spec.script()) {
            case "IPaddr", "IPaddr2", "IPv6addr" -> {
                return new Address(spec);
            }
            case "ldirectord" -> {
                return new NeedsDaemon(spec.name());
            }
            default -> {
                Path directory = context.directory();
                Path script = Readers.scripts(directory)
                        .locate(spec.script())
                        .orElseThrow(() -> new ResourceException("Cannot locate resource script " + spec.script()));
                return new ScriptAgent(
                        AgentName.of(spec, script.toString()),
                        script,
                        spec.args(),
                        ScriptAgent.Settings.withEnvironment(ScriptEnvironment.of(context)),
                        log);
            }
        }
    }

    /** An address, for as long as nobody removes it. */
    private record Address(ResourceSpec spec) implements ResourceAgent {
        private interface Step<T> {
            T on(NetlinkAddressTable table, Vip vip) throws IOException;
        }

        @Override
        public String name() {
            return spec.name();
        }

        @Override
        public void start() throws ResourceException {
            with((table, vip) -> {
                table.add(vip, AddressTable.FOREVER);
                try (PacketSocketArpAnnouncer announcer = PacketSocketArpAnnouncer.open()) {
                    announcer.announce(vip);
                }
                return null;
            });
        }

        @Override
        public void stop() throws ResourceException {
            with((table, vip) -> {
                table.remove(vip);
                return null;
            });
        }

        /** Under whatever label: it is the address that clients talk to. */
        @Override
        public ResourceStatus monitor() {
            try {
                List<Vip> held = with((table, vip) -> table.onDevice(vip.device()).stream()
                        .filter(each -> each.address().equals(vip.address()))
                        .toList());
                return held.isEmpty() ? ResourceStatus.STOPPED : ResourceStatus.RUNNING;
            } catch (ResourceException e) {
                return ResourceStatus.FAILED;
            }
        }

        private <T> T with(Step<T> step) throws ResourceException {
            try (NetlinkAddressTable table = NetlinkAddressTable.open();
                    NetlinkInterfaces interfaces = NetlinkInterfaces.open()) {
                return step.on(table, VipArgument.parse(spec.args().get(0)).resolve(interfaces, List.of()));
            } catch (ConfigException | LinuxException e) {
                throw new ResourceException(spec.name() + ": " + e.getMessage(), e);
            } catch (IOException e) {
                throw new ResourceException(spec.name() + ": " + e.getMessage(), e);
            }
        }
    }

    /** The engine lives in the daemon. */
    private record NeedsDaemon(String name) implements ResourceAgent {
        @Override
        public void start() throws ResourceException {
            throw new ResourceException(name + " runs inside the daemon: start it with 'heartbeat'");
        }

        @Override
        public void stop() {
            // Without a daemon it cannot run.
        }

        @Override
        public ResourceStatus monitor() {
            return ResourceStatus.STOPPED;
        }
    }
}
