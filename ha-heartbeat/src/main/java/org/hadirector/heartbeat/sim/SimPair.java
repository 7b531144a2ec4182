package org.hadirector.heartbeat.sim;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.hadirector.heartbeat.decide.CoreSettings;
import org.hadirector.heartbeat.decide.Effect;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.heartbeat.decide.TakeoverCore;
import org.hadirector.heartbeat.link.ReplayWindow;
import org.hadirector.heartbeat.sim.audit.Audits;

/** Two nodes, their links and their LAN in simulated time. Audits look at everything after every step. */
public final class SimPair {
    /** A group that is in no files at first; a reload may bring it. */
    public static final String EXTRA = "extra";

    private static final long PATIENCE_DEADTIMES = 2;

    private final SimSettings settings;
    private final boolean quantised;
    private final SimQueue queue;
    private final SplittableRandom random;
    private final SimNetwork network;
    private final SimLan lan;
    private final SimSensors sensors;
    private final SimNode[] nodes = new SimNode[2];
    private final CoreFactory factory;
    private final SimTrace trace;
    private final Audits audits;
    private final SimStory story;
    private final SimService service;
    private final List<String> groups;
    private final Map<Long, Effect.Answer> replies = new HashMap<>();
    private final Map<Long, Asked> asked = new TreeMap<>();
    private long nextRequest = 1;

    /** To which run of which node a request went, and when. */
    private record Asked(SimNode node, long run, long atNs) {}

    /**
     * @param seed of everything random
     * @param factory of the cores
     * @param traceLines how many steps to remember in words
     */
    public SimPair(SimSettings settings, long seed, CoreFactory factory, int traceLines) {
        this(settings, seed, factory, new SimTrace(traceLines), false, false);
    }

    /** A pair in fair weather whose run is told in plain words. */
    public static SimPair told(SimSettings settings, long seed, CoreFactory factory) {
        SimPair pair = new SimPair(settings, seed, factory, new SimTrace(0), true, false);
        pair.network.weather(0, 0, 1_000);
        pair.node(0).resources().longest(1);
        pair.node(1).resources().longest(1);
        return pair;
    }

    /** A pair in which nothing is random and every moment is near {@link SimQueue#FAR}: for exploration. */
    static SimPair quantised(SimSettings settings, CoreFactory factory) {
        SimPair pair = new SimPair(settings, 1, factory, new SimTrace(0), false, true);
        pair.network.weather(0, 0, 1);
        pair.node(0).resources().longest(1);
        pair.node(1).resources().longest(1);
        return pair;
    }

    /** As above, with the run told in plain words when that is wanted. */
    SimPair(SimSettings settings, long seed, CoreFactory factory, int traceLines, boolean withStory) {
        this(settings, seed, factory, new SimTrace(traceLines), withStory, false);
    }

    private SimPair(
            SimSettings settings,
            long seed,
            CoreFactory factory,
            SimTrace trace,
            boolean withStory,
            boolean quantised) {
        this.quantised = quantised;
        this.queue = new SimQueue(quantised ? SimQueue.FAR : 0);
        this.settings = settings;
        this.factory = factory;
        this.random = new SplittableRandom(seed);
        this.trace = trace;
        this.groups = settings.groups().stream().map(CoreSettings.Group::key).toList();
        SimTape tape = new SimTape(queue, new SplittableRandom(seed ^ 0x7a9e));
        this.network = new SimNetwork(queue, random.split(), settings, tape);
        SplittableRandom crowd = new SplittableRandom(seed ^ 0x3a11);
        List<String> ever = Stream.concat(groups.stream(), Stream.of(EXTRA)).toList();
        SimCrowd servers = new SimCrowd(queue, crowd, settings.realServers());
        this.lan = new SimLan(queue, random.split(), quantised, servers, ever);
        long longest = settings.timing().deadtimeNs();
        for (int i = 0; i < 2; i++) {
            SimClock clock = quantised ? new SimClock(0, 0) : SimClock.drawn(random);
            SimResources resources = new SimResources(this, random.split(), longest);
            SimFence fence = new SimFence(this, new SplittableRandom(seed + i), longest);
            nodes[i] = new SimNode(i, this, clock, resources, fence, random.split());
        }
        this.story = new SimStory(withStory);
        this.service = new SimService(this);
        this.sensors = new SimSensors(this, new SplittableRandom(seed ^ 0x7219));
        this.network.onTouch(sensors::changed);
        this.audits = new Audits(this);
    }

    /** Lets simulated time pass; stops early when an audit finds a violation. */
    public void run(long forNs) {
        long until = nowNs() + forNs;
        while (audits.violation() == null && queue.next(until)) {
            service.look();
            audits.check();
        }
    }

    TakeoverCore newCore(SimNode node, long startNs) {
        long bootId = factory.bootId(node.disk().bootId(), node.wallSeconds(), random.nextInt());
        node.disk().bootId(bootId);
        node.booted(bootId);
        sensors.booted(node, bootId);
        CoreSettings core =
                node.files().now().core(node.index(), bootId, node.disk().epoch(), sensors.watched());
        return factory.create(core, startNs);
    }

    ReplayWindow newWindow() {
        return factory.replayWindow();
    }

    /** Gives a node an operator's command and returns its number. */
    public long request(int node, Input.Verb verb, Input.Scope scope) {
        return request(node, verb, scope, "");
    }

    /** The same for the group with this key only; empty: for all. */
    public long request(int node, Input.Verb verb, Input.Scope scope, String group) {
        long id = nextId(node);
        long byNs = nodes[node].local() + patienceNs();
        nodes[node].input(new Input.OperatorRequest(id, verb, scope, group, byNs));
        return id;
    }

    /** How long an operator waits until his order is taken up. */
    private long patienceNs() {
        return PATIENCE_DEADTIMES * settings.timing().deadtimeNs();
    }

    /** Whether the operator who gave this order has given up. */
    public boolean givenUp(long request) {
        // the nodes' clocks go a little wrong
        return asked.containsKey(request) && nowNs() - asked.get(request).atNs() > patienceNs() * 5 / 4;
    }

    /** Asks a node to stop; its process ends when the answer comes. */
    public long shutdown(int node) {
        long id = nextId(node);
        nodes[node].input(new Input.Shutdown(id));
        return id;
    }

    private long nextId(int node) {
        long id = nextRequest++;
        asked.put(id, new Asked(nodes[node], nodes[node].run(), nowNs()));
        return id;
    }

    /** A request that has no answer although the process that got it still runs; 0 when there is none. */
    public long unanswered() {
        for (Map.Entry<Long, Asked> entry : asked.entrySet()) {
            Asked to = entry.getValue();
            if (to.node().sameRun(to.run()) && !replies.containsKey(entry.getKey())) {
                return entry.getKey();
            }
        }
        return 0;
    }

    void answered(SimNode node, Effect.Answer answer) {
        boolean twice = replies.put(answer.id(), answer) != null;
        if (twice) {
            audits.fail("request " + answer.id() + " was answered twice");
        }
        if (answer.text().startsWith("nothing is held")) {
            node.exit();
        }
    }

    /** The answer to a request, or null when it has not come. */
    public Effect.Answer answer(long id) {
        return replies.get(id);
    }

    public SimNode node(int index) {
        return nodes[index];
    }

    SimNode other(SimNode node) {
        return nodes[1 - node.index()];
    }

    public SimNetwork network() {
        return network;
    }

    public SimLan lan() {
        return lan;
    }

    public SimSensors sensors() {
        return sensors;
    }

    public SimSettings settings() {
        return settings;
    }

    /** Those of the files that the pair began with. */
    public List<String> groups() {
        return groups;
    }

    /** Who serves what. */
    public SimService service() {
        return service;
    }

    /** The run in plain words, empty when that was not wanted. */
    public SimStory story() {
        return story;
    }

    public Audits audits() {
        return audits;
    }

    /** Plans something for a moment of simulated time. */
    public void at(long atNs, Runnable action) {
        queue.at(atNs, action);
    }

    /** Plans something for a moment that far from now, nanoseconds. */
    public void in(long delayNs, Runnable action) {
        queue.in(delayNs, action);
    }

    boolean isQuantised() {
        return quantised;
    }

    void trace(Supplier<String> line) {
        trace.add(nowNs(), line);
    }

    /** Something happened that belongs into the run's story. */
    public void happens(Supplier<String> what) {
        trace.add(nowNs(), () -> "*** " + what.get());
        story.tell(nowNs(), what);
    }

    /** The last steps, when they are remembered. */
    public String lastSteps() {
        return trace.text();
    }

    /** Simulated time. */
    public long nowNs() {
        return queue.nowNs();
    }

    /** Index of the only node that serves the group, -1 when none or both do. */
    public int server(String group) {
        boolean first = nodes[0].serving(group);
        boolean second = nodes[1].serving(group);
        return first == second ? -1 : first ? 0 : 1;
    }
}
