package org.hadirector.heartbeat.sim.swarm;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.hadirector.heartbeat.decide.Connectivity;
import org.hadirector.heartbeat.decide.CoreSettings;
import org.hadirector.heartbeat.decide.CoreSettings.Failback;
import org.hadirector.heartbeat.decide.CoreSettings.OnPartition;
import org.hadirector.heartbeat.decide.CoreSettings.Timing;
import org.hadirector.heartbeat.sim.Scene;
import org.hadirector.heartbeat.sim.Scene.Climate;
import org.hadirector.heartbeat.sim.Scene.Deed;
import org.hadirector.heartbeat.sim.Scene.Step;
import org.hadirector.heartbeat.sim.SimFence;
import org.hadirector.heartbeat.sim.SimSettings;
import org.hadirector.heartbeat.sim.fault.Fault;
import org.hadirector.heartbeat.sim.fault.FaultCatalogue;
import org.hadirector.heartbeat.sim.fault.FaultKind;
import org.hadirector.heartbeat.sim.fault.FaultPlan;

/** Draws a scene from a seed: settings, climate, what goes wrong, what must hold when. */
public final class SceneDrawer {
    private static final long MS = 1_000_000;
    private static final int STORM_DEADTIMES = 50;
    private static final List<Round> ROUNDS =
            List.of(Round.SPLIT, Round.SPLIT, Round.RETURN, Round.RETURN, Round.SINGLE, Round.CUT_OFF, Round.MOVE);
    private static final List<String> LINKS = List.of("eth1", "/dev/ttyS0", "eth2", "/dev/ttyS1");

    private final SplittableRandom random;
    private final SimSettings settings;
    private final Timing timing;
    private final Climate climate;

    private SceneDrawer(SplittableRandom random) {
        this.random = random;
        this.settings = settings(random);
        this.timing = settings.timing();
        this.climate = climate(random, timing);
    }

    /** The scene of a seed; the same one always. */
    public static Scene draw(long seed) {
        return new SceneDrawer(new SplittableRandom(seed)).scene(seed);
    }

    /** A storm over a pair whose nodes can fence each other, with devices that are slow or fail. */
    public static Scene drawFencing(long seed) {
        SceneDrawer drawer = new SceneDrawer(new SplittableRandom(seed));
        return drawer.fencing(drawer.storm("storm with fencing, seed " + seed));
    }

    /** A storm over a pair that owns where more ping nodes are seen; these come and go, now and then or without end. */
    public static Scene drawIpfail(long seed) {
        SceneDrawer drawer = new SceneDrawer(new SplittableRandom(seed));
        return drawer.ipfail(drawer.storm("storm with ipfail, seed " + seed));
    }

    private Scene ipfail(Scene storm) {
        long endNs = STORM_DEADTIMES * timing.deadtimeNs();
        List<Fault> faults = new ArrayList<>(storm.plan().faults());
        long gapNs = timing.deadtimeNs() * (1 + random.nextInt(10));
        for (long at = 0; at < endNs; at += 1 + random.nextLong(2 * gapNs)) {
            FaultKind kind = FaultCatalogue.PINGS.get(random.nextInt(FaultCatalogue.PINGS.size()));
            faults.add(new Fault(kind, at, 1 + random.nextLong(2 * gapNs), random.nextInt(2), random.nextInt(64)));
        }
        List<Step> steps = new ArrayList<>();
        for (Step step : storm.steps()) {
            // after ping nodes that came and went a node takes back later, and then of its own accord
            long laterNs = step.deed() == Deed.HEAL ? 0 : Connectivity.longestReturnNs(timing.keepaliveNs());
            steps.add(new Step(step.atNs() + laterNs, step.deed()));
        }
        return new Scene(
                storm.name(),
                storm.world(),
                settings.withIpfail(),
                climate,
                storm.secondStartNs(),
                new FaultPlan(faults),
                steps);
    }

    private Scene fencing(Scene storm) {
        long endNs = STORM_DEADTIMES * timing.deadtimeNs();
        List<Fault> faults = new ArrayList<>(storm.plan().faults());
        for (FaultKind kind : FaultCatalogue.FENCING) {
            for (int node = 0; node < 2; node++) {
                if (random.nextInt(4) == 0) {
                    faults.add(new Fault(kind, 0, 1 + random.nextLong(2 * endNs), node, 0));
                }
            }
        }
        // an order given before the repair may still be carried out: repaired again when all of them are
        long quietNs = endNs + SimFence.longestNs(timing.deadtimeNs()) + timing.deadtimeNs();
        List<Step> steps = new ArrayList<>(List.of(new Step(endNs, Deed.HEAL)));
        for (Step step : storm.steps()) {
            steps.add(new Step(step.atNs() - endNs + quietNs, step.deed()));
        }
        return new Scene(
                storm.name(),
                storm.world(),
                settings.withFencing().withPolicy(OnPartition.values()[random.nextInt(3)]),
                climate,
                storm.secondStartNs(),
                new FaultPlan(faults),
                steps);
    }

    private Scene scene(long seed) {
        int die = random.nextInt(20);
        if (die < 11) {
            return crowded(storm("storm, seed " + seed), new SplittableRandom(seed ^ 0xc40d));
        }
        if (die < 13) {
            return calm("calm, seed " + seed);
        }
        Round round = ROUNDS.get(die - 13);
        boolean meet = round == Round.SPLIT && new SplittableRandom(seed ^ 0x3ee7).nextBoolean();
        return rounds(meet ? Round.MEET : round, seed);
    }

    private Scene scene(String name, FaultPlan plan, List<Step> steps) {
        long second = random.nextLong(2 * timing.deadtimeNs());
        return new Scene(name, random.nextLong(), settings, climate, second, plan, steps);
    }

    private static SimSettings settings(SplittableRandom random) {
        long[] keepalives = {10 * MS, 50 * MS, 50 * MS, 100 * MS, 1000 * MS};
        long keepalive = keepalives[random.nextInt(keepalives.length)];
        long deadtime = keepalive * (4 + random.nextInt(4)) + random.nextInt(3) * keepalive / 5;
        // an eighth: a lease is over before the next beat is due, as with the slides' nine seconds
        long lease = deadtime / List.of(2, 4, 4, 8).get(random.nextInt(4));
        lease = Math.min(lease, deadtime - 2 * keepalive - Timing.TICK_NS);
        Timing timing = new Timing(keepalive, deadtime / 2, deadtime, 2 * deadtime, lease);
        List<CoreSettings.Group> groups = List.of(SimSettings.group("vip", random.nextInt(2)));
        if (random.nextInt(4) == 0) {
            groups = List.of(SimSettings.group("vip", 0), SimSettings.group("mail", 1));
        }
        int links = random.nextInt(4) == 0 ? 1 + random.nextInt(LINKS.size()) : 2;
        SimSettings settings = SimSettings.usual()
                .withTiming(timing)
                .withLinks(LINKS.subList(0, links))
                .withGroups(groups)
                .withFailback(Failback.values()[random.nextInt(3)])
                .withPolicy(random.nextInt(3) == 0 ? OnPartition.RELEASE : OnPartition.TAKE);
        return random.nextInt(8) == 0 ? settings.withDifferentFiles() : settings;
    }

    private static Climate climate(SplittableRandom random, Timing timing) {
        long[] longest = {MS, timing.deadtimeNs() / 4, timing.deadtimeNs()};
        return new Climate(
                random.nextInt(4) == 0 ? 0.05 : 0,
                random.nextInt(3) == 0 ? 0.1 : 0.01,
                0.05,
                timing.keepaliveNs() * (1 + random.nextInt(8)) / 50,
                longest[random.nextInt(longest.length)]);
    }

    /** A storm, then repair, one owner within the bound, and then peace. */
    private Scene storm(String name) {
        long forNs = STORM_DEADTIMES * timing.deadtimeNs();
        FaultPlan plan = new StormProfile(random, timing).plan(forNs);
        long settledNs = forNs + settleNs();
        List<Step> steps = List.of(
                new Step(forNs, Deed.HEAL),
                new Step(settledNs, Deed.ONE_OWNER),
                new Step(settledNs, Deed.ALL_ANSWERED),
                new Step(settledNs, Deed.ALL_HEARD),
                new Step(settledNs, Deed.EXPECT_CALM),
                new Step(settledNs + 4 * timing.deadtimeNs(), Deed.ONE_OWNER));
        return scene(name, plan, steps);
    }

    /**
     * Now and then with real servers on the LAN, and then as a rule in the dark: all links are cut while the LAN loses
     * many frames. Drawn apart, so that a seed's storm is the same with them and without.
     */
    private Scene crowded(Scene storm, SplittableRandom apart) {
        if (apart.nextInt(4) != 0) {
            return storm;
        }
        List<Fault> faults = new ArrayList<>(storm.plan().faults());
        int times = apart.nextInt(4);
        for (int i = 0; i < times; i++) {
            long atNs = apart.nextLong(STORM_DEADTIMES * timing.deadtimeNs());
            long forNs = timing.deadtimeNs() * (2 + apart.nextInt(10));
            faults.add(new Fault(FaultCatalogue.named("all-links-cut"), atNs, forNs, 0, 0));
            faults.add(new Fault(FaultCatalogue.named("lan-loss"), atNs, forNs, 0, apart.nextInt(64)));
        }
        return storm.with(new FaultPlan(faults)).with(settings.withRealServers(1 + apart.nextInt(8)));
    }

    /** How long after repair there may be none or a move: boot, turns, backing off, resources that are slow. */
    private long settleNs() {
        return timing.initdeadNs() + 8 * timing.deadtimeNs() + 20 * timing.keepaliveNs() + 4 * climate.longestNs();
    }

    /** Short stalls only, each shorter than a lease: nothing may come of them. */
    private Scene calm(String name) {
        long settled = timing.initdeadNs() + 12 * timing.deadtimeNs();
        long until = settled + STORM_DEADTIMES * timing.deadtimeNs();
        List<Step> steps = List.of(
                new Step(settled, Deed.ONE_OWNER),
                new Step(settled, Deed.EXPECT_CALM),
                new Step(until + 2 * timing.deadtimeNs(), Deed.ONE_OWNER));
        Scene scene = scene(name, StormProfile.calm(random, timing, settled, until), steps);
        // a tenth of all beats lost is a fault, as are four in a row on the only link
        double loss = settings.links().size() == 1 ? 0 : 0.01;
        // an owner that lives on brief echoes bears a pause of L/2, two round trips, L/8 between beats, and one lost
        long jitter = Math.min(climate.jitterNs(), timing.leaseNs() / 16);
        return scene.with(new Climate(climate.lanLoss(), loss, 0.05, jitter, climate.longestNs()));
    }

    private Scene rounds(Round round, long seed) {
        // a start has two halves, and a thousandth each is quick
        long takeover = 2 * climate.longestNs() + MS;
        FaultRounds made = new FaultRounds(random, timing, takeover, round);
        Scene scene = scene(round.words() + ", seed " + seed, made.plan(), made.steps());
        return switch (round) {
            case SINGLE -> scene.with(Climate.perfect(climate.longestNs()));
            case MOVE -> scene.with(Climate.perfect(climate.longestNs())).with(settings.withSameFiles());
            default -> scene;
        };
    }
}
