package org.hadirector.heartbeat.sim.swarm;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.hadirector.heartbeat.decide.CoreSettings.Timing;
import org.hadirector.heartbeat.sim.fault.Fault;
import org.hadirector.heartbeat.sim.fault.FaultCatalogue;
import org.hadirector.heartbeat.sim.fault.FaultKind;
import org.hadirector.heartbeat.sim.fault.FaultPlan;

/**
 * Swarm testing (Groce and others, 2012): each seed draws which kinds of faults exist at all, how frequent each is, how
 * dense and how long they are and whether they come in bursts. A storm of everything at once would hide what a few
 * kinds among themselves bring about.
 */
final class StormProfile {
    private final SplittableRandom random;
    private final Timing timing;
    /** Each kind as often as it is likely. */
    private final List<FaultKind> kinds = new ArrayList<>();

    private final long gapNs;
    private final long[] spansNs;
    private final boolean bursts;
    private final int favouriteNode;

    StormProfile(SplittableRandom random, Timing timing) {
        this.random = random;
        this.timing = timing;
        drawKinds();
        long deadtime = timing.deadtimeNs();
        this.gapNs = deadtime * (1 + random.nextInt(8)) / 2;
        this.spansNs = new long[] {timing.leaseNs() / 2, timing.leaseNs(), deadtime, 2 * deadtime, 5 * deadtime};
        this.bursts = random.nextInt(3) == 0;
        this.favouriteNode = random.nextInt(6);
    }

    private void drawKinds() {
        int variety = 2 + random.nextInt(random.nextInt(5) == 0 ? 16 : 6);
        List<FaultKind> all = FaultCatalogue.all();
        for (int i = 0; i < variety; i++) {
            FaultKind kind = all.get(random.nextInt(all.size()));
            int frequency = 1 + random.nextInt(4);
            for (int j = 0; j < frequency; j++) {
                kinds.add(kind);
            }
        }
    }

    FaultPlan plan(long forNs) {
        List<Fault> faults = new ArrayList<>();
        long at = random.nextLong(4 * timing.deadtimeNs());
        while (at < forNs) {
            faults.add(fault(at));
            boolean burst = bursts && random.nextInt(3) != 0;
            at += 1 + random.nextLong(burst ? timing.keepaliveNs() : 2 * gapNs);
        }
        return new FaultPlan(faults);
    }

    private Fault fault(long atNs) {
        long span = 1 + (long) (spansNs[random.nextInt(spansNs.length)] * (0.5 + random.nextDouble()));
        int node = favouriteNode < 2 && random.nextInt(4) != 0 ? favouriteNode : random.nextInt(2);
        return new Fault(kinds.get(random.nextInt(kinds.size())), atNs, span, node, random.nextInt(64));
    }

    /** Short stalls only, each shorter than half a lease. */
    static FaultPlan calm(SplittableRandom random, Timing timing, long fromNs, long untilNs) {
        List<Fault> faults = new ArrayList<>();
        FaultKind stall = FaultCatalogue.named("stall");
        long at = fromNs;
        while (at < untilNs) {
            faults.add(new Fault(stall, at, 1 + random.nextLong(timing.leaseNs() / 2), random.nextInt(2), 0));
            at += timing.leaseNs() + random.nextLong(4 * timing.deadtimeNs());
        }
        return new FaultPlan(faults);
    }
}
