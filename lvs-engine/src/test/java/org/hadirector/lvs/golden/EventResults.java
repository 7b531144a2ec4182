package org.hadirector.lvs.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.hadirector.lvs.engine.ServiceStatus;
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

    private Optional<String> tables(List<String> shown, UnaryOperator<List<String>> rest) {
        List<String> lines = shown.stream().map(String::strip).toList();
        List<String> connections =
                lines.stream().filter(line -> line.startsWith("conn ")).toList();
        boolean told = !connections.isEmpty() || lines.contains("no connections");
        List<String> got = told ? ConnectionRows.texts(lab.engine().connections()) : List.of();
        ConnectionRows rows = new ConnectionRows(rest.apply(connections), rest.apply(got));
        Optional<String> counted = lines.stream()
                .filter(line -> line.startsWith("servers"))
                .map(line -> line.substring(7).strip())
                .filter(counts -> counts(rows.counts(counts), rest).isPresent())
                .map(counts -> counts(counts, rest)) // read a moment later, what had ended may be gone
                .flatMap(Optional::stream)
                .findFirst();
        return counted.isPresent() ? counted : rows.difference();
    }

    /** Compares the counts of servers: {@code .1:80=ACTIVE/INACTIVE} and so on. */
    Optional<String> counts(String want, Excuses excuses) {
        return excuses.lines(rest -> counts(want, rest));
    }

    private Optional<String> counts(String want, UnaryOperator<List<String>> rest) {
        List<String> expected = rest.apply(List.of(want.strip().split(" ")).stream()
                .filter(count -> !count.isEmpty())
                .sorted()
                .toList());
        List<String> got = rest.apply(counts());
        return expected.equals(got) ? Optional.empty() : Optional.of("expected " + expected + "\n    got      " + got);
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
