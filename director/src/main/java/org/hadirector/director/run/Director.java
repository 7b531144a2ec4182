package org.hadirector.director.run;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.hadirector.director.config.Concluded;
import org.hadirector.director.config.DirectorContext;
import org.hadirector.director.config.Readers;
import org.hadirector.director.control.ApiAccess;
import org.hadirector.director.control.ControlClient;
import org.hadirector.director.control.ControlServer;
import org.hadirector.director.control.NamespaceSocket;
import org.hadirector.director.event.EventScripts;
import org.hadirector.director.log.HeartbeatTexts;
import org.hadirector.director.log.LogFiles;
import org.hadirector.director.log.LogLine;
import org.hadirector.director.log.StartTexts;
import org.hadirector.heartbeat.config.FenceDirectives;
import org.hadirector.heartbeat.config.Medium;
import org.hadirector.heartbeat.decide.CoreSettings;
import org.hadirector.heartbeat.decide.CoreView;
import org.hadirector.heartbeat.decide.PairCore;
import org.hadirector.resource.ResourceException;
import org.hadirector.resource.ResourceGroup;

/**
 * The daemon: wires everything in the order in which it must start. Gate first, with no lease running; then what a
 * predecessor left is removed and the groups are prepared; then the links; the core last.
 */
public final class Director {
    /** Of the program. */
    public static final String VERSION = "0.1.0";

    /** Of the pid file in the runtime directory. */
    public static final String PID_FILE = SingleInstance.PID_FILE;

    /** Anybody may see that a daemon runs and ask what cl_status asks. */
    static final String RUN_MODE = "rwxr-xr-x";

    private static final Logger LOG = LogManager.getLogger(LogFiles.HEARTBEAT);
    private static final int CONTROL_WORKERS = 16;
    private static final long VIEW_WAIT_MS = 2000;
    /** At the epochs on disk. */
    private static final long LOOK_EVERY_S = 1;

    /** The files at the start; those in use are the reloader's. */
    private final DirectorContext context;

    private final Path run;
    private final long startedNs = System.nanoTime();
    private final Inbox inbox = new Inbox();
    private final Answers answers = new Answers();
    private final Threads threads;
    /** Live: a reload changes it. */
    private final Map<String, GroupRunner> runners = new ConcurrentHashMap<>();

    private LinkRoom links;
    private SingleInstance instance;
    private Storage storage;
    private Thread journalThread;
    private ResourceRoom resources;
    private EngineRoom engine;
    private LanRoom lan;
    private Reloader reloader;
    private Poker poker;
    private EffectRunner effects;
    private DutyLoop duty;
    private ControlServer control;
    private HeartbeatTexts texts;
    private EventScripts scripts;
    private Farewell farewell;
    private Fences fences;
    private ServiceManager service;
    private Watchdog watchdog;
    private ChildRoom children;
    private Guardian guardian;

    public Director(DirectorContext context, Path run) {
        this.context = context;
        this.run = run;
        this.threads = new Threads(context.haCf().realtimePriority(), (role, failure) -> fall(role, failure));
    }

    /**
     * Starts everything; returns when the node takes part.
     *
     * @throws IOException when it cannot start, with the step that failed; what was begun is undone when the JVM exits
     */
    public void start(Path state) throws IOException, ResourceException {
        try {
            startInOrder(state);
        } catch (IOException | ResourceException | RuntimeException e) {
            if (farewell != null) {
                farewell.failed(1);
            }
            throw e;
        }
    }

    private void startInOrder(Path state) throws IOException, ResourceException {
        Storage.privateDirectory(run, RUN_MODE);
        Storage.stateDirectory(state);
        instance = SingleInstance.claim(run);
        service = ServiceManager.of(System.getenv(), ProcessHandle.current().pid());
        storage = Storage.open(state, context.node(), instance);
        journalThread = threads.start("journal", Threads.Kind.ORDINARY, storage.journal()::writeLoop);
        storage.journal().add("START", VERSION, "boot id " + Long.toHexString(storage.bootId()));
        guardian =
                Guardian.of(System.getenv(), instance.inode(), storage.journal().warner("GUARDIAN_GONE", LOG::warn));
        WarmUp warmUp = new WarmUp(threads, storage.journal(), context);
        warmUp.engine();
        HeartbeatTexts.starting(VERSION, storage.bootId() >>> 32).forEach(LogFiles.sink(LogFiles.HEARTBEAT));
        fences = Fences.open(context, threads, inbox);
        resources = ResourceRoom.open(context, threads, storage.journal());
        warmUp.pair(resources.rehearsal());
        engine = EngineRoom.open(context.directorYaml().engine(), resources.vips());
        farewell = new Farewell(this);
        farewell.register();
        List<ResourceGroup> groups = resources.groups(engine.engine());
        prepare(groups);
        engine.start(threads);
        links = new LinkRoom(context, threads, state, storage.journal(), inbox, this::wakeDuty);
        StartTexts.opened(context.haCf()).forEach(line -> LOG.info(line.text()));
        links.open(context);
        if (NativeParts.hasSerial(context.haCf().media())) {
            farewell.keepSerialLines();
        }
        warmUp.await();
        HeartbeatTexts.up(context.haCf(), context.node()).forEach(LogFiles.sink(LogFiles.HEARTBEAT));
        decide(groups);
        reloader = reloader();
        openControl();
        children = new ChildRoom(context.haCf().services(), threads, LOG, farewell::leave);
        children.start();
        SideRounds.begin(threads, storage.journal(), links.links(), reloader, guardian);
        Signals.listen(() -> threads.start("reload", Threads.Kind.URGENT, reloader::reload));
        service.ready();
        storage.journal().add("READY", "", "takes part after " + (System.nanoTime() - startedNs) / 1_000_000 + " ms");
    }

    private void prepare(List<ResourceGroup> groups) throws IOException {
        guardian.tell(CoreSetup.all(groups));
        Map<String, Future<?>> prepared = new LinkedHashMap<>();
        for (ResourceGroup group : groups) {
            GroupRunner runner = runner(group);
            runners.put(group.key(), runner);
            prepared.put(group.key(), runner.prepare());
        }
        for (Map.Entry<String, Future<?>> each : prepared.entrySet()) {
            try {
                each.getValue().get();
            } catch (InterruptedException | ExecutionException e) {
                throw new IOException("preparation of " + each.getKey(), e);
            }
        }
    }

    private GroupRunner runner(ResourceGroup group) {
        return new GroupRunner(
                new HaresourcesGroup(group),
                threads.serial("group-" + group.key(), Threads.Kind.URGENT),
                inbox,
                storage.journal(),
                new StuckGroups(
                        context.directorYaml().rebootWhenStuck(),
                        this::silence,
                        LogFiles.sink(LogFiles.HEARTBEAT),
                        command -> new ProcessBuilder(command).start()));
    }

    private void wakeDuty() {
        if (duty != null) {
            duty.wakeUp();
        }
    }

    private void decide(List<ResourceGroup> groups) throws IOException {
        lan = new LanRoom(resources.interfaces(), inbox, storage.journal());
        resources.onAnnounced(lan::announced);
        resources.onUp(inbox::offer);
        lan.peers(links.signs().signs()::peerAddresses);
        Map<String, Set<InetAddress>> witnesses = lan.open(context, groups);
        poker = new Poker(lan.descriptors());
        PairCore core = new PairCore(settings(context, links.media(), groups, witnesses), System.nanoTime());
        ScheduledExecutorService disk = threads.serial("disk", Threads.Kind.URGENT);
        disk.scheduleWithFixedDelay(() -> storage.look(inbox), LOOK_EVERY_S, LOOK_EVERY_S, TimeUnit.SECONDS);
        CoreSetup setup = new CoreSetup(context);
        Consumer<LogLine> haLog = LogFiles.sink(LogFiles.HEARTBEAT);
        texts = setup.texts(PingSetup.ipfail(context.haCf(), haLog), fences.configured());
        scripts = setup.eventScripts(threads.serial("rc.d", Threads.Kind.URGENT), haLog);
        Teller teller = new Teller(storage.journal(), texts, core::epoch, haLog, disk, scripts::tell);
        EffectRunner.World world = new EffectRunner.World(
                links.links(),
                runners,
                engine.path(),
                lan,
                new EffectRunner.Disk(storage::reserve, disk),
                fences,
                new HandOvers(engine.path(), engine.engine().handOver()));
        effects = new EffectRunner(world, inbox, answers, teller);
        duty = new DutyLoop(
                core,
                links.links().values(),
                inbox,
                effects,
                () -> {
                    poker.reading();
                    lan.hear();
                },
                System::nanoTime);
        watch(core);
        engine.refused().forEach(refused -> LOG.warn("not permitted: {}", refused));
        threads.urgentProcess(Threads.ORDINARY_ROLES).forEach(refused -> LOG.warn("not permitted: {}", refused));
        threads.start("duty", Threads.Kind.URGENT, duty::run);
        links.watch(storage.bootId(), resources.interfaces(), witnesses.keySet());
        Lifetimes.begin(threads, runners.values());
        threads.start("lan-poker", Threads.Kind.URGENT, () -> poker.run(duty::wakeUp));
    }

    /** From here on only a duty that goes round keeps the watchdogs quiet. */
    private void watch(PairCore core) {
        String device = FenceDirectives.watchdog(context.haCf());
        watchdog =
                device == null ? null : Watchdog.open(device, context.timing().deadtimeNs(), LOG);
        duty.afterCycle(nowNs -> {
            lan.confirm();
            if (watchdog != null) {
                watchdog.cycle(nowNs);
            }
            service.cycle(nowNs, () -> StatusTree.line(core.view()));
        });
    }

    /** What is told in heartbeat's words; null before the core decides. */
    HeartbeatTexts texts() {
        return texts;
    }

    private CoreSettings settings(
            DirectorContext files,
            Map<String, Medium> media,
            List<ResourceGroup> groups,
            Map<String, Set<InetAddress>> witnesses) {
        return new CoreSetup(files).settings(storage, media, groups, witnesses, fences.configured());
    }

    private Reloader reloader() {
        ReloadSteps steps = new ReloadSteps(new ReloadSteps.Parts(
                duty,
                links,
                lan,
                poker,
                resources,
                engine.path(),
                engine.engine(),
                runners,
                guardian,
                this::runner,
                this::settings,
                texts,
                scripts));
        effects.onForget(steps::forget);
        return new Reloader(
                context, this::readAgain, storage.journal(), steps, service, LogFiles.sink(LogFiles.HEARTBEAT));
    }

    private void openControl() throws IOException {
        StatusTree status = new StatusTree(reloader::context, links.links(), runners, lan::confirmation);
        LvsVerb lvs = new LvsVerb(engine.engine(), this::more);
        LinuxHaTree linuxHa = new LinuxHaTree(() -> reloader.context().haCf());
        DaemonVerbs verbs = new DaemonVerbs(
                this::beliefs,
                inbox,
                answers,
                status,
                linuxHa,
                reloader,
                runners.values(),
                System::nanoTime,
                this::more,
                lvs::run);
        ApiAccess access = new ApiAccess(() -> reloader.context().haCf());
        control = ControlServer.bind(
                run, verbs, access, threads.patientWorkers("control", CONTROL_WORKERS, ControlServer.PATIENCE_MS));
        threads.start("control-accept", Threads.Kind.URGENT, control::acceptLoop);
        NamespaceSocket.publish(NamespaceSocket.own(run), run.resolve(ControlClient.SOCKET_NAME));
    }

    private Concluded readAgain() {
        return Readers.ofThisMachine(context.directory()).conclude(context.directory());
    }

    CoreView beliefs() throws InterruptedException, ExecutionException, TimeoutException {
        return duty.view().get(VIEW_WAIT_MS, TimeUnit.MILLISECONDS);
    }

    private Map<String, Object> more() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("engine", engine.status());
        tree.put("pid", ProcessHandle.current().pid());
        tree.put("uptimeMs", (System.nanoTime() - startedNs) / 1_000_000);
        tree.put("version", VERSION);
        tree.put("dutyCycles", duty.cycles());
        tree.put("dutyLate", duty.lateness().tree());
        tree.put("watchdog", Watchdog.tree(watchdog));
        tree.put("guardian", guardian.state().text());
        tree.put("fenceDevices", fences.descriptions());
        tree.put("journalTrouble", storage.journal().trouble());
        tree.put("journalLost", storage.journal().lost());
        tree.put("renewal", effects.leases().tree(context.timing().leaseNs()));
        tree.put("addressLifetimeS", ResourceRoom.addressSeconds(reloader.context()));
        return tree;
    }

    private void silence() {
        if (effects != null) {
            effects.silence();
        }
    }

    /** A duty threw: nothing it promised can be kept, so the node falls silent and ends. */
    private void fall(String role, Throwable failure) {
        silence();
        LOG.fatal("thread {} failed: {}", role, failure.toString(), failure);
        if (farewell != null) {
            farewell.exit(70);
        }
    }

    // What the farewell takes apart, in reverse.

    DutyLoop duty() {
        return duty;
    }

    Inbox inbox() {
        return inbox;
    }

    Answers answers() {
        return answers;
    }

    EffectRunner effects() {
        return effects;
    }

    ServiceManager service() {
        return service;
    }

    DirectorContext context() {
        return context;
    }

    Map<String, GroupRunner> runners() {
        return runners;
    }

    Fences fences() {
        return fences;
    }

    /** Null when ha.cf names none. */
    Watchdog watchdog() {
        return watchdog;
    }

    /** Everything that is left; the gate only when nothing of ours is up any more. */
    boolean close(boolean detach) throws InterruptedException {
        return new Dismantling(new Dismantling.Parts(
                        watchdog,
                        run,
                        control,
                        children,
                        links,
                        poker,
                        engine,
                        resources,
                        storage,
                        journalThread,
                        instance))
                .run(detach);
    }
}
