package org.hadirector.heartbeat.sim;

import java.util.List;
import java.util.SplittableRandom;
import org.hadirector.heartbeat.decide.CoreSettings;
import org.hadirector.heartbeat.decide.CoreSettings.Failback;
import org.hadirector.heartbeat.decide.CoreSettings.OnPartition;
import org.hadirector.heartbeat.decide.CoreSettings.Timing;

/**
 * One seed: a pair, a storm, then repair and the check that the pair finds to one owner (or a calm run without any).
 */
public final class SimRun {
    private static final long MS = 1_000_000;
    private static final int STORM_DEADTIMES = 60;

    private SimRun() {}

    /**
     * Plays one seed.
     *
     * @param traceLines how many steps to keep for the report
     * @return the violation with its last steps, or null
     */
    public static String play(long seed, CoreFactory factory, int traceLines) {
        SimPair pair = pair(seed, factory, traceLines);
        String violation = pair.audits().violation();
        if (violation == null) {
            return null;
        }
        return "seed " + seed + ": " + violation + (traceLines > 0 ? "\n" + pair.lastSteps() : "");
    }

    /** The last steps of a seed in words, whatever came of it. */
    public static String story(long seed, CoreFactory factory, int traceLines) {
        return pair(seed, factory, traceLines).lastSteps();
    }

    private static SimPair pair(long seed, CoreFactory factory, int traceLines) {
        SplittableRandom random = new SplittableRandom(seed);
        SimSettings settings = settings(random);
        SimPair pair = new SimPair(settings, random.nextLong(), factory, traceLines);
        pair.lan().loss(random.nextInt(4) == 0 ? 0.05 : 0);
        pair.network().weather(random.nextInt(3) == 0 ? 0.1 : 0.01, 0.05, MS * (1 + random.nextInt(8)));
        pair.node(0).start();
        pair.at(random.nextLong(2 * settings.timing().deadtimeNs()), () -> pair.node(1)
                .start());
        if (seed % 5 == 0) {
            calm(pair, random);
        } else if (seed % 10 == 1) {
            splits(pair, random);
        } else if (seed % 10 == 6) {
            returns(pair, random);
        } else {
            storm(pair, random);
        }
        return pair;
    }

    private static SimSettings settings(SplittableRandom random) {
        long keepalive = 50 * MS;
        long deadtime = keepalive * (4 + random.nextInt(3)) + 20 * MS;
        long lease = deadtime / (random.nextInt(3) == 0 ? 2 : 4);
        lease = Math.min(lease, deadtime - 2 * keepalive - Timing.TICK_NS);
        Timing timing = new Timing(keepalive, deadtime / 2, deadtime, 2 * deadtime, lease);
        List<CoreSettings.Group> groups = List.of(SimSettings.group("vip", random.nextInt(2)));
        if (random.nextInt(4) == 0) {
            groups = List.of(SimSettings.group("vip", 0), SimSettings.group("mail", 1));
        }
        SimSettings settings = SimSettings.usual()
                .withTiming(timing)
                .withGroups(groups)
                .withFailback(Failback.values()[random.nextInt(3)])
                .withPolicy(random.nextInt(3) == 0 ? OnPartition.RELEASE : OnPartition.TAKE);
        return random.nextInt(8) == 0 ? settings.withDifferentFiles() : settings;
    }

    private static void storm(SimPair pair, SplittableRandom random) {
        Timing timing = pair.settings().timing();
        FaultMachine faults = new FaultMachine(pair);
        long forNs = STORM_DEADTIMES * timing.deadtimeNs();
        faults.plan(
                FaultPlan.storm(random, timing, forNs, pair.settings().links().size()));
        pair.run(forNs + 8 * timing.deadtimeNs());
        faults.heal();
        long settle = timing.initdeadNs() + 8 * timing.deadtimeNs() + 20 * timing.keepaliveNs();
        pair.run(settle);
        oneOwner(pair);
        if (pair.unanswered() != 0) {
            pair.audits().fail("operator: request " + pair.unanswered() + " has no answer");
        }
        pair.audits().expectCalm();
        pair.run(4 * timing.deadtimeNs());
        oneOwner(pair);
    }

    /** LAN and links fall in two and clients are on both sides; the links come back first and epochs decide. */
    private static void splits(SimPair pair, SplittableRandom random) {
        Timing timing = pair.settings().timing();
        pair.run(timing.initdeadNs() + 6 * timing.deadtimeNs());
        for (int i = 0; i < 4; i++) {
            pair.network().cutAll(true);
            pair.lan().split(true);
            pair.run(timing.deadtimeNs() / 2 + random.nextLong(8 * timing.deadtimeNs()));
            pair.network().cutAll(false);
            pair.run(3 * timing.deadtimeNs());
            pair.lan().split(false);
            pair.run(6 * timing.deadtimeNs());
            oneOwner(pair);
        }
    }

    /** The switch that carries LAN and links dies; its LAN comes back first, for both nodes in the same moment. */
    private static void returns(SimPair pair, SplittableRandom random) {
        Timing timing = pair.settings().timing();
        pair.run(random.nextLong(6 * timing.deadtimeNs()));
        for (int i = 0; i < 4; i++) {
            pair.network().cutAll(true);
            pair.lan().switchUp(false);
            pair.run(timing.deadtimeNs() / 2 + random.nextLong(8 * timing.deadtimeNs()));
            pair.lan().switchUp(true);
            pair.run(timing.initdeadNs() + 4 * timing.deadtimeNs());
            oneOwner(pair);
            pair.network().cutAll(false);
            pair.run(4 * timing.deadtimeNs());
            oneOwner(pair);
        }
    }

    private static void calm(SimPair pair, SplittableRandom random) {
        Timing timing = pair.settings().timing();
        long settled = timing.initdeadNs() + 12 * timing.deadtimeNs();
        pair.run(settled);
        oneOwner(pair);
        pair.audits().expectCalm();
        long until = settled + STORM_DEADTIMES * timing.deadtimeNs();
        new FaultMachine(pair).plan(FaultPlan.calm(random, timing, settled, until));
        pair.run(until - settled + 2 * timing.deadtimeNs());
        oneOwner(pair);
    }

    private static void oneOwner(SimPair pair) {
        for (String group : pair.groups()) {
            if (pair.audits().violation() == null && pair.server(group) < 0) {
                boolean both = pair.node(0).serving(group);
                pair.audits()
                        .fail("I3: " + (both ? "two owners" : "no owner") + " of " + group + " after all is mended");
            }
        }
    }
}
