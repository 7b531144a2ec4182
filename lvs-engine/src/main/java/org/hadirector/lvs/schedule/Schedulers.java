package org.hadirector.lvs.schedule;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hadirector.lvs.setting.Setting;
import org.hadirector.lvs.setting.Settings;

/** The schedulers by the names that ipvsadm knows. */
public final class Schedulers {
    /** How one is made. */
    @FunctionalInterface
    private interface Kind {
        Scheduler create(long seed, Settings settings);
    }

    /** The name of no scheduler at all, which ipvsadm takes as well; no {@linkplain #names() scheduler's name}. */
    public static final String NONE = "none";

    private static final Map<String, Kind> BY_NAME = Map.ofEntries(
            Map.entry("rr", (seed, settings) -> new RoundRobin()),
            Map.entry("wrr", (seed, settings) -> new WeightedRoundRobin()),
            Map.entry("lc", (seed, settings) -> new LeastConnection()),
            Map.entry("wlc", (seed, settings) -> new WeightedLeastConnection()),
            Map.entry("lblc", (seed, settings) -> new LocalityBased(seed, () -> settings.get(Setting.LBLC_EXPIRATION))),
            Map.entry(
                    "lblcr",
                    (seed, settings) ->
                            new LocalityBasedReplicated(seed, () -> settings.get(Setting.LBLCR_EXPIRATION))),
            Map.entry("sed", (seed, settings) -> new ShortestExpectedDelay()),
            Map.entry("nq", (seed, settings) -> new NeverQueue()),
            Map.entry("fo", (seed, settings) -> new HeaviestFirst(false)),
            Map.entry("ovf", (seed, settings) -> new HeaviestFirst(true)),
            Map.entry("sh", (seed, settings) -> new AddressHash(true)),
            Map.entry("dh", (seed, settings) -> new AddressHash(false)),
            Map.entry("mh", (seed, settings) -> new Maglev()),
            Map.entry("twos", (seed, settings) -> new TwoChoices(seed)));

    private Schedulers() {}

    /**
     * A new instance of the scheduler, or nothing if the name is not one.
     *
     * @param seed of what it draws at random, secret of what it hashes beyond what the kernel prescribes
     * @param settings that it follows while it works
     */
    public static Optional<Scheduler> create(String name, long seed, Settings settings) {
        if (name.equals(NONE)) {
            return Optional.of(new NoScheduler());
        }
        return Optional.ofNullable(BY_NAME.get(name)).map(kind -> kind.create(seed, settings));
    }

    /** Every name. */
    public static Set<String> names() {
        return BY_NAME.keySet();
    }

    public static boolean isKnown(String name) {
        return BY_NAME.containsKey(name);
    }
}
