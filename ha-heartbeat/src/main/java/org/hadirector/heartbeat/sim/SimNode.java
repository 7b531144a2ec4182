package org.hadirector.heartbeat.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hadirector.heartbeat.decide.CoreSettings;
import org.hadirector.heartbeat.decide.CoreView;
import org.hadirector.heartbeat.decide.Effect;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.heartbeat.decide.TakeoverCore;
import org.hadirector.heartbeat.link.ReplayWindow;
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
    private final List<ReplayWindow> windows = new ArrayList<>();
    private StatusMessage heard;
    private long heardNs = -1;
    /** Groups that the present run knows or knew. */
    private final Set<String> known = new TreeSet<>();

    private SimSettings files;
    private long bootId;

    SimNode(int index, SimPair pair, SimClock clock, SimResources resources, SimFence fence) {
        this.index = index;
        this.pair = pair;
        this.clock = clock;
        this.resources = resources;
        this.fence = fence;
        this.files = pair.settings();
    }

    /** Starts the machine and its daemon, which removes what an earlier run left. */
    public void start() {
        power = true;
        if (core == null) {
            kernel.clean();
            run++;
            inbox.clear();
            wakePlanned = false;
            stalledUntilNs = 0;
            heard = null;
            heardNs = -1;
            lastCycleNs = pair.nowNs();
            core = pair.newCore(this, local());
            roles = null;
            forgetBeats();
            pair.happens(() -> name() + " starts");
            inbox.add(new Input.OwnStations(List.of(SimLan.mac(this))));
            known.clear();
            learnGroups();
            wake(pair.nowNs());
        }
    }

    private void learnGroups() {
        for (CoreSettings.Group group : files.groups()) {
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

    SimSettings files() {
        return files;
    }

    /** Whether the group is in the files of this node now. */
    public boolean hasInFiles(String group) {
        return files.groups().stream().anyMatch(one -> one.key().equals(group));
    }

    /** Other files; a running process is told to read them. */
    public void reload(SimSettings next) {
        files = next;
        if (core != null) {
            inbox.add(new Input.Reconfigured(next.core(index, bootId, 0)));
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

    /** Seconds since 1970, as far as this node knows. */
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
        if (core != null && windows.get(pair.settings().links().indexOf(link)).accept(beat.bootId(), beat.sequence())) {
            remember(beat);
            input(new Input.BeatHeard(link, beat));
        }
    }

    private void forgetBeats() {
        ReplayWindow.Runs runs = new ReplayWindow.Runs();
        windows.clear();
        pair.settings().links().forEach(link -> windows.add(new ReplayWindow(runs)));
    }

    /** Gives the process something; it is lost when there is none, or when it is about a group that it never knew. */
    public void input(Input input) {
        if (core != null && (input.group().isEmpty() || known.contains(input.group()))) {
            inbox.add(input);
            wake(pair.nowNs());
        }
    }

    private void wake(long atNs) {
        long when = Math.max(atNs, stalledUntilNs);
        if (!wakePlanned || when < plannedFor) {
            wakePlanned = true;
            plannedFor = when;
            long mine = run;
            pair.at(when, () -> duty(mine, when));
        }
    }

    private void duty(long ofRun, long planned) {
        if (ofRun != run || core == null || !wakePlanned || planned != plannedFor) {
            return;
        }
        wakePlanned = false;
        if (pair.nowNs() < stalledUntilNs) {
            wake(stalledUntilNs);
            return;
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
        List<Effect> effects = core.step(input, local());
        for (Effect effect : effects) {
            if (core != null) {
                pair.trace(() -> name() + " > " + SimTrace.text(effect));
                act(effect);
            }
        }
    }

    private void act(Effect effect) {
        if (effect instanceof Effect.Send send) {
            pair.network().send(this, pair.other(this), send.link(), send.beat());
        } else if (effect instanceof Effect.Lease lease) {
            if (kernel.lease(lease.group(), lease.untilNs(), local())) {
                input(new Input.LeaseLost(lease.group()));
            }
        } else if (effect instanceof Effect.Acquire acquire) {
            pair.audits().epochUsed(this, acquire.epoch());
            resources.acquire(this, acquire.group());
        } else if (effect instanceof Effect.Release release) {
            resources.release(this, release.group());
        } else if (effect instanceof Effect.Probe probe) {
            pair.lan().probe(this, pair.other(this), probe.group());
            pair.sensors().probe(this, probe.group());
        } else if (effect instanceof Effect.Ping) {
            pair.lan().ping(this, pair.settings().pings().nodes());
        } else if (effect instanceof Effect.Reannounce again) {
            pair.lan().announce(this, pair.other(this), again.group());
        } else if (effect instanceof Effect.ReserveEpoch reserve) {
            long mine = run;
            pair.in(disk.fsyncNs(), () -> reserved(mine, reserve.upTo()));
        } else if (effect instanceof Effect.Fence shot) {
            fence.shoot(this, pair.other(this), shot.attempt());
        } else if (effect instanceof Effect.Forget forget) {
            roles = null;
            if (kernel.hasAddress(forget.group())) {
                pair.audits().fail("I4: " + name() + " forgets " + forget.group() + " and leaves its address");
            }
        } else if (effect instanceof Effect.Tell tell) {
            roles = null;
            pair.audits().told(this, tell.event());
        } else if (effect instanceof Effect.Answer answer) {
            pair.answered(this, answer);
        }
    }

    /** The freshest beat, as any core must know it: what came late says nothing. */
    private void remember(StatusMessage beat) {
        boolean stale = heard != null && heard.bootId() == beat.bootId() && heard.sequence() >= beat.sequence();
        if (!stale) {
            heard = beat;
            heardNs = pair.nowNs();
        }
    }

    /** When something new of the other one last came in, -1 when never. */
    public long heardNs() {
        return heardNs;
    }

    /** Whether the last it heard was the other one's promise to serve nothing. */
    public boolean heardLeaving() {
        return heard != null && heard.leaving();
    }

    /** A device answers: null when the other machine is off or was reset, else what went wrong. */
    void fenceOutcome(long ofRun, long attempt, String trouble) {
        if (sameRun(ofRun)) {
            input(trouble == null ? new Input.Fenced(attempt, "switch") : new Input.FenceFailed(attempt, trouble));
        }
    }

    public SimFence fence() {
        return fence;
    }

    private void reserved(long ofRun, long upTo) {
        if (ofRun == run && core != null) {
            boolean written = disk.write(upTo);
            input(written ? new Input.EpochReserved(upTo) : new Input.EpochReserveFailed("No space left on device"));
        }
    }

    /** Ends the process after a clean stop. */
    void exit() {
        pair.audits().stopped(this);
        pair.sensors().changed();
        core = null;
        run++;
    }

    /** Whether clients of the group are served by this machine: address there, gate's lease running. */
    public boolean serving(String group) {
        return power && kernel.hasAddress(group) && kernel.leaseRuns(group, local());
    }

    public boolean running() {
        return core != null;
    }

    boolean sameRun(long other) {
        return run == other && core != null;
    }

    long run() {
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

    private long local() {
        return clock.local(pair.nowNs());
    }

    public int index() {
        return index;
    }

    public String name() {
        return "ha" + (index + 1);
    }
}
