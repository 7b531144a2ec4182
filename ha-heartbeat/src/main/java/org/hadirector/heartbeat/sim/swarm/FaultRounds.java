package org.hadirector.heartbeat.sim.swarm;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.hadirector.heartbeat.decide.CoreSettings.Timing;
import org.hadirector.heartbeat.sim.Scene.Deed;
import org.hadirector.heartbeat.sim.Scene.Step;
import org.hadirector.heartbeat.sim.fault.Fault;
import org.hadirector.heartbeat.sim.fault.FaultCatalogue;
import org.hadirector.heartbeat.sim.fault.FaultKind;
import org.hadirector.heartbeat.sim.fault.FaultPlan;

/** Four rounds of one thing, each followed by the question who serves. */
final class FaultRounds {
    private static final int ROUNDS = 4;
    private static final List<String> DEADLY = List.of("kill", "power-off", "port-dead", "carrier-lost");

    private final SplittableRandom random;
    private final Timing timing;
    private final List<Fault> faults = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final long takeoverNs;
    private long nowNs;

    FaultRounds(SplittableRandom random, Timing timing, long takeoverNs, Round round) {
        this.takeoverNs = takeoverNs;
        this.random = random;
        this.timing = timing;
        this.nowNs = timing.initdeadNs() + 6 * timing.deadtimeNs();
        if (round == Round.RETURN) {
            nowNs = random.nextLong(6 * timing.deadtimeNs());
        }
        for (int i = 0; i < ROUNDS; i++) {
            switch (round) {
                case SPLIT -> split();
                case RETURN -> returns();
                case SINGLE -> single();
                default -> throw new IllegalStateException("no such round: " + round);
            }
        }
    }

    FaultPlan plan() {
        return new FaultPlan(faults);
    }

    List<Step> steps() {
        return steps;
    }

    private void fault(FaultKind kind, long forNs) {
        faults.add(new Fault(kind, nowNs, forNs, random.nextInt(2), random.nextInt(64)));
    }

    private void pass(long ns) {
        nowNs += ns;
    }

    private void oneOwner() {
        steps.add(new Step(nowNs - 1, Deed.ONE_OWNER));
    }

    private long anySpan() {
        return timing.deadtimeNs() / 2 + random.nextLong(8 * timing.deadtimeNs());
    }

    private void split() {
        long span = anySpan();
        fault(FaultCatalogue.SPLIT, span);
        pass(span + 9 * timing.deadtimeNs());
        oneOwner();
    }

    /** The switch that carries LAN and links dies; its LAN comes back first, for both nodes in the same moment. */
    private void returns() {
        long span = anySpan();
        long alone = timing.initdeadNs() + 4 * timing.deadtimeNs();
        fault(FaultCatalogue.named("switch-dead"), span);
        fault(FaultCatalogue.named("all-links-cut"), span + alone);
        pass(span + alone);
        oneOwner();
        pass(4 * timing.deadtimeNs());
        oneOwner();
    }

    /** I3 at its tightest: whoever served is gone, the other one serves within D, 2K and the takeover itself. */
    private void single() {
        FaultKind kind = FaultCatalogue.named(DEADLY.get(random.nextInt(DEADLY.size())));
        long bound = timing.deadtimeNs() + 2 * timing.keepaliveNs() + takeoverNs;
        long span = 4 * timing.deadtimeNs() + takeoverNs;
        fault(kind, span);
        pass(bound);
        oneOwner();
        pass(span - bound + timing.initdeadNs() + 6 * timing.deadtimeNs() + 2 * takeoverNs);
        oneOwner();
    }
}
