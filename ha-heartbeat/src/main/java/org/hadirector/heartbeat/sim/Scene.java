package org.hadirector.heartbeat.sim;

import java.util.List;
import org.hadirector.heartbeat.sim.fault.FaultPlan;

/**
 * Everything that a run consists of, as data: the same scene gives the same run, event for event. A seed is drawn into
 * a scene by {@code sim.swarm}; the shrinker changes scenes.
 *
 * @param name what kind of scene it is, with its seed
 * @param world seed of everything that happens within the run: losses, delays, boot ids
 * @param settings of both nodes
 * @param climate of links, LAN and resources
 * @param secondStartNs when the second node starts; the first one starts at 0
 * @param plan what goes wrong
 * @param steps what is done and checked when, in order of time; the run ends with the last
 */
public record Scene(
        String name,
        long world,
        SimSettings settings,
        Climate climate,
        long secondStartNs,
        FaultPlan plan,
        List<Step> steps) {
    public Scene {
        steps = List.copyOf(steps);
    }

    /**
     * How the world is when nothing special happens.
     *
     * @param lanLoss of the LAN, a probability
     * @param loss of the links
     * @param duplicates on the links
     * @param jitterNs width of the links' delay
     * @param longestNs how long a resource may take to start or stop
     */
    public record Climate(double lanLoss, double loss, double duplicates, long jitterNs, long longestNs) {
        /** Nothing is lost or late. */
        public static Climate perfect(long longestNs) {
            return new Climate(0, 0, 0, 300_000, longestNs);
        }
    }

    /** Something is done or checked at a moment. */
    public record Step(long atNs, Deed deed) {}

    /** What a step does. */
    public enum Deed {
        /** Everything that is broken is mended. */
        HEAL,
        /** Each group must have exactly one server. */
        ONE_OWNER,
        /** From now on nothing may move. */
        EXPECT_CALM,
        /** Each request to a process that lives must have been answered. */
        ALL_ANSWERED,
        /** Each node must hear the other one. */
        ALL_HEARD,
        /** The server of the first group is told to go standby. */
        STANDBY,
        /** The other node is told to take over. */
        TAKEOVER,
        /** What was to move has moved, and who asked for it was told. */
        MOVED
    }

    /** With another plan. */
    public Scene with(FaultPlan other) {
        return new Scene(name, world, settings, climate, secondStartNs, other, steps);
    }

    /** In another world. */
    public Scene in(long otherWorld) {
        return new Scene(name, otherWorld, settings, climate, secondStartNs, plan, steps);
    }

    /** With another climate. */
    public Scene with(Climate other) {
        return new Scene(name, world, settings, other, secondStartNs, plan, steps);
    }

    /** With other settings. */
    public Scene with(SimSettings other) {
        return new Scene(name, world, other, climate, secondStartNs, plan, steps);
    }
}
