package org.hadirector.director.run;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.hadirector.director.config.DirectorContext;
import org.hadirector.director.config.Readers;
import org.hadirector.director.config.ScriptEnvironment;
import org.hadirector.director.journal.Journal;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.NetlinkInterfaces;
import org.hadirector.lvs.engine.LvsEngine;
import org.hadirector.lvs.path.memory.MemoryPacketPath;
import org.hadirector.resource.ResourceAgent;
import org.hadirector.resource.ResourceException;
import org.hadirector.resource.ResourceGroup;
import org.hadirector.resource.ResourceLog;
import org.hadirector.resource.agent.AgentContext;
import org.hadirector.resource.agent.AgentRegistry;
import org.hadirector.resource.agent.IpAddressAgent;
import org.hadirector.resource.agent.LdirectordAgent;
import org.hadirector.resource.agent.LdirectordLog;
import org.hadirector.resource.agent.LdirectordLogFile;
import org.hadirector.resource.agent.ScriptAgent;
import org.hadirector.resource.check.Checkers;
import org.hadirector.resource.config.GroupLine;
import org.hadirector.resource.config.LdirectordConfig;
import org.hadirector.takeover.AnnouncePlan;
import org.hadirector.takeover.ConfigException;
import org.hadirector.takeover.NetlinkAddressTable;
import org.hadirector.takeover.PacketSocketArpAnnouncer;
import org.hadirector.takeover.Vip;
import org.hadirector.takeover.VipArgument;
import org.hadirector.takeover.VipLease;
import org.hadirector.takeover.VipMover;

/** Makes the resource groups of haresources and what their agents work with. */
final class ResourceRoom {
    private static final long SECOND_NS = 1_000_000_000L;

    private final NetlinkInterfaces interfaces;
    private final NetlinkAddressTable addresses;
    private final PacketSocketArpAnnouncer announcer;
    private final TakeoverSteps steps;
    private volatile Consumer<Vip> announced = vip -> {};
    private volatile Consumer<Input.AddressUp> up = news -> {};
    private final ScheduledExecutorService checkTimer;
    private final ExecutorService checkWorkers;
    private final Map<String, Vip> resolved = new LinkedHashMap<>();
    private final Map<InetAddress, String> groupOf = new ConcurrentHashMap<>();
    private final DirectorContext context;

    private ResourceRoom(
            DirectorContext context,
            NetlinkInterfaces interfaces,
            NetlinkAddressTable addresses,
            PacketSocketArpAnnouncer announcer,
            Threads threads,
            Journal journal) {
        this.context = context;
        this.interfaces = interfaces;
        this.addresses = addresses;
        this.announcer = announcer;
        this.steps = new TakeoverSteps((kind, vip) -> {
            String group = groupOf.getOrDefault(vip.address(), "");
            journal.add(kind, group, vip.address().getHostAddress(), vip.toString(), 0, 0, false);
            if (kind.equals("ARP_SENT")) {
                announced.accept(vip);
            } else if (kind.equals("VIP_UP") && !group.isEmpty()) {
                up.accept(new Input.AddressUp(group, vip.device()));
            }
        });
        this.checkTimer = threads.serial("check-timer", Threads.Kind.URGENT);
        this.checkWorkers = threads.checkWorkers();
    }

    static ResourceRoom open(DirectorContext context, Threads threads, Journal journal) throws LinuxException {
        return new ResourceRoom(
                context,
                NetlinkInterfaces.open(),
                NetlinkAddressTable.open(),
                PacketSocketArpAnnouncer.open(),
                threads,
                journal);
    }

    /** Who hears, on whatever thread, that an address came up here and was announced. */
    void onAnnounced(Consumer<Vip> listener) {
        announced = listener;
    }

    /** Who hears, on whatever thread, that an address of a group came up here. */
    void onUp(Consumer<Input.AddressUp> listener) {
        up = listener;
    }

    NetlinkInterfaces interfaces() {
        return interfaces;
    }

    /** The service addresses of all groups; known before there is an engine. */
    Set<InetAddress> vips() throws ResourceException {
        Set<InetAddress> vips = new HashSet<>();
        for (GroupLine line : context.resources().haresources().groups()) {
            for (var spec : line.resources()) {
                if (spec.isAddress()) {
                    InetAddress address = resolve(spec.args().get(0)).address();
                    vips.add(address);
                    groupOf.put(address, line.key());
                }
            }
        }
        return vips;
    }

    /** Where a move can be rehearsed. */
    Rehearsal.Stage rehearsal() throws IOException {
        return Rehearsal.Stage.on(addresses, announcer, new MemoryPacketPath(System::nanoTime));
    }

    /** The groups in the order of haresources. */
    List<ResourceGroup> groups(LvsEngine engine) throws ResourceException {
        return groups(context, engine, Map.of());
    }

    /**
     * The groups of other files, not yet prepared; resources that stay keep their agents.
     *
     * @param former the agents of each group in use
     */
    List<ResourceGroup> groups(DirectorContext files, LvsEngine engine, Map<String, List<ResourceAgent>> former)
            throws ResourceException {
        AgentRegistry registry = registry(files, engine);
        List<ResourceGroup> groups = new ArrayList<>();
        for (GroupLine line : files.resources().haresources().groups()) {
            ResourceGroup group = registry.group(line, former.getOrDefault(line.key(), List.of()));
            group.vips().forEach(vip -> groupOf.put(vip.address(), line.key()));
            groups.add(group);
        }
        return groups;
    }

    /**
     * Gives agents that stay what the files say now: services and servers, lifetimes of addresses, the environment of
     * scripts.
     */
    void rewire(ResourceGroup group, DirectorContext files, LvsEngine engine) throws ResourceException {
        for (ResourceAgent agent : group.agents()) {
            if (agent instanceof LdirectordAgent ldirectord) {
                LdirectordConfig config = files.resources().ldirectord().get(ldirectord.file());
                ldirectord.reconfigure(config, collaborators(files, config, engine, ResourceLog.log4j()));
            } else if (agent instanceof IpAddressAgent address) {
                address.lifetime(term(files));
            } else if (agent instanceof ScriptAgent script) {
                script.reconfigure(scripts(files));
            }
        }
    }

    private AgentRegistry registry(DirectorContext files, LvsEngine engine) {
        ResourceLog log = ResourceLog.log4j();
        Path directory = files.directory();
        return new AgentRegistry(new AgentContext(
                directory.resolve("resource.d"),
                files.resources(),
                Readers.scripts(directory),
                scripts(files),
                this::resolve,
                () -> mover(files),
                addresses,
                config -> collaborators(files, config, engine, log),
                log));
    }

    private static ScriptAgent.Settings scripts(DirectorContext files) {
        return ScriptAgent.Settings.withEnvironment(ScriptEnvironment.of(files));
    }

    private Vip resolve(String argument) throws ResourceException {
        Vip known = resolved.get(argument);
        if (known != null) {
            return known;
        }
        try {
            List<String> promised = resolved.values().stream().map(Vip::label).toList();
            Vip vip = VipArgument.parse(argument).resolve(interfaces, promised);
            resolved.put(argument, vip);
            return vip;
        } catch (ConfigException | LinuxException e) {
            throw new ResourceException(argument, e);
        }
    }

    private VipMover mover(DirectorContext files) {
        return new VipMover(
                steps.table(addresses),
                steps.announcer(announcer),
                System::nanoTime,
                term(files),
                AnnouncePlan.Rhythm.DEFAULT);
    }

    /** The kernel's own lifetime of the address outlasts the gate's lease by a second: it is the safety net. */
    private VipLease.Term term(DirectorContext files) {
        return new VipLease.Term(addressSeconds(files), VipLease.Term.DEFAULT.renewEveryNs());
    }

    /** How long an address lives after its last renewal, in the kernel's own unit. */
    static int addressSeconds(DirectorContext files) {
        return (int) Math.max(2, files.timing().leaseNs() / SECOND_NS + 2);
    }

    private LdirectordAgent.Collaborators collaborators(
            DirectorContext files, LdirectordConfig config, LvsEngine engine, ResourceLog log) {
        return new LdirectordAgent.Collaborators(
                engine,
                ldirectordLog(config, log),
                checkTimer,
                checkWorkers,
                Checkers::of,
                files.directorYaml().standbyChecks());
    }

    static LdirectordLog ldirectordLog(LdirectordConfig config, ResourceLog log) {
        if (!config.logfile().contains("/")) {
            return text -> log.info("ldirectord: " + text);
        }
        return new LdirectordLogFile(
                Path.of(config.logfile()),
                Path.of(config.file()).getFileName().toString(),
                ProcessHandle.current().pid(),
                Clock.systemDefaultZone(),
                log);
    }

    void close() {
        checkTimer.shutdownNow();
        checkWorkers.shutdownNow();
        announcer.close();
        addresses.close();
        interfaces.close();
    }
}
