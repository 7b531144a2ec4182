package org.hadirector.resource.agent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.hadirector.lvs.engine.LvsAdmin;
import org.hadirector.lvs.engine.LvsException;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.resource.ResourceAgent;
import org.hadirector.resource.ResourceException;
import org.hadirector.resource.check.CheckLoop;
import org.hadirector.resource.check.CheckResult;
import org.hadirector.resource.check.CheckTarget;
import org.hadirector.resource.check.Checker;
import org.hadirector.resource.check.GateStep;
import org.hadirector.resource.config.LdirectordConfig;
import org.hadirector.resource.config.RealLine;
import org.hadirector.resource.config.VirtualBlock;

/**
 * {@code ldirectord}: keeps the engine's service table as ldirectord.cf and the checks of the real servers want it. The
 * table is loaded and the checks run from {@link #prepare} on, so that a standby knows already who is up;
 * {@link #start} only says that it counts now.
 */
public final class LdirectordAgent implements ResourceAgent {
    private final AgentName name;
    private final Object lock = new Object();
    private final List<VirtualRun> virtuals = new ArrayList<>();
    private final Map<CheckTarget, List<Watch>> watches = new LinkedHashMap<>();
    private volatile LdirectordConfig config;
    private volatile Collaborators with;
    private volatile boolean loaded;
    private volatile boolean active;
    private CheckLoop loop;

    /**
     * Whom the agent works with.
     *
     * @param lvs the engine
     * @param log ldirectord's log
     * @param timer waits for the next check; runs nothing long
     * @param workers run the checks and the fallback commands; one check may block for its timeout
     * @param checkers {@code Checkers::of}
     * @param standbyChecks check from prepare on; otherwise only while started
     */
    public record Collaborators(
            LvsAdmin lvs,
            LdirectordLog log,
            ScheduledExecutorService timer,
            Executor workers,
            Function<CheckTarget, Checker> checkers,
            boolean standbyChecks) {}

    private record Watch(VirtualRun virtual, RealLine real) {}

    /** A real server as {@code director status} shows it; reason is empty while it is up. */
    public record ServerState(String virtual, String real, boolean up, String reason) {}

    public LdirectordAgent(AgentName name, LdirectordConfig config, Collaborators with) {
        this.name = name;
        this.config = config;
        this.with = with;
    }

    @Override
    public String name() {
        return name.name();
    }

    /** The file that haresources names, empty for the default one. */
    public String file() {
        String[] words = name.name().split("::", -1);
        return words.length > 1 ? words[1] : "";
    }

    @Override
    public String command() {
        return name.command();
    }

    @Override
    public void prepare() throws ResourceException {
        synchronized (lock) {
            if (loaded) {
                return;
            }
            with.log().log("Starting Linux Director as part of ha-director");
            load();
            loaded = true;
            if (with.standbyChecks()) {
                startChecks();
            }
        }
    }

    private void load() throws ResourceException {
        virtuals.clear();
        watches.clear();
        for (VirtualBlock block : config.virtuals()) {
            VirtualRun virtual = new VirtualRun(block, config.readdQuiescent(), with.lvs(), with.log());
            try {
                virtual.begin();
            } catch (LvsException e) {
                unload();
                throw new ResourceException("virtual service " + block.id() + " refused by the engine", e);
            }
            add(virtual);
        }
    }

    private void add(VirtualRun virtual) {
        virtuals.add(virtual);
        for (RealLine real : virtual.block().reals()) {
            watches.computeIfAbsent(CheckTarget.of(virtual.block(), real), target -> new ArrayList<>())
                    .add(new Watch(virtual, real));
        }
    }

    /**
     * The file was read anew: only what differs is changed in the running table. Services and servers that stay keep
     * their connections and their state; checks that are the same go on.
     *
     * @throws ResourceException when the engine refuses some of it; the rest is done
     */
    public void reconfigure(LdirectordConfig next, Collaborators nextWith) throws ResourceException {
        List<String> failures = new ArrayList<>();
        synchronized (lock) {
            if (next.equals(config) && nextWith.standbyChecks() == with.standbyChecks()) {
                return;
            }
            config = next;
            with = nextWith;
            if (!loaded) {
                return;
            }
            with.log().log("Reloading configuration file: " + next.file());
            Map<ServiceKey, VirtualRun> former = new LinkedHashMap<>();
            virtuals.forEach(virtual -> former.put(virtual.block().service().key(), virtual));
            virtuals.clear();
            watches.clear();
            for (VirtualBlock block : next.virtuals()) {
                VirtualRun virtual = new VirtualRun(block, next.readdQuiescent(), with.lvs(), with.log());
                VirtualRun before = former.remove(block.service().key());
                try {
                    succeed(virtual, before);
                } catch (LvsException e) {
                    failures.add("virtual service " + block.id() + ": " + e.getMessage());
                }
                add(virtual);
            }
            for (VirtualRun gone : former.values()) {
                try {
                    gone.purge();
                } catch (LvsException e) {
                    failures.add("removal of virtual service " + gone.id() + ": " + e.getMessage());
                }
            }
            recheck();
        }
        if (!failures.isEmpty()) {
            throw new ResourceException(String.join("; ", failures));
        }
    }

    private void succeed(VirtualRun virtual, VirtualRun before) throws LvsException {
        if (before == null) {
            virtual.begin();
            return;
        }
        for (GateStep.FallbackTurned turned : virtual.succeed(before)) {
            if (active) {
                runFallbackCommand(virtual.block(), turned.start());
            }
        }
    }

    private void recheck() {
        if (loop != null) {
            loop.retarget(watches.keySet());
        } else if (with.standbyChecks() || active) {
            startChecks();
        }
    }

    private void startChecks() {
        if (loop == null) {
            loop = new CheckLoop(with.timer(), with.workers(), with.checkers(), this::checked);
            loop.start(watches.keySet());
        }
    }

    private void stopChecks() {
        if (loop != null) {
            loop.close();
            loop = null;
        }
    }

    /** Sub-millisecond after {@link #prepare}, unless somebody took services out of the table meanwhile. */
    @Override
    public void start() throws ResourceException {
        if (!loaded) {
            prepare();
        }
        reloadIfEmptied();
        if (!active) {
            active = true;
            if (!with.standbyChecks()) {
                synchronized (lock) {
                    startChecks();
                }
            }
            runFallbackCommands(true);
        }
    }

    /** Services that {@code ipvsadm -C} or {@code -D} removed come back, with checks from the beginning. */
    private void reloadIfEmptied() throws ResourceException {
        synchronized (lock) {
            if (!loaded || complete()) {
                return;
            }
            boolean checking = loop != null;
            stopChecks();
            unload();
            load();
            if (checking) {
                startChecks();
            }
        }
    }

    /** Back to standby: table and checks stay, and are made good where somebody broke them. */
    @Override
    public void stop() throws ResourceException {
        if (active) {
            active = false;
            if (!with.standbyChecks()) {
                synchronized (lock) {
                    stopChecks();
                }
            }
            runFallbackCommands(false);
        }
        reloadIfEmptied();
    }

    /** The table stays, so the engine balances on. */
    @Override
    public boolean servesStopped() {
        return true;
    }

    /** FAILED when somebody took a virtual service out of the table. */
    @Override
    public ResourceStatus monitor() {
        if (!active) {
            return ResourceStatus.STOPPED;
        }
        return complete() ? ResourceStatus.RUNNING : ResourceStatus.FAILED;
    }

    /** Whether every virtual service is in the table. */
    private boolean complete() {
        List<LvsAdmin.Entry> table = with.lvs().table();
        return config.virtuals().stream().allMatch(virtual -> table.stream()
                .anyMatch(
                        entry -> entry.service().key().equals(virtual.service().key())));
    }

    /** Somebody emptied the table of a standby, or it could not be loaded. */
    @Override
    public String notReady() {
        if (!loaded) {
            return name() + ": its virtual services are not loaded";
        }
        return complete() ? "" : name() + ": virtual services are missing in the table, a start loads them anew";
    }

    /** Some real server answers this node, or nobody looks. */
    @Override
    public boolean useful() {
        synchronized (lock) {
            return loop == null || watches.isEmpty() || servers().stream().anyMatch(ServerState::up);
        }
    }

    /** Virtual services whose clients find nobody, or the fallback only; none while nobody checks. */
    @Override
    public Map<String, String> complaints() {
        Map<String, String> found = new TreeMap<>();
        synchronized (lock) {
            for (VirtualRun virtual : loop == null ? List.<VirtualRun>of() : virtuals) {
                virtual.complaint().ifPresent(text -> found.put(virtual.name(), text));
            }
        }
        return found;
    }

    /** Ends the checks and, with cleanstop, removes the virtual services. */
    @Override
    public void close() throws ResourceException {
        active = false;
        synchronized (lock) {
            stopChecks();
            if (loaded) {
                loaded = false;
                List<String> failures = unload();
                with.log().log("Linux Director Daemon terminated on signal: TERM");
                if (!failures.isEmpty()) {
                    throw new ResourceException(String.join("; ", failures));
                }
            }
        }
    }

    private List<String> unload() {
        List<String> failures = new ArrayList<>();
        for (VirtualRun virtual : virtuals) {
            try {
                virtual.end();
            } catch (LvsException e) {
                failures.add("removal of virtual service " + virtual.id() + ": " + e.getMessage());
            }
        }
        virtuals.clear();
        return failures;
    }

    /** Every real server of every virtual service with the state it is in. */
    public List<ServerState> servers() {
        List<ServerState> result = new ArrayList<>();
        synchronized (lock) {
            virtuals.forEach(virtual -> result.addAll(virtual.servers()));
        }
        return result;
    }

    private void checked(CheckTarget target, CheckResult result) {
        synchronized (lock) {
            if (!loaded) {
                return;
            }
            for (Watch watch : watches.getOrDefault(target, List.of())) {
                for (GateStep.FallbackTurned turned : watch.virtual().checked(watch.real(), result)) {
                    if (active) {
                        runFallbackCommand(watch.virtual().block(), turned.start());
                    }
                }
            }
        }
    }

    /** Of services whose clients are with the fallback now. */
    private void runFallbackCommands(boolean start) {
        List<VirtualBlock> turned = new ArrayList<>();
        synchronized (lock) {
            for (VirtualRun virtual : virtuals) {
                if (virtual.isFallbackOn()) {
                    turned.add(virtual.block());
                }
            }
        }
        turned.forEach(block -> runFallbackCommand(block, start));
    }

    private void runFallbackCommand(VirtualBlock block, boolean start) {
        FallbackCommand.of(block).ifPresent(command -> command.run(start, with.workers(), with.log()));
    }
}
