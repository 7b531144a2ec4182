package org.hadirector.director.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hadirector.director.drill.DrillBench;
import org.hadirector.director.drill.DrillException;
import org.hadirector.director.lab.Lab;

/** The table: makes the faults that were named and tells a line of each. */
public final class FaultTable {
    private static final double NS_PER_MS = 1e6;
    private static final int SERVERS_SHOWN = 6;
    private static final String ALL = "all";

    private final FaultRun run;

    /** @param interval between two looks of the third host */
    public FaultTable(Lab lab, DrillBench bench, Duration interval) throws IOException {
        this.run = new FaultRun(lab, bench, interval);
    }

    /** What there is, a line each. */
    public static String list() {
        StringBuilder text = new StringBuilder();
        Faults.all().forEach(fault -> text.append("%-20s %s%n".formatted(fault.name(), fault.description())));
        return text.toString();
    }

    /** Those of the names that are no faults. */
    public static List<String> unknown(List<String> names) {
        return names.stream()
                .filter(name -> !name.equals(ALL) && Faults.named(name).isEmpty())
                .toList();
    }

    /**
     * Makes the faults one after the other; one that fails does not keep the others from being made.
     *
     * @param names of faults, or {@code all}
     * @param repeat how often each
     * @param operators whether operators of both nodes give orders meanwhile
     * @param seed of what is left to chance
     * @param out gets the table as it grows
     * @param results gets each result for {@code --json}
     * @return whether the pair did what it must in every one
     */
    public boolean make(
            List<String> names,
            int repeat,
            boolean operators,
            long seed,
            Consumer<String> out,
            Consumer<Map<String, Object>> results)
            throws IOException, DrillException {
        List<Fault> faults = names.contains(ALL)
                ? Faults.all()
                : names.stream().map(name -> Faults.named(name).orElseThrow()).toList();
        out.accept(header());
        int failed = 0;
        for (Fault fault : faults) {
            for (int i = 0; i < repeat; i++) {
                failed += makeOne(fault, operators, seed + i, out, results) ? 0 : 1;
            }
        }
        out.accept("%d faults made, %d not as they must be%n".formatted(faults.size() * repeat, failed));
        return failed == 0;
    }

    /** A pair that does not recover is started anew for the sake of the other faults. */
    private boolean makeOne(
            Fault fault, boolean operators, long seed, Consumer<String> out, Consumer<Map<String, Object>> results)
            throws IOException, DrillException {
        FaultResult result;
        try {
            result = run.make(fault, operators, seed);
        } catch (DrillException e) {
            out.accept("%-20s%n    FAILED: %s%n".formatted(fault.name(), e.getMessage()));
            results.accept(Map.of("fault", fault.name(), "failures", List.of(e.getMessage())));
            run.startAnew();
            return false;
        }
        results.accept(result.toMap());
        out.accept(line(result));
        if (!result.trouble().isEmpty()) {
            run.startAnew();
        }
        return result.failures().isEmpty();
    }

    private static String header() {
        return "%-20s %-6s %9s %9s %9s %9s %9s  %s%n%-20s %-6s %9s %9s %9s %9s %9s%n"
                .formatted(
                        "fault",
                        "moved",
                        "dual ARP",
                        "dual TCP",
                        "unserved",
                        "client",
                        "kept",
                        "served by",
                        "",
                        "",
                        "ms",
                        "ms",
                        "ms",
                        "outage ms",
                        "ms");
    }

    private static String line(FaultResult result) {
        Ownership seen = result.ownership();
        StringBuilder text = new StringBuilder("%-20s %-6s %9.1f %9.1f %9.1f %9.1f %9.1f  %s%n"
                .formatted(
                        result.fault().name(),
                        result.moved() ? "yes" : "no",
                        seen.dualArpNs() / NS_PER_MS,
                        seen.dualServiceNs() / NS_PER_MS,
                        seen.unservedNs() / NS_PER_MS,
                        result.client().outageMs(),
                        result.kept().gapMs(),
                        servers(seen.servers())));
        if (result.pausedNs() > 0) {
            text.append("    for %.1f ms of the outage nobody asked: client and third host, one process, stood still%n"
                    .formatted(result.pausedMs()));
        }
        if (!seen.strangers().isEmpty()) {
            text.append("    also answered ARP: ")
                    .append(String.join(", ", seen.strangers()))
                    .append('\n');
        }
        result.failures()
                .forEach(failure -> text.append("    FAILED: ").append(failure).append('\n'));
        return text.toString();
    }

    private static String servers(List<String> servers) {
        if (servers.size() <= SERVERS_SHOWN) {
            return String.join(", ", servers);
        }
        return servers.get(0) + ", … " + (servers.size() - 2) + " …, " + servers.get(servers.size() - 1);
    }
}
