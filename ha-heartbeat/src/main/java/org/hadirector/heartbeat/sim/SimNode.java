package org.hadirector.heartbeat.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.hadirector.heartbeat.decide.CoreSettings;
import org.hadirector.heartbeat.decide.CoreSettings.Timing;
import org.hadirector.heartbeat.decide.CoreView;
import org.hadirector.heartbeat.decide.Effect;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.heartbeat.decide.TakeoverCore;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;
import org.hadirector.heartbeat.link.StatusMessage;

/** One machine: kernel, disk, clock, resources and, when it runs, a process with a real core in it. */
public final class SimNode {
    private final int index;
    private final SimPair pair;
    private final SimClock clock;
    private final SimKernel kernel = new SimKernel();
    private final SimDisk disk = new SimDisk();
    private final SimResources resources;
    private final SimFence fence;
    private final Deque<Input> inbox = new ArrayDeque<>();
    private boolean power = true;
    private boolean port = true;
    private boolean carrier = true;
    private TakeoverCore core;
    private long run;
    private long stalledUntilNs;
    private long lastCycleNs;
    private boolean wakePlanned;
    private long plannedFor;
    private long wallOffsetSeconds;
    private List<CoreView.Group> roles;
    private final SplittableRandom random;
    private final List<Input> backlog = new ArrayList<>();
    private long backlogUntilNs;
    private boolean startsAgain;
    private boolean startsWhenEnded;
    private final SimHearing hearing = new SimHearing();
    /** Groups that the present run knows or knew. */
    private final Set<String> known = new TreeSet<>();

    private final SimEditions files;
    private long bootId;

    SimNode(int index, SimPair pair, SimClock clock, SimResources resources, SimFence fence, SplittableRandom random) {
        this.random = random;
        this.index = index;
        this.pair = pair;
        this.clock = clock;
        this.resources = resources;
        this.fence = fence;
        this.files = new SimEditions(pair.settings());
    }

    /** Starts the machine and its daemon, which removes what an earlier run left; one that is ending ends first. */
    public void start() {
        power = true;
        if (core == null) {
            kernel.clean();
            run++;
            inbox.clear();
            backlog.clear();
            backlogUntilNs = 0;
            wakePlanned = false;
            stalledUntilNs = 0;
            startsWhenEnded = false;
            hearing.forget(pair.settings().links().size(), pair::newWindow);
            lastCycleNs = pair.nowNs();
            core = pair.newCore(this, local());
            roles = null;
            pair.happens(() -> name() + " starts");
            inbox.add(new Input.OwnStations(List.of(SimLan.mac(this))));
            known.clear();
            learnGroups();
            wake(pair.nowNs());
        } else {
            startsWhenEnded = core.view().self().leaving();
        }
    }

    private void learnGroups() {
        for (CoreSettings.Group group : files.now().groups()) {
            known.add(group.key());
            if (!carrier) {
                inbox.add(new Input.CarrierChanged(group.key(), false));
            }
        }
    }

    /** Which run this is; the disk may forget it. */
    void booted(long id) {
        bootId = id;
    }

    public SimEditions files() {
        return files;
    }

    /** Other files; a running process is told to read them. */
    public void reload(SimSettings next) {
        files.change(next, pair.groups());
        if (core != null) {
            inbox.add(new Input.Reconfigured(
                    next.core(index, bootId, 0, pair.sensors().watched())));
            learnGroups();
            wake(pair.nowNs());
        }
    }

    /** kill -9: the kernel keeps what it has. */
    public void kill() {
        pair.sensors().killed(this);
        core = null;
        run++;
    }

    /** The power fails. */
    public void powerOff() {
        kill();
        pair.sensors().lostPower(this);
        power = false;
        kernel.clean();
    }

    /** The process does nothing for a while. */
    public void stall(long forNs) {
        stalledUntilNs = Math.max(stalledUntilNs, pair.nowNs() + forNs);
        pair.trace(() -> name() + " stalls for " + forNs / 1_000_000 + " ms");
    }

    /** Ends a stall early. */
    public void resume() {
        stalledUntilNs = 0;
        if (core != null) {
            wake(pair.nowNs());
        }
    }

    /** The switch port of the LAN interface passes frames or not, which the node cannot see. */
    public void port(boolean up) {
        port = up;
    }

    /** The carrier of the LAN interface. */
    public void carrier(boolean up) {
        if (carrier != up) {
            carrier = up;
            known.forEach(group -> input(new Input.CarrierChanged(group, up)));
        }
    }

    /** The wall clock jumps; nothing but the ids of later runs may notice. */
    public void wallJump(long seconds) {
        wallOffsetSeconds += seconds;
    }

    long wallSeconds() {
        return 1_800_000_000L + wallOffsetSeconds + pair.nowNs() / 1_000_000_000L;
    }

    boolean powered() {
        return power;
    }

    boolean lanUp() {
        return power && port && carrier;
    }

    /** A beat came in on a link; the replay window, the product's own, lets it pass or not. */
    void beat(String link, StatusMessage beat) {
        int window = pair.settings().links().indexOf(link);
        if (core != null && hearing.comes(window, beat, bootId, pair.nowNs())) {
            input(new Input.BeatHeard(link, beat));
        }
    }

    /** Gives the process something; it is lost when there is none, or when it is about a group that it never knew. */
    public void input(Input input) {
        boolean forCore = input.group().isEmpty() || input instanceof Input.OperatorRequest;
        boolean meant = core != null && (forCore || known.contains(input.group()));
        if (meant && pair.nowNs() < backlogUntilNs) {
            backlog.add(input);
        } else if (meant) {
            inbox.add(input);
            wake(pair.nowNs());
        }
    }

    /**
     * The first cycle after a pause finds nothing in its inbox: the receiving threads woke no earlier than the duty
     * thread and hand over in order what lay in their sockets.
     */
    private void fallBehind() {
        backlog.addAll(inbox);
        inbox.clear();
        long mine = run;
        Timing timing = pair.settings().timing();
        long longest = Math.min(timing.keepaliveNs() / 4, timing.leaseNs() / 8);
        backlogUntilNs = pair.nowNs() + (pair.isQuantised() ? longest / 2 : random.nextLong(longest));
        pair.at(backlogUntilNs, () -> {
            if (mine == run && core != null) {
                inbox.addAll(backlog);
                backlog.clear();
                wake(pair.nowNs());
            }
        });
    }

    private void wake(long atNs) {
        long when = Math.max(atNs, stalledUntilNs);
        if (!wakePlanned || when < plannedFor) {
            wakePlanned = true;
            plannedFor = when;
            pair.at(when, new SimWake(this, run, when));
        }
    }

    /** Whether a planned cycle still stands: the run goes on, and no earlier one was planned meanwhile. */
    boolean wakes(long ofRun, long planned) {
        return sameRun(ofRun) && wakePlanned && planned == plannedFor;
    }

    void duty() {
        wakePlanned = false;
        if (pair.nowNs() < stalledUntilNs) {
            wake(stalledUntilNs);
            return;
        }
        if (stalledUntilNs > lastCycleNs) {
            fallBehind();
        }
        lastCycleNs = pair.nowNs();
        while (!inbox.isEmpty() && core != null) {
            step(inbox.poll());
        }
        if (core != null) {
            step(new Input.Cycle());
        }
        if (core != null) {
            wake(clock.simulated(core.nextCycleNs()));
        }
    }

    private void step(Input input) {
        pair.trace(() -> name() + " < " + SimTrace.text(input));
        if (input instanceof Input.BeatHeard heardNow) {
            hearing.heard(heardNow.beat(), pair.sensors().bootId(pair.node(1 - index())), pair.nowNs());
        }
        List<Effect> effects = core.step(input, local());
        for (Effect effect : effects) {
            if (core != null) {
                pair.trace(() -> name() + " > " + SimTrace.text(effect));
                SimEffects.act(this, pair, effect);
            }
        }
    }

    public SimHearing hearing() {
        return hearing;
    }

    /** A device answers: null when the other machine is off or was reset, else what went wrong. */
    void fenceOutcome(long of, long attempt, String trouble) {
        if (sameRun(of)) {
            input(trouble == null ? new Input.Fenced(attempt, "switch") : new Input.FenceFailed(attempt, trouble));
        }
    }

    public SimFence fence() {
        return fence;
    }

    /** From now on the daemon is started again when it ends on somebody's order: who gave the order took it back. */
    public void startAgain() {
        startsAgain = true;
    }

    /** Ends the process after a clean stop. */
    void exit() {
        pair.audits().stopped(this);
        pair.sensors().changed();
        core = null;
        run++;
        if (startsAgain || startsWhenEnded) {
            pair.in(1_000_000, this::start);
        }
    }

    /** Whether any gate was opened and not shut since; its lease may be over. */
    public boolean anyLease() {
        return kernel.anyLease();
    }

    /** Whether the gate lets the group's clients in: a balanced service is then served even without the address. */
    public boolean open(String group) {
        return power && kernel.leaseRuns(group, local());
    }

    /**
     * Whether clients that turn to this machine get an answer: the gate is open, and either the address is there, or
     * the engine lives and the address was there. A claim that has not come to its address yet answers nobody.
     */
    public boolean answers(String group) {
        return open(group) && (kernel.hasAddress(group) || running() && releasing(group));
    }

    private boolean releasing(String group) {
        for (CoreView.Group one : roles()) {
            if (one.key().equals(group)) {
                return one.state() == OwnerState.RELEASING;
            }
        }
        return false;
    }

    /** Whether clients of the group are served by this machine: address there, gate's lease running. */
    public boolean serving(String group) {
        return kernel.anyLease() && kernel.hasAddress(group) && open(group);
    }

    public boolean running() {
        return core != null;
    }

    boolean sameRun(long other) {
        return run == other && core != null;
    }

    /** Which of its runs the daemon is in; an end counts as one, too. */
    public long run() {
        return run;
    }

    /** Until when (simulated) the process stands still; in the past when it does not. */
    long stalledUntilNs() {
        return stalledUntilNs;
    }

    SimKernel kernel() {
        return kernel;
    }

    /** Whether nothing of any group is left in the kernel. */
    public boolean clean() {
        return kernel.empty();
    }

    public boolean hasAddress(String group) {
        return kernel.hasAddress(group);
    }

    public SimDisk disk() {
        return disk;
    }

    public SimResources resources() {
        return resources;
    }

    /** The view of the running core, or null. */
    public CoreView view() {
        return core == null ? null : core.view();
    }

    /** What the running core says about its groups; each change of a role is told, so nothing older is shown. */
    public List<CoreView.Group> roles() {
        if (roles == null) {
            roles = core.view().groups();
        }
        return roles;
    }

    /** Simulated time of the last duty cycle. */
    public long lastCycleNs() {
        return lastCycleNs;
    }

    void rolesChanged() {
        roles = null;
    }

    long local() {
        return clock.local(pair.nowNs());
    }

    public int index() {
        return index;
    }

    public String name() {
        return pair.settings().nodes().get(index);
    }
}
