package org.hadirector.director.drill;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.hadirector.director.control.ControlClient;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import org.hadirector.director.journal.JournalEntry;
import org.hadirector.director.journal.JournalReader;
import org.hadirector.director.lab.Lab;
import org.hadirector.director.lab.LabHost;
import org.hadirector.director.lab.LabPlan;
import org.hadirector.director.lab.LabStatus;
import org.hadirector.director.lab.NodeStatus;
import org.hadirector.director.lab.Patience;
import org.hadirector.linux.NetworkNamespace;

/** What drills work with: a lab, a client that never stops asking, the nodes' status and journals. One thread. */
public final class DrillBench implements AutoCloseable {
    /** How long the client must have been served before and after a fault. */
    private static final Duration QUIET = Duration.ofMillis(500);

    private static final Duration ATTEMPT_DEADLINE = Duration.ofMillis(500);
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final Lab lab;
    private final HttpProber prober;

    /** @param probeInterval time between two requests of the client */
    public DrillBench(Lab lab, Duration probeInterval) throws IOException {
        this(lab, probeInterval, ATTEMPT_DEADLINE);
    }

    /** @param attempt how long one request may take before it counts as lost */
    public DrillBench(Lab lab, Duration probeInterval, Duration attempt) throws IOException {
        this.lab = lab;
        LabHost client = lab.plan().hosts(LabHost.Role.CLIENT).get(0);
        this.prober = new HttpProber(
                NetworkNamespace.existing(lab.plan().namespace(client)), LabPlan.VIP, probeInterval, attempt);
    }

    /**
     * Only looks, whatever the directors are: for faults made by somebody else, and pairs of other makers.
     *
     * @return one phase, the whole time
     */
    public DrillPhase watch(Duration time) throws IOException, DrillException {
        prober.start();
        await("the client to be served at all", START, () -> analysis()
                .firstAnswer(Long.MIN_VALUE)
                .isPresent());
        long sinceNs = System.nanoTime();
        await("the end", time.plus(START), () -> System.nanoTime() - sinceNs >= time.toNanos());
        return measure("watched", new Fault(sinceNs, sinceNs, "", "begins to watch"), Map.of());
    }

    /**
     * Looks at what a shell command does to the client, whatever the directors are. The client is served for a while
     * before it; what the client saw then tells its usual gap.
     *
     * @param time how long to look, from the command's start
     */
    public DrillPhase watch(String command, Duration time) throws IOException, DrillException {
        prober.start();
        await("the client to be served at all", START, () -> analysis()
                .firstAnswer(Long.MIN_VALUE)
                .isPresent());
        long quietNs = quietTime();
        long atNs = System.nanoTime();
        Process process = new ProcessBuilder("sh", "-c", command)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        await("the end", time.plus(START), () -> System.nanoTime() - atNs >= time.toNanos() && !process.isAlive());
        if (process.exitValue() != 0) {
            throw new DrillException("`" + command + "` exited with " + process.exitValue());
        }
        return measure("watched", new Fault(quietNs, atNs, "", command), Map.of());
    }

    /** Begins to fetch; returns once the pair is healthy and the client is served. */
    public DrillBench start() throws IOException, DrillException {
        prober.start();
        await("a settled pair", limit().plus(START), () -> LabStatus.of(lab).healthy());
        LabStatus.awaitSettled(lab, limit());
        quietTime();
        return this;
    }

    public Lab lab() {
        return lab;
    }

    public LabPlan plan() {
        return lab.plan();
    }

    /** The director that serves. */
    public LabHost master() throws DrillException {
        for (LabHost host : plan().hosts(LabHost.Role.DIRECTOR)) {
            if (status(host).map(NodeStatus::master).orElse(false)) {
                return host;
            }
        }
        throw new DrillException("no director is master");
    }

    public Optional<NodeStatus> status(LabHost host) {
        return LabStatus.nodeStatus(lab, host);
    }

    /** Waits until one node is master, the other standby, all links are up and the client is served. */
    public void awaitHealthy() throws DrillException, IOException {
        await("a healthy pair", limit().plus(START), () -> LabStatus.of(lab).healthy());
        quietTime();
    }

    /** Waits until that node is master and answers the client. */
    public void awaitMaster(LabHost host) throws DrillException, IOException {
        await(host.name() + " to become master", limit(), () -> status(host)
                .map(NodeStatus::master)
                .orElse(false));
    }

    /** Waits until the client was served for a while from now on; returns when that time began. */
    public long quietTime() throws DrillException, IOException {
        long fromNs = System.nanoTime();
        await("the client to be served", limit(), () -> {
            long nowNs = System.nanoTime();
            return nowNs - fromNs >= QUIET.toNanos()
                    && analysis().longestGapNs(nowNs - QUIET.toNanos(), nowNs) < QUIET.toNanos() / 2;
        });
        return fromNs;
    }

    /** Measures from the fault to now. */
    public DrillPhase measure(String name, Fault fault, Map<String, Double> figures) throws IOException {
        return measure(name, fault, figures, System.nanoTime());
    }

    /** Measures from the fault to the given time. */
    public DrillPhase measure(String name, Fault fault, Map<String, Double> figures, long untilNs) throws IOException {
        OutageReport client = analysis().report(fault.sinceNs(), fault.quietUntilNs(), fault.atNs(), untilNs);
        Timeline timeline = Timeline.of(fault.atNs(), fault.where(), fault.what(), client, journals(), untilNs);
        return new DrillPhase(name, client, timeline, new LinkedHashMap<>(figures));
    }

    /**
     * A fault that was made.
     *
     * @param sinceNs when the quiet time before it began
     * @param quietUntilNs when that ended: with the fault, if nothing else disturbed clients before
     * @param atNs when it was made
     * @param where on which node, or empty
     * @param what in words
     */
    public record Fault(long sinceNs, long quietUntilNs, long atNs, String where, String what) {
        /** One that comes out of a quiet time. */
        public Fault(long sinceNs, long atNs, String where, String what) {
            this(sinceNs, atNs, atNs, where, what);
        }
    }

    public OutageAnalysis analysis() throws IOException {
        return new OutageAnalysis(prober.samples());
    }

    /** Asks a director's daemon to do something and waits for its answer; a refusal is a failed drill. */
    public ControlReply command(LabHost host, String verb, String... words) throws IOException, DrillException {
        ControlReply reply = ControlClient.call(plan().runDir(host), new ControlRequest(verb, words));
        if (reply.exit() != 0) {
            throw new DrillException("`director " + verb + " " + String.join(" ", words) + "` on " + host.name()
                    + " exited with " + reply.exit() + ": " + (reply.err() + reply.out()).strip());
        }
        return reply;
    }

    /** How long any move of the service may take before a drill calls it failed; covers the default initdead. */
    public Duration limit() {
        return plan().timing().deadtimeDuration().multipliedBy(3).plusSeconds(25);
    }

    /** Waits for something; running out of time is a failed drill. */
    public void await(String what, Duration atMost, Condition condition) throws DrillException, IOException {
        IOException[] failure = new IOException[1];
        boolean came = Patience.until(atMost, LOOK_EVERY, () -> {
            try {
                return condition.holds();
            } catch (IOException e) {
                failure[0] = e;
                return true;
            }
        });
        if (failure[0] != null) {
            throw failure[0];
        }
        if (!came) {
            throw new DrillException("waited %.1f s in vain for %s\n%s"
                    .formatted(atMost.toMillis() / 1e3, what, LabStatus.of(lab).text()));
        }
    }

    /** Something to wait for. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws IOException;
    }

    /** When a node's journal first tells of an event of that kind, at or after the given time. */
    public OptionalLong firstEvent(LabHost node, String kind, long fromNs) throws IOException {
        return events(node, kind, fromNs).stream()
                .mapToLong(JournalEntry::monotonicNs)
                .min();
    }

    /** What a node's journal tells of that kind at or after the given time, in its order. */
    public List<JournalEntry> events(LabHost node, String kind, long fromNs) throws IOException {
        return new JournalReader(plan().stateDir(node))
                .all().stream()
                        .filter(entry -> entry.kind().equals(kind) && entry.monotonicNs() - fromNs >= 0)
                        .toList();
    }

    private List<JournalEntry> journals() throws IOException {
        List<JournalEntry> entries = new ArrayList<>();
        for (LabHost host : plan().hosts(LabHost.Role.DIRECTOR)) {
            entries.addAll(new JournalReader(plan().stateDir(host)).all());
        }
        return entries;
    }

    @Override
    public void close() throws IOException {
        prober.close();
    }
}
