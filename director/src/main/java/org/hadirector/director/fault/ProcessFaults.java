package org.hadirector.director.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.director.fault.Fault.Act;
import org.hadirector.director.fault.Fault.Moves;
import org.hadirector.director.lab.LabHost;

/** Daemons that die, hang, start, at bad moments; and the switch without one, for comparison. */
final class ProcessFaults {
    /** A planned switch takes some milliseconds; a kill at a random moment of it. */
    private static final int STEPS_MS = 8;

    /** After so many deadtimes no node waits for its turn any more. */
    private static final int TURNS_OVER = 8;

    static final List<Fault> ALL = all();

    private ProcessFaults() {}

    private static List<Fault> all() {
        List<Fault> all = new ArrayList<>();
        switches(all);
        kills(all);
        pauses(all);
        starts(all);
        return List.copyOf(all);
    }

    private static void switches(List<Fault> all) {
        all.add(new Fault("switch", "a planned switch", Bounds.within(Moves.MUST, timing -> Duration.ZERO), world -> {
            world.operator(world.owner(), "standby");
            world.holdDeadtimes(1);
        }));
        all.add(new Fault(
                "switch-back",
                "a planned switch and one back, where connections of the first ownership are still known",
                Bounds.within(Moves.MUST_NOT, timing -> Duration.ZERO),
                world -> {
                    world.operator(world.owner(), "standby");
                    world.holdDeadtimes(1);
                    world.operator(world.standby(), "standby");
                    world.holdDeadtimes(1);
                }));
    }

    private static void kills(List<Fault> all) {
        all.add(new Fault(
                "kill-owner", "kill -9 of the owner's process", Bounds.TAKEOVER, world -> world.kill(world.owner())));
        all.add(new Fault(
                "kill-standby",
                "kill -9 of the standby's process",
                Bounds.UNNOTICED,
                world -> world.kill(world.standby())));
        all.add(new Fault(
                "kill-giver",
                "kill -9 of the giver at a random step of a planned switch",
                Bounds.EITHER,
                inSwitch(FaultWorld::owner)));
        all.add(new Fault(
                "kill-taker",
                "kill -9 of the taker at a random step of a planned switch",
                Bounds.EITHER,
                inSwitch(FaultWorld::standby)));
        all.add(new Fault(
                "kill-heir",
                "kill -9 of the owner, then of its heir at a random step of the takeover; the first comes back",
                Bounds.within(Moves.MAY, timing -> Duration.ofSeconds(12)
                        .plus(timing.deadtimeDuration().multipliedBy(3))),
                ProcessFaults::killHeir));
    }

    private static void pauses(List<Fault> all) {
        for (String time : List.of("0.2", "1", "5", "30")) {
            Duration stopped = Duration.ofMillis((long) (Double.parseDouble(time) * 1000));
            all.add(new Fault(
                    "stop-owner-" + time,
                    "SIGSTOP of the owner for " + time + " s, then SIGCONT",
                    Bounds.away(stopped),
                    world -> world.pause(world.owner(), stopped)));
            all.add(new Fault(
                    "stop-standby-" + time,
                    "SIGSTOP of the standby for " + time + " s, then SIGCONT",
                    Bounds.UNNOTICED,
                    world -> world.pause(world.standby(), stopped)));
        }
        all.add(new Fault(
                "stop-both",
                "SIGSTOP of both for 2 s, the owner continued last",
                Bounds.within(Moves.MAY, timing -> Duration.ofSeconds(2)
                        .plus(timing.deadtimeDuration().multipliedBy(2))),
                ProcessFaults::both));
        all.add(new Fault(
                "stop-survivor",
                "SIGSTOP of the owner for 1 s, long after the standby was killed",
                Bounds.within(Moves.MUST_NOT, timing -> Duration.ofSeconds(1)
                        .plus(timing.keepaliveDuration().multipliedBy(2))),
                world -> {
                    world.kill(world.standby());
                    world.holdDeadtimes(TURNS_OVER);
                    world.pause(world.owner(), Duration.ofSeconds(1));
                    world.holdDeadtimes(2);
                }));
    }

    private static void starts(List<Fault> all) {
        all.add(new Fault(
                "restart-fast",
                "kill -9 of the owner, started again at once",
                Bounds.within(Moves.MAY, timing -> timing.deadtimeDuration().multipliedBy(2)),
                world -> {
                    world.kill(world.owner());
                    world.startAgain(world.owner());
                    world.holdDeadtimes(3);
                }));
        all.add(new Fault(
                "boot-together",
                "both ended, both started at once",
                Bounds.within(Moves.MAY, timing -> Duration.ofSeconds(15)
                        .plus(timing.deadtimeDuration().multipliedBy(3))),
                world -> {
                    world.stop(world.standby());
                    world.stop(world.owner());
                    world.startAgain(world.standby());
                    world.startAgain(world.owner());
                    world.hold(Duration.ofSeconds(3));
                }));
    }

    /** Which of the two. */
    @FunctionalInterface
    private interface Who {
        LabHost of(FaultWorld world);
    }

    private static Act inSwitch(Who who) {
        return world -> {
            LabHost victim = who.of(world);
            world.operator(world.owner(), "standby");
            world.hold(Duration.ofNanos(world.random().nextInt(STEPS_MS * 1_000_000)));
            world.kill(victim);
            world.holdDeadtimes(2);
        };
    }

    private static void killHeir(FaultWorld world) throws java.io.IOException {
        world.kill(world.owner());
        double deadtimeMs = world.lab().plan().timing().deadtimeDuration().toMillis();
        world.hold(Duration.ofNanos((long) (deadtimeMs * 1e6) + world.random().nextInt(40_000_000) - 20_000_000));
        world.kill(world.standby());
        world.startAgain(world.owner());
        world.holdDeadtimes(2);
    }

    private static void both(FaultWorld world) throws java.io.IOException {
        FaultWorld.Stopped standby = world.freeze(world.standby());
        FaultWorld.Stopped owner = world.freeze(world.owner());
        world.hold(Duration.ofSeconds(2));
        standby.resume();
        world.holdDeadtimes(0.5);
        owner.resume();
        world.holdDeadtimes(2);
    }
}
