package org.hadirector.lvs.schedule;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The schedulers by the names that ipvsadm knows. */
public final class Schedulers {
    private static final Map<String, Supplier<Scheduler>> BY_NAME = Map.of(
            "rr", RoundRobin::new,
            "wrr", WeightedRoundRobin::new,
            "lc", LeastConnection::new,
            "wlc", WeightedLeastConnection::new,
            "sed", ShortestExpectedDelay::new,
            "nq", NeverQueue::new,
            "fo", () -> new HeaviestFirst(false),
            "ovf", () -> new HeaviestFirst(true),
            "sh", () -> new AddressHash(true),
            "dh", () -> new AddressHash(false));

    private Schedulers() {}

    /** A new instance of the scheduler, or nothing if the name is not one. */
    public static Optional<Scheduler> create(String name) {
        return Optional.ofNullable(BY_NAME.get(name)).map(Supplier::get);
    }

    public static boolean isKnown(String name) {
        return BY_NAME.containsKey(name);
    }
}
