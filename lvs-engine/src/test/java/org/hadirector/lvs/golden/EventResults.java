package org.hadirector.lvs.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hadirector.lvs.engine.ServiceStatus;
import org.hadirector.lvs.golden.GoldenDesign.Tables;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;

/** Compares what an event shows, its packets, the connections and the servers' counts after it, with the engine. */
final class EventResults {
    private final GoldenLab lab;
    private final LateErrors late = new LateErrors();

    EventResults(GoldenLab lab) {
        this.lab = lab;
    }

    /**
     * The first difference that nothing excuses, or nothing.
     *
     * @param error whether the event is an error about fragments itself, so that none among its packets came late
     */
    Optional<String> difference(List<String> shown, List<Sent> packets, Excuses excuses, boolean error) {
        List<RecordedPacket> all = RecordedPacket.among(shown);
        List<RecordedPacket> recorded = error ? all : late.others(all);
        Optional<String> different = excuses.packets(recorded, packets);
        return different.isPresent() ? different : excuses.lines(rest -> tables(shown, rest));
    }

    /** Errors about fragments, which come when it is time. */
    LateErrors late() {
        return late;
    }

    private Optional<String> tables(List<String> shown, Tables rest) {
        List<String> lines = shown.stream().map(String::strip).toList();
        List<String> connections = lines.stream().filter(EventResults::isRow).toList();
        boolean told = !connections.isEmpty() || lines.contains("no connections");
        Optional<String> counts = lines.stream()
                .filter(line -> line.startsWith("servers"))
                .map(line -> line.substring(7))
                .findFirst();
        List<String> want = rest.recorded().apply(together(connections, tokens(counts.orElse(""))));
        List<String> got = rest.got()
                .apply(together(
                        told ? ConnectionRows.texts(lab.engine().connections()) : List.of(),
                        counts.isPresent() ? counts() : List.of()));
        ConnectionRows rows = new ConnectionRows(rows(want), rows(got));
        List<String> wanted = counts(want);
        // Read a moment later, what had ended may be gone.
        boolean counted = difference(wanted, counts(got)).isEmpty()
                || difference(tokens(rows.counts(String.join(" ", wanted))), counts(got))
                        .isEmpty();
        return counted ? rows.difference() : difference(wanted, counts(got));
    }

    /** Compares the counts of servers: {@code .1:80=ACTIVE/INACTIVE} and so on. */
    Optional<String> counts(String want, Excuses excuses) {
        return excuses.lines(rest ->
                difference(rest.recorded().apply(tokens(want)), rest.got().apply(counts())));
    }

    private static Optional<String> difference(List<String> expected, List<String> got) {
        return expected.equals(got) ? Optional.empty() : Optional.of("expected " + expected + "\n    got      " + got);
    }

    private static List<String> together(List<String> rows, List<String> counts) {
        return Stream.concat(rows.stream(), counts.stream()).toList();
    }

    private static boolean isRow(String line) {
        return line.startsWith("conn ");
    }

    private static List<String> rows(List<String> table) {
        return table.stream().filter(EventResults::isRow).toList();
    }

    private static List<String> counts(List<String> table) {
        return table.stream().filter(line -> !isRow(line)).toList();
    }

    private static List<String> tokens(String counts) {
        return Stream.of(counts.strip().split(" "))
                .filter(count -> !count.isEmpty())
                .sorted()
                .toList();
    }

    private List<String> counts() {
        List<String> counts = new ArrayList<>();
        for (ServiceStatus service : lab.engine().engine().services()) {
            service.servers().forEach(status -> {
                String address = Sockets.text(status.server().address());
                String shown = address.startsWith("192.168.0.") ? address.substring(9) : address;
                counts.add(shown + ":" + status.server().port() + "=" + status.active() + "/" + status.inactive());
            });
        }
        return counts.stream().sorted().toList();
    }
}
