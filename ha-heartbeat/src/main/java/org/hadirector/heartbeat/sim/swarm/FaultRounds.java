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
    /** In deadtimes: the fault of that name. */
    private static final int SLOW_START = 3;

    private static final List<String> DISTURBING = List.of(
            "kill",
            "restart",
            "power-off",
            "stall",
            "reload",
            "reload-both",
            "resource-fails",
            "start-fails",
            "shutdown",
            "all-links-cut",
            "all-links-one-way",
            "port-dead",
            "disk-full",
            "operator-takeover",
            "operator-standby");
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
                case MEET -> meet();
                case RETURN -> returns();
                case SINGLE -> single();
                case CUT_OFF -> cutOff();
                case MOVE -> {
                    if (i % 2 == 0) {
                        move();
                    } else {
                        disturbedMove();
                    }
                }
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

    /**
     * Both may serve while they are apart. When the LAN is whole again one stays, though no beat tells which; now and
     * then of two of which one knows nothing of the other, as it began in its half.
     */
    private void meet() {
        long span = anySpan();
        long alone = 4 * timing.deadtimeNs() + 2 * takeoverNs;
        fault(FaultCatalogue.LAN_SPLIT, span);
        fault(FaultCatalogue.named("all-links-cut"), span + alone);
        if (random.nextInt(3) == 0) {
            fault(FaultCatalogue.named("restart"), 1);
        }
        pass(span + alone);
        oneOwner();
        pass(6 * timing.deadtimeNs());
        oneOwner();
    }

    /**
     * The switch that carries LAN and links dies; its LAN comes back first, for both nodes in the same moment. Now and
     * then both take long to start what stands before the address, so that nothing on the LAN shows who was first.
     */
    private void returns() {
        long span = anySpan();
        long slow = random.nextInt(2) * SLOW_START * timing.deadtimeNs();
        long alone = timing.initdeadNs() + 4 * timing.deadtimeNs() + 2 * slow;
        if (slow > 0) {
            faults.add(new Fault(FaultCatalogue.named("slow-start"), nowNs, span + alone, 0, 0));
            faults.add(new Fault(FaultCatalogue.named("slow-start"), nowNs, span + alone, 1, 0));
        }
        fault(FaultCatalogue.named("switch-dead"), span);
        fault(FaultCatalogue.named("all-links-cut"), span + alone);
        pass(span + alone);
        oneOwner();
        pass(4 * timing.deadtimeNs());
        oneOwner();
    }

    /** Links and LAN of a node at once, and back before a silence would mean anything. */
    private void cutOff() {
        long span = timing.leaseNs() + random.nextLong(timing.deadtimeNs() - timing.leaseNs());
        fault(FaultCatalogue.named("isolated"), span);
        pass(span + 6 * timing.deadtimeNs() + 2 * takeoverNs);
        oneOwner();
    }

    /**
     * Something goes wrong in the middle of a planned move: at any moment of the release, the beat, the acquire. What
     * follows is only that one node serves in the end.
     */
    private void disturbedMove() {
        steps.add(new Step(nowNs, random.nextInt(3) > 0 ? Deed.STANDBY : Deed.TAKEOVER));
        long begunNs = nowNs;
        pass(1 + random.nextLong(2 * takeoverNs + timing.keepaliveNs()));
        fault(FaultCatalogue.named(DISTURBING.get(random.nextInt(DISTURBING.size()))), 2 * timing.deadtimeNs());
        nowNs = begunNs + 2 * timing.initdeadNs() + 12 * timing.deadtimeNs() + 4 * takeoverNs;
        oneOwner();
    }

    /** An operator moves the groups; stopping them may take longer than a question is good for. */
    private void move() {
        long span = 10 * timing.deadtimeNs() + 2 * takeoverNs;
        if (random.nextBoolean()) {
            fault(FaultCatalogue.named("slow-stop"), span);
        }
        steps.add(new Step(nowNs, random.nextInt(3) > 0 ? Deed.STANDBY : Deed.TAKEOVER));
        pass(span);
        steps.add(new Step(nowNs - 1, Deed.MOVED));
        pass(random.nextLong(timing.deadtimeNs()));
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
