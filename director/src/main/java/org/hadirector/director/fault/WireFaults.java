package org.hadirector.director.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.director.fault.Fault.Moves;
import org.hadirector.director.lab.LabHost;
import org.hadirector.director.lab.LabHost.Role;

/** Cables, switches, and what they do to frames. */
final class WireFaults {
    /** In deadtimes; signs of death let the standby take its half at once. */
    private static final int APART = 4;

    static final List<Fault> ALL = all();

    private WireFaults() {}

    private static List<Fault> all() {
        List<Fault> all = new ArrayList<>();
        heartbeat(all);
        frames(all);
        lan(all);
        return List.copyOf(all);
    }

    private static void heartbeat(List<Fault> all) {
        all.add(new Fault("cut-eth1", "heartbeat cable pulled", Bounds.UNNOTICED, world -> {
            world.heartbeatCable(false);
            world.holdDeadtimes(3);
        }));
        all.add(new Fault("cut-serial", "serial cable pulled", Bounds.UNNOTICED, world -> {
            world.serialCable(false);
            world.holdDeadtimes(3);
        }));
        all.add(new Fault("cut-all", "every heartbeat medium cut, the LAN alive", Bounds.UNNOTICED, world -> {
            world.heartbeatCable(false);
            world.serialCable(false);
            world.holdDeadtimes(6);
        }));
        all.add(new Fault("one-way-out", "the owner's beats are lost, it hears", Bounds.UNNOTICED, world -> {
            world.serialCable(false);
            world.onWire(heartbeatPort(world.owner()), "drop");
            world.holdDeadtimes(6);
        }));
        all.add(new Fault("one-way-in", "the owner hears nothing, its beats arrive", Bounds.UNNOTICED, world -> {
            world.serialCable(false);
            world.onWire(heartbeatPort(world.standby()), "drop");
            world.holdDeadtimes(6);
        }));
        all.add(new Fault("flap", "all heartbeat media cut and mended ten times", Bounds.UNNOTICED, world -> {
            for (int i = 0; i < 10; i++) {
                world.heartbeatCable(false);
                world.serialCable(false);
                world.holdDeadtimes(world.random().nextDouble() * 2);
                world.heartbeatCable(true);
                world.serialCable(true);
                world.holdDeadtimes(world.random().nextDouble() * 2);
            }
        }));
    }

    private static void frames(List<Fault> all) {
        for (int percent : List.of(1, 10, 30, 50)) {
            all.add(new Fault(
                    "loss-" + percent,
                    percent + " % of the beats lost both ways, serial cable pulled",
                    Bounds.UNNOTICED,
                    world -> {
                        world.serialCable(false);
                        lose(world, percent);
                        world.holdDeadtimes(12);
                    }));
        }
        all.add(new Fault("duplicates", "every beat arrives twice", Bounds.UNNOTICED, world -> {
            world.serialCable(false);
            world.onWire(heartbeatPort(world.owner()), "dup to " + heartbeatPort(world.standby()));
            world.onWire(heartbeatPort(world.standby()), "dup to " + heartbeatPort(world.owner()));
            world.holdDeadtimes(6);
        }));
        all.add(new Fault("delays", "beats delayed up to half a deadtime, out of order", Bounds.UNNOTICED, world -> {
            world.serialCable(false);
            world.delays(world.lab().plan().timing().deadtimeDuration().dividedBy(2));
            world.holdDeadtimes(12);
        }));
        all.add(new Fault("spikes", "beats delayed up to two deadtimes, out of order", Bounds.UNNOTICED, world -> {
            world.serialCable(false);
            world.delays(world.lab().plan().timing().deadtimeDuration().multipliedBy(2));
            world.holdDeadtimes(12);
        }));
        all.add(new Fault(
                "loss-30-kill", "30 % of the beats lost, then kill -9 of the owner", Bounds.TAKEOVER, world -> {
                    lose(world, 30);
                    world.holdDeadtimes(1);
                    world.kill(world.owner());
                    world.holdDeadtimes(1.5);
                }));
    }

    private static void lan(List<Fault> all) {
        all.add(new Fault(
                "lan-owner-carrier",
                "the owner's LAN cable pulled",
                Bounds.within(Moves.MUST, timing -> Duration.ofMillis(50)),
                world -> {
                    world.lanCable(world.owner(), false);
                    world.holdDeadtimes(3);
                }));
        all.add(new Fault("lan-owner-silent", "the owner's LAN dead, carrier stays", Bounds.TAKEOVER, world -> {
            world.silence(world.owner().name());
            world.holdDeadtimes(4);
        }));
        all.add(new Fault("lan-standby-silent", "the standby's LAN dead, carrier stays", Bounds.UNNOTICED, world -> {
            world.silence(world.standby().name());
            world.holdDeadtimes(4);
        }));
        all.add(new Fault("switch-dead", "the LAN switch dead for three deadtimes", deadSwitch(), world -> {
            for (LabHost host : world.lab().plan().hosts()) {
                world.lanCable(host, false);
            }
            world.holdDeadtimes(3);
            for (LabHost host : world.lab().plan().hosts()) {
                world.lanCable(host, true);
            }
            world.holdDeadtimes(3);
        }));
        all.add(new Fault(
                "power-off", "the owner's node without power: all its links at once", Bounds.TAKEOVER, world -> {
                    world.kill(world.owner());
                    world.lanCable(world.owner(), false);
                    world.heartbeatCable(false);
                    world.serialCable(false);
                    world.holdDeadtimes(2);
                }));
        all.add(new Fault("isolated", "the owner cut from everything, alive; then back", Bounds.TAKEOVER, world -> {
            world.silence(world.owner().name());
            world.silence(heartbeatPort(world.owner()));
            world.serialCable(false);
            world.holdDeadtimes(4);
        }));
        all.add(new Fault("lan-meets", "LAN and links in two, both serve; the LAN is whole first", meeting(), world -> {
            world.heartbeatCable(false);
            world.serialCable(false);
            world.lanInTwo(true);
            world.holdDeadtimes(APART);
            world.lanInTwo(false);
            world.holdDeadtimes(4);
        }));
        all.add(new Fault("stranger", "another station claims the service address", strangerKnown(), world -> {
            world.stranger();
            world.holdDeadtimes(6);
        }));
    }

    /** Either half has a witness and clients, so both serve until the halves meet, and soon after that one. */
    private static Fault.Expect meeting() {
        return new Fault.Expect(Moves.MAY, timing -> Duration.ofSeconds(1), Bounds::meeting);
    }

    private static Fault.Expect deadSwitch() {
        return Bounds.within(Moves.MAY, timing -> timing.deadtimeDuration().multipliedBy(6));
    }

    /** Clients that believe the stranger wait until the owner has announced itself again. */
    private static Fault.Expect strangerKnown() {
        return Bounds.within(Moves.MUST_NOT, timing -> Duration.ofSeconds(1));
    }

    private static void lose(FaultWorld world, int percent) throws IOException {
        for (LabHost host : world.lab().plan().hosts(Role.DIRECTOR)) {
            world.onWire(heartbeatPort(host), "numgen random mod 100 < " + percent + " drop");
        }
    }

    private static String heartbeatPort(LabHost host) {
        return FaultWorld.heartbeatPort(host);
    }
}
