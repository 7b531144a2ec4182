package org.hadirector.heartbeat.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.hadirector.heartbeat.decide.CoreSettings.Timing;

/** What goes wrong in a run, and when it is mended: drawn from a seed, so that a seed names a run. */
public final class FaultPlan {
    /** The kinds of faults, and operators, who come at any moment. */
    public enum Kind {
        LINK_CUT,
        LINK_ONE_WAY,
        ALL_LINKS_CUT,
        ALL_LINKS_ONE_WAY,
        PORT_DEAD,
        CARRIER_LOST,
        GATEWAY_DEAD,
        SWITCH_DEAD,
        ISOLATED,
        KILL,
        POWER_OFF,
        STALL,
        DISK_FULL,
        ACQUIRE_FAILS,
        RESOURCE_FAILS,
        BAD_WEATHER,
        OPERATOR_STANDBY,
        OPERATOR_TAKEOVER,
        SHUTDOWN
    }

    /**
     * One fault.
     *
     * @param atNs simulated time at which it begins
     * @param forNs how long it lasts
     * @param node index of the node it hits
     * @param link index of the link it hits
     */
    public record Fault(Kind kind, long atNs, long forNs, int node, int link) {}

    private final List<Fault> faults;

    private FaultPlan(List<Fault> faults) {
        this.faults = List.copyOf(faults);
    }

    /**
     * A random storm: each run has its own favourite kinds and its own density.
     *
     * @param links how many links there are
     */
    public static FaultPlan storm(SplittableRandom random, Timing timing, long forNs, int links) {
        Kind[] kinds = Kind.values();
        List<Kind> favourites = new ArrayList<>();
        int variety = 2 + random.nextInt(6);
        for (int i = 0; i < variety; i++) {
            favourites.add(kinds[random.nextInt(kinds.length)]);
        }
        long deadtime = timing.deadtimeNs();
        long between = deadtime * (1 + random.nextInt(8)) / 2;
        long[] spans = {timing.leaseNs() / 2, timing.leaseNs(), deadtime, 2 * deadtime, 5 * deadtime};
        List<Fault> faults = new ArrayList<>();
        for (long at = random.nextLong(4 * deadtime); at < forNs; at += 1 + random.nextLong(2 * between)) {
            long span = 1 + (long) (spans[random.nextInt(spans.length)] * (0.5 + random.nextDouble()));
            Kind kind = favourites.get(random.nextInt(favourites.size()));
            faults.add(new Fault(kind, at, span, random.nextInt(2), random.nextInt(links)));
        }
        return new FaultPlan(faults);
    }

    /** Short stalls only, each shorter than a lease: nothing may come of them. */
    public static FaultPlan calm(SplittableRandom random, Timing timing, long fromNs, long untilNs) {
        List<Fault> faults = new ArrayList<>();
        long shortest = timing.leaseNs() - timing.leaseNs() / 4 - timing.leaseNs() / 8;
        long at = fromNs;
        while (at < untilNs) {
            faults.add(new Fault(Kind.STALL, at, 1 + random.nextLong(shortest), random.nextInt(2), 0));
            at += timing.leaseNs() + random.nextLong(4 * timing.deadtimeNs());
        }
        return new FaultPlan(faults);
    }

    public List<Fault> faults() {
        return faults;
    }
}
