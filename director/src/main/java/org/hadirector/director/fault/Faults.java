package org.hadirector.director.fault;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The whole table. */
final class Faults {
    private static final List<Fault> ALL = Stream.of(
                    ProcessFaults.ALL, WireFaults.ALL, ReplayFaults.ALL, MachineFaults.ALL)
            .flatMap(List::stream)
            .toList();

    private Faults() {}

    static List<Fault> all() {
        return ALL;
    }

    static Optional<Fault> named(String name) {
        return ALL.stream().filter(fault -> fault.name().equals(name)).findFirst();
    }
}
