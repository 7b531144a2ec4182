package org.hadirector.director.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.hadirector.director.fault.Fault.Moves;
import org.hadirector.director.lab.LabHost;

/** Disks, processors, memory, files, and operators. */
final class MachineFaults {
    static final List<Fault> ALL = List.of(
            new Fault(
                    "disk-full",
                    "the standby's state disk full, then kill -9 of the owner",
                    Bounds.TAKEOVER,
                    MachineFaults::diskFull),
            new Fault(
                    "disk-read-only",
                    "an error makes the standby's state disk read-only, then kill -9 of the owner",
                    Bounds.TAKEOVER,
                    MachineFaults::diskReadOnly),
            new Fault(
                    "hogs", "processes that burn four times the processors, ten deadtimes", Bounds.UNNOTICED, world -> {
                        world.hogs(4 * Runtime.getRuntime().availableProcessors());
                        world.holdDeadtimes(10);
                    }),
            new Fault(
                    "hogs-kill",
                    "the same, and kill -9 of the owner",
                    Bounds.within(
                            Moves.MUST, timing -> timing.deadtimeDuration().multipliedBy(2)),
                    world -> {
                        world.hogs(4 * Runtime.getRuntime().availableProcessors());
                        world.holdDeadtimes(2);
                        world.kill(world.owner());
                        world.holdDeadtimes(3);
                    }),
            new Fault(
                    "memory", "processes that take and give back gigabytes, ten deadtimes", sharedMachine(), world -> {
                        world.memoryHogs(4);
                        world.holdDeadtimes(10);
                    }),
            new Fault("garbage", "full garbage collections one after the other on both", Bounds.UNNOTICED, world -> {
                for (int i = 0; i < 10; i++) {
                    world.collectGarbage(world.owner());
                    world.collectGarbage(world.standby());
                }
            }),
            new Fault(
                    "wall-clock",
                    "both nodes' wall clocks jump a day ahead, two days back, and one of them alone",
                    Bounds.within(Moves.MAY, timing -> Duration.ZERO),
                    MachineFaults::wallClock),
            new Fault(
                    "files-differ",
                    "the standby starts with other haresources, then kill -9 of the owner",
                    Bounds.TAKEOVER,
                    MachineFaults::filesDiffer),
            new Fault("operators", "standby and takeover asked of both nodes forty times", operators(), world -> {
                for (int i = 0; i < 40; i++) {
                    LabHost host = world.random().nextBoolean() ? world.owner() : world.standby();
                    world.operator(host, world.random().nextBoolean() ? "standby" : "takeover");
                    world.hold(Duration.ofMillis(world.random().nextInt(120)));
                }
                world.holdDeadtimes(3);
            }));

    private MachineFaults() {}

    /** The kernel's own threads, through which packets may go, are ordinary ones and wait for the hogs too. */
    private static Fault.Expect sharedMachine() {
        return Bounds.within(Moves.MUST_NOT, timing -> Duration.ofSeconds(1));
    }

    private static Fault.Expect operators() {
        return Bounds.within(Moves.MAY, timing -> timing.deadtimeDuration());
    }

    private static void diskFull(FaultWorld world) throws IOException {
        LabHost standby = world.standby();
        world.stop(standby);
        world.smallDisk(standby);
        world.startAgain(standby);
        world.awaitAnswer(standby);
        world.holdDeadtimes(3);
        world.fillDisk(standby);
        world.kill(world.owner());
        world.holdDeadtimes(2);
    }

    private static void diskReadOnly(FaultWorld world) throws IOException {
        LabHost standby = world.standby();
        world.stop(standby);
        world.failingDisk(standby);
        world.startAgain(standby);
        world.awaitAnswer(standby);
        world.holdDeadtimes(3);
        world.readOnlyDisk(standby);
        world.kill(world.owner());
        world.holdDeadtimes(2);
    }

    private static void wallClock(FaultWorld world) throws IOException {
        long day = 86_400;
        WallClock both =
                WallClock.in(Files.createTempDirectory(world.lab().plan().dir(), "clock"));
        WallClock one =
                WallClock.in(Files.createTempDirectory(world.lab().plan().dir(), "clock"));
        world.stop(world.standby());
        world.startBy(both, world.standby());
        world.awaitHealthy();
        world.stop(world.owner());
        world.startBy(one, world.owner());
        world.awaitHealthy();
        for (long ahead : new long[] {day, -day, 0}) {
            both.ahead(ahead);
            one.ahead(ahead);
            world.holdDeadtimes(3);
        }
        one.ahead(-day);
        world.holdDeadtimes(3);
    }

    private static void filesDiffer(FaultWorld world) throws IOException {
        LabHost standby = world.standby();
        world.stop(standby);
        world.file(standby, "haresources", standby.name() + " 192.0.2.6 ldirectord\n");
        world.startAgain(standby);
        world.awaitAnswer(standby);
        world.holdDeadtimes(3);
        world.kill(world.owner());
        world.holdDeadtimes(2);
    }
}
