package org.hadirector.director.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.hadirector.director.drill.DrillException;
import org.hadirector.director.fault.Fault.Moves;
import org.hadirector.director.lab.LabHost;
import org.hadirector.director.lab.LabHost.Role;
import org.hadirector.director.lab.LabTiming;

/** Somebody on the heartbeat cable who cannot sign: recorded beats are played, forged ones are sent in floods. */
final class ReplayFaults {
    /** What a bored machine on the same cable can send without being noticed at once. */
    private static final double FLOOD_A_SECOND = 5000;
    /** Of one processor that a flood may cost a daemon. */
    private static final double FLOOD_SHARE = 0.5;

    private static final Duration JVM_START = Duration.ofSeconds(5);

    static final List<Fault> ALL = List.of(
            new Fault("replay", "beats of both nodes recorded and played while both live", Bounds.UNNOTICED, world -> {
                FrameTape tape = tape(world);
                world.serialCable(false);
                playToBoth(world, tape);
                world.holdDeadtimes(6);
            }),
            new Fault(
                    "replay-former",
                    "the standby killed and started again, beats of its former run played",
                    Bounds.UNNOTICED,
                    world -> {
                        FrameTape tape = tape(world);
                        world.kill(world.standby());
                        world.startAgain(world.standby());
                        world.awaitAnswer(world.standby());
                        playToBoth(world, tape);
                        world.holdDeadtimes(6);
                    }),
            new Fault(
                    "replay-start",
                    "the owner dead, its beats played to the standby, which starts again",
                    Bounds.within(Moves.MUST, ReplayFaults::lonelyStart),
                    world -> {
                        FrameTape tape = tape(world);
                        world.kill(world.owner());
                        world.kill(world.standby());
                        world.play(tape, world.standby(), beatsASecond(world));
                        world.startAgain(world.standby());
                        world.awaitAnswer(world.standby());
                        world.hold(world.lab().plan().timing().initdeadDuration());
                        world.holdDeadtimes(2);
                    }),
            new Fault(
                    "flood",
                    "5000 forged beats a second to both, serial cable pulled",
                    Bounds.UNNOTICED,
                    ReplayFaults::flood));

    private ReplayFaults() {}

    private static FrameTape tape(FaultWorld world) throws IOException {
        LabTiming timing = world.lab().plan().timing();
        return world.tape(timing.deadtimeDuration().multipliedBy(2));
    }

    /** Twice as fast as they were sent, so that they would hide any silence. */
    private static double beatsASecond(FaultWorld world) {
        return 2e9 / world.lab().plan().timing().keepaliveDuration().toNanos();
    }

    private static void playToBoth(FaultWorld world, FrameTape tape) throws IOException {
        for (LabHost host : world.lab().plan().hosts(Role.DIRECTOR)) {
            world.play(tape, host, beatsASecond(world));
        }
    }

    private static Duration lonelyStart(LabTiming timing) {
        return JVM_START
                .plus(timing.initdeadDuration())
                .plus(timing.deadtimeDuration().multipliedBy(2));
    }

    private static void flood(FaultWorld world) throws IOException, DrillException {
        FrameTape forged = tape(world).with(frame -> BeatFrame.forged(frame, world.random()));
        world.serialCable(false);
        List<LabHost> directors = world.lab().plan().hosts(Role.DIRECTOR);
        Duration before = world.processorTime(directors.get(0));
        FramePlayer player = null;
        for (LabHost host : directors) {
            player = world.play(forged, host, FLOOD_A_SECOND);
        }
        long fromNs = System.nanoTime();
        world.holdDeadtimes(6);
        double seconds = (System.nanoTime() - fromNs) / 1e9;
        double used = world.processorTime(directors.get(0)).minus(before).toNanos() / 1e9;
        if (player.sent() < seconds * FLOOD_A_SECOND / 2) {
            throw new DrillException(
                    "this machine sent only %.0f forged beats a second".formatted(player.sent() / seconds));
        }
        if (used > seconds * FLOOD_SHARE) {
            throw new DrillException("the flood cost %.2f s of processor time in %.2f s".formatted(used, seconds));
        }
    }
}
