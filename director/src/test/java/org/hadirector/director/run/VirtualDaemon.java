package org.hadirector.director.run;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.hadirector.director.config.Concluded;
import org.hadirector.director.config.DirectorContext;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import org.hadirector.director.event.EventScripts;
import org.hadirector.director.fence.FenceRoom;
import org.hadirector.director.journal.Journal;
import org.hadirector.director.journal.JournalFile;
import org.hadirector.director.log.HeartbeatTexts;
import org.hadirector.director.log.LogLine;
import org.hadirector.director.log.StartTexts;
import org.hadirector.heartbeat.config.HaCf;
import org.hadirector.heartbeat.config.HaCfValidator;
import org.hadirector.heartbeat.config.Medium;
import org.hadirector.heartbeat.decide.CoreSettings;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.heartbeat.decide.PairCore;
import org.hadirector.heartbeat.jgroups.LinkFactory;
import org.hadirector.heartbeat.link.ClusterFacts;
import org.hadirector.heartbeat.link.HeartbeatLink;
import org.hadirector.lvs.path.memory.MemoryPacketPath;
import org.hadirector.resource.ResourceException;
import org.hadirector.resource.ResourceGroup;
import org.hadirector.takeover.Vip;

/**
 * A daemon put together from the production classes as {@link Director} does it, on a {@link VirtualMachine}: its
 * links, clock, threads, disk, scripts and addresses are virtual, everything that decides or acts is not.
 */
final class VirtualDaemon {
    private final VirtualMachine machine;
    private final VirtualTime time;
    private final Map<String, GroupRunner> runners = new LinkedHashMap<>();
    private final Map<String, HeartbeatLink> links = new LinkedHashMap<>();
    private Map<String, Medium> media = Map.of();
    private final Map<String, VirtualWorker> workers = new LinkedHashMap<>();
    private final Map<InetAddress, Long> leases = new HashMap<>();
    private final Inbox inbox = new Inbox();
    private VirtualChildren children;
    private final Answers answers = new Answers();
    private VirtualRoom room;
    private DirectorContext context;
    private Journal journal;
    private PairCore core;
    private DutyLoop duty;
    private EffectRunner effects;
    private DaemonVerbs verbs;
    private HeartbeatTexts texts;
    private FenceRoom fences;
    private boolean alive = true;
    private boolean stopped;
    private boolean cycleWanted;
    private VirtualTime.Due next;

    VirtualDaemon(VirtualMachine machine) {
        this.machine = machine;
        this.time = machine.time;
    }

    String machine() {
        return machine.name;
    }

    Iterable<HeartbeatLink> links() {
        return List.copyOf(links.values());
    }

    /** Starts; what is wrong with the configuration, empty when it runs. */
    List<String> start(boolean reread) throws IOException, ResourceException {
        Path directory = machine.etc.resolve("ha.d");
        Concluded concluded = VirtualRoom.reader(machine, directory).conclude(directory);
        if (!concluded.usable()) {
            machine.daemon = null;
            return VirtualRoom.errors(machine, concluded);
        }
        context = concluded.context();
        machine.starts++;
        machine.pidFile = true;
        StartTexts.lines(concluded.problems()).forEach(this::log);
        HeartbeatTexts.validated("0.0.0").stream().filter(line -> !reread).forEach(this::log);
        HeartbeatTexts.starting("0.0.0", machine.starts).forEach(this::log);
        Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
        journal = new Journal(machine.name, clock, time::nowNs, new JournalFile(machine.etc, 1), trouble -> {});
        room = new VirtualRoom(machine, context, this::log);
        List<ResourceGroup> groups = room.groups(directory);
        prepare(groups, () -> decide(groups));
        return List.of();
    }

    private void prepare(List<ResourceGroup> groups, Runnable whenDone) {
        List<Future<?>> prepared = new ArrayList<>();
        for (ResourceGroup group : groups) {
            GroupRunner runner = runner(group);
            runners.put(group.key(), runner);
            prepared.add(runner.prepare());
        }
        awaitAll(prepared, whenDone);
    }

    private GroupRunner runner(ResourceGroup group) {
        VirtualWorker worker = new VirtualWorker(machine.name + " " + group.key(), time);
        workers.put(group.key(), worker);
        return new GroupRunner(
                new HaresourcesGroup(group),
                worker,
                inbox,
                journal,
                new StuckGroups(context.directorYaml().rebootWhenStuck(), this::silence, this::log, this::reboot));
    }

    /** What {@link ReloadSteps} does, as far as recorded cases go: other keys, texts, groups that are new. */
    private List<String> change(DirectorContext before, DirectorContext after) throws ResourceException {
        links.values().forEach(link -> link.rekey(after.authkeys()));
        room = new VirtualRoom(machine, after, this::log);
        List<ResourceGroup> groups = room.groups(after.directory());
        Map<String, GroupRunner> fresh = new LinkedHashMap<>();
        groups.stream()
                .filter(group -> !runners.containsKey(group.key()))
                .forEach(group -> fresh.put(group.key(), runner(group)));
        duty.change(() -> {
            runners.putAll(fresh);
            fresh.values().forEach(GroupRunner::prepare);
            fresh.keySet().forEach(key -> inbox.offer(new Input.CarrierChanged(key, true)));
            new CoreSetup(after).reconfigure(texts);
            return new Input.Reconfigured(settings(after, media, groups));
        });
        wantCycle();
        return List.of();
    }

    private void awaitAll(List<Future<?>> tasks, Runnable whenDone) {
        if (tasks.stream().allMatch(Future::isDone)) {
            whenDone.run();
        } else {
            time.at(time.nowNs() + 1_000_000, () -> {
                if (alive) {
                    awaitAll(tasks, whenDone);
                }
            });
        }
    }

    private void decide(List<ResourceGroup> groups) {
        VirtualWorker fencing = new VirtualWorker(machine.name + " fence", time);
        workers.put(" fence", fencing);
        fences = VirtualFences.open(context, fencing, inbox::offer, this::log);
        machine.net.attach(machine.name, this);
        ClusterFacts cluster = new CoreSetup(context).cluster();
        media = LinkFactory.named(new HaCfValidator(machine).usable(context.haCf()));
        for (String name : media.keySet()) {
            links.put(name, machine.net.link(this, name, (byte) 1, cluster, context.authkeys()));
        }
        core = new PairCore(settings(context, media, groups), time.nowNs());
        texts = new CoreSetup(context).texts(PingSetup.ipfail(context.haCf(), this::log), fences.configured());
        Teller teller = teller();
        StartTexts.opened(context.haCf()).forEach(this::log);
        HeartbeatTexts.up(context.haCf(), context.node()).forEach(this::log);
        EffectRunner.World world = new EffectRunner.World(
                links,
                runners,
                new LeaseTable(leases, new MemoryPacketPath(time::nowNs)).path(),
                new Ears(),
                new EffectRunner.Disk(upTo -> machine.epoch = Math.max(machine.epoch, upTo), this::soon),
                fences::fence,
                new EffectRunner.PacketKeeper() {});
        effects = new EffectRunner(world, inbox, answers, teller);
        duty = new DutyLoop(core, List.copyOf(links.values()), inbox, effects, () -> {}, time::nowNs);
        inbox.onArrival(this::wantCycle);
        for (HeartbeatLink link : links.values()) {
            try {
                link.open(this::wantCycle);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        groups.forEach(group -> inbox.offer(new Input.CarrierChanged(group.key(), true)));
        Reloader reloader = new Reloader(
                context,
                () -> VirtualRoom.reader(machine, context.directory()).conclude(context.directory()),
                journal,
                this::change,
                ServiceManager.none(),
                this::log);
        StatusTree status = new StatusTree(reloader::context, links, runners, vip -> Map.of());
        verbs = new DaemonVerbs(
                core::view,
                inbox,
                answers,
                status,
                new LinuxHaTree(() -> reloader.context().haCf()),
                reloader,
                runners.values(),
                time::nowNs,
                Map::of,
                request -> ControlReply.text(0, ""));
        VirtualWorker keeping = new VirtualWorker(machine.name + " children", time);
        workers.put(" children", keeping);
        children = new VirtualChildren(machine, this::log, keeping);
        children.start(context.haCf().services());
        wantCycle();
    }

    private CoreSettings settings(DirectorContext files, Map<String, Medium> links, List<ResourceGroup> groups) {
        Set<InetAddress> gateway = machine.resolve("10.77.0.1").stream().collect(Collectors.toSet());
        long bootId = machine.starts << 32 | machine.name.hashCode() & 0xff;
        return new CoreSetup(files)
                .settings(bootId, machine.epoch, links, groups, Map.of("eth0", gateway), fences.configured());
    }

    private Teller teller() {
        VirtualWorker thread = new VirtualWorker(machine.name + " rc.d", time);
        workers.put(" rc.d", thread);
        EventScripts scripts =
                new CoreSetup(context).eventScripts(machine.scripts.runner(), thread, VirtualMachine.PATH, this::log);
        return new Teller(journal, texts, core::epoch, this::log, this::soon, scripts::tell);
    }

    private void silence() {
        if (effects != null) {
            effects.silence();
        }
    }

    /** The recorder's {@code reboot} only writes down its call; the daemon is gone as if it had done its work. */
    private void reboot(List<String> command) {
        machine.reboots.add(String.join(" ", command));
        time.at(time.nowNs() + 1_000_000, this::kill);
    }

    private void soon(Runnable task) {
        time.at(time.nowNs() + 1_000_000, task);
    }

    private void wantCycle() {
        if (!cycleWanted && alive) {
            cycleWanted = true;
            time.at(time.nowNs(), this::cycle);
        }
    }

    private void cycle() {
        cycleWanted = false;
        if (!alive || stopped || duty == null) {
            return;
        }
        duty.cycle(time.nowNs());
        runners.values().forEach(runner -> runner.renew(time.nowNs())); // Lifetimes
        if (next != null) {
            next.callOff();
        }
        next = time.at(Math.max(core.nextCycleNs(), time.nowNs() + 1000), this::wantCycle);
    }

    private void log(LogLine line) {
        machine.log.add(new VirtualMachine.Line(time.nowNs(), line));
    }

    private final class Ears implements EffectRunner.Prober {
        @Override
        public void probe(String group) {
            VirtualDaemon.this.probe(group);
        }

        @Override
        public void ping() {
            for (HaCf.Witness witness : context.haCf().witnesses()) {
                if (machine.net.answers(machine.name, witness)) {
                    time.at(time.nowNs() + 1_000_000, () -> inbox.offer(new Input.PingAnswered(witness.name())));
                }
            }
        }
    }

    private void probe(String group) {
        for (Vip vip : runners.get(group).group().addresses().stream()
                .flatMap(address ->
                        room.vips().stream().filter(vip -> vip.address().equals(address)))
                .toList()) {
            machine.net.probe(this, vip.address(), vip.device());
        }
    }

    /** A station on the LAN of that device answered. */
    void witness(String who, String device) {
        if (alive && !stopped) {
            runners.values().stream()
                    .filter(runner -> !runner.group().addresses().isEmpty())
                    .forEach(runner ->
                            inbox.offer(new Input.LanAnswered(runner.group().key(), who, device)));
        }
    }

    /** Another machine answered for the address. */
    void vipAnswered(InetAddress vip, String hardware) {
        if (alive && !stopped) {
            runners.values().stream()
                    .filter(runner -> runner.group().addresses().contains(vip))
                    .forEach(runner ->
                            inbox.offer(new Input.VipAnswered(runner.group().key(), hardware)));
        }
    }

    /** Whether this machine answers for the address: it has it, and the lease in the gate runs. */
    boolean answersFor(InetAddress vip) {
        boolean has = machine.addresses.onDevice("eth0").stream()
                .anyMatch(held -> held.address().equals(vip));
        return has && leases.getOrDefault(vip, 0L) > time.nowNs();
    }

    /** What a command says to the control socket; no answer is waited for. */
    ControlReply command(String verb, String... args) {
        return verbs.handle(new ControlRequest(verb, args));
    }

    /** What the control socket answers. */
    ControlReply answer(ControlRequest request) throws IOException {
        if (verbs == null) {
            throw new IOException("the control socket is not open yet");
        }
        return verbs.handle(request);
    }

    /** SIGSTOP and SIGCONT. */
    void stopped(boolean now) {
        stopped = now;
        if (!now) {
            wantCycle();
        }
    }

    /** What {@code cl_status rscstatus} prints. */
    String held() {
        if (core == null) {
            return "transition";
        }
        return String.valueOf(new StatusTree(() -> context, links, runners, vip -> Map.of())
                .tree(core.view())
                .get("resources"));
    }

    /** SIGKILL. */
    void kill() {
        alive = false;
        workers.values().forEach(VirtualWorker::kill);
        links.values().forEach(HeartbeatLink::close);
        if (machine.daemon == this) {
            machine.daemon = null;
        }
        machine.net.attach(machine.name, null);
    }

    /** SIGTERM: as {@link Farewell} does it. */
    void leave() {
        texts.leaving("P", true, StatusTree.endIsDelayed(core.view())).forEach(this::log);
        Answers.Pending pending = answers.next();
        inbox.offer(new Input.Shutdown(pending.id()));
        long patienceEndNs = time.nowNs() + 30_000_000_000L;
        await(pending, patienceEndNs);
    }

    private void await(Answers.Pending pending, long untilNs) {
        if (!alive) {
            return;
        }
        if (pending.outcome().isDone() || time.nowNs() >= untilNs) {
            stopped = true;
            effects.silence();
            children.stop();
            List<Future<?>> ends = new ArrayList<>();
            runners.values().forEach(runner -> ends.add(runner.end()));
            awaitAll(ends, this::gone);
        } else {
            time.at(time.nowNs() + 1_000_000, () -> await(pending, untilNs));
        }
    }

    private void gone() {
        if (runners.values().stream().allMatch(GroupRunner::stopped)) {
            log(HeartbeatTexts.relinquished());
        }
        log(HeartbeatTexts.gone(machine.name));
        kill();
    }
}
