package org.hadirector.lvs.golden;

import static org.hadirector.lvs.golden.FtpControl.host;
import static org.hadirector.lvs.golden.FtpControl.port;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.hadirector.lvs.golden.FtpRows.Row;
import org.hadirector.lvs.golden.GoldenDesign.PacketJudge;
import org.hadirector.lvs.golden.GoldenDesign.Part;
import org.hadirector.lvs.golden.GoldenDesign.Tables;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;

/**
 * The rule about data connections of FTP to machines that are neither the client nor the server of their control
 * connection, and to ports below 1024 (RFC 2577): the kernel makes one for whatever is named. A 227 that names another
 * machine leads to the server itself here, so only the machine differs, and what it and the server answer; of the
 * others there is no row, and their packets belong to nothing.
 */
final class FtpBounce {
    private static final int LEAST_PORT = 1024;

    /** A row that the kernel made because of what a control connection said, in the state in which it was made. */
    private record Made(FtpControl control, Row row) {
        boolean isPassive() {
            return port(row.client()) == 0;
        }

        /** Whether it waits for a client that comes through the virtual address, but for the machine. */
        boolean isElsewhere() {
            return isPassive() && port(row.server()) >= LEAST_PORT && !isOfServer();
        }

        /** Whether there is none here. */
        boolean isRefused() {
            return isPassive()
                    ? port(row.server()) < LEAST_PORT
                    : port(row.client()) < LEAST_PORT || !host(row.client()).equals(host(control.client()));
        }

        private boolean isOfServer() {
            return host(row.server()).equals(host(control.server()));
        }

        private boolean isClient(String endpoint) {
            return isPassive() ? host(endpoint).equals(host(row.client())) : endpoint.equals(row.client());
        }

        /** Where it leads here. */
        String own() {
            return host(control.server()) + ":" + port(row.server());
        }

        boolean is(Row other) {
            return isClient(other.client())
                    && !other.client().equals(control.client()) // a port may be named that is the control connection's
                    && other.virtual().equals(row.virtual())
                    && other.server().equals(row.server());
        }

        boolean isFromClient(Ends ends) {
            return !ends.fromServer && isClient(ends.source) && ends.destination.equals(row.virtual());
        }

        boolean isFrom(String server, Ends ends) {
            return ends.fromServer && ends.source.equals(server) && isClient(ends.destination);
        }
    }

    /** Who sends an event's packet to whom. */
    private record Ends(boolean fromServer, String source, String destination) {
        static Ends of(GoldenVector.Event event) {
            String[] words = event.line().split(" ");
            boolean tcp = event.line().matches("send (client|server) tcp \\S+ > \\S+ .*");
            return tcp ? new Ends(words[1].equals("server"), words[3], words[5]) : new Ends(false, ":0", ":0");
        }
    }

    private FtpBounce() {}

    static Part part(GoldenVector vector, GoldenVector.Event event) {
        List<Made> made = new ArrayList<>();
        for (FtpControl control : FtpControl.among(vector)) {
            until(vector, event)
                    .filter(control::sends)
                    .flatMap(other -> other.results().stream())
                    .map(Row::of)
                    .filter(Objects::nonNull)
                    .filter(row -> isMadeBy(control, row))
                    .map(row -> new Made(control, row))
                    .filter(data -> data.isElsewhere() || data.isRefused())
                    .filter(data -> !made.contains(data))
                    .forEach(made::add);
        }
        if (made.isEmpty()) {
            return null;
        }
        Ends ends = Ends.of(event);
        PacketJudge judge = made.stream()
                .map(data -> data.isElsewhere() ? elsewhere(data, ends, event) : refused(data, ends, event))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse((recorded, sent) -> isWithoutErrors(made, recorded, sent));
        return Part.tables(
                judge,
                made.stream()
                        .map(data -> data.isElsewhere()
                                ? moved(data, isAnswered(vector, event, data))
                                : new Tables(
                                        table -> FtpRows.without(table, data.control.server(), data::is),
                                        table -> table))
                        .reduce(Tables.SAME, Tables::and));
    }

    private static boolean isMadeBy(FtpControl control, Row row) {
        boolean passive = row.client().equals(host(control.client()) + ":0")
                && row.virtual().equals(host(control.virtual()) + ":" + port(row.server()));
        boolean active = row.virtual().equals(host(control.virtual()) + ":" + (port(control.virtual()) - 1))
                && row.server().equals(host(control.server()) + ":" + (port(control.server()) - 1));
        return row.isListening() && (passive || active);
    }

    private static Stream<GoldenVector.Event> until(GoldenVector vector, GoldenVector.Event event) {
        return vector.events().stream().filter(other -> other.number() <= event.number());
    }

    /** Whether the server or the machine that it named has said something, so that the states go different ways. */
    private static boolean isAnswered(GoldenVector vector, GoldenVector.Event event, Made data) {
        return until(vector, event)
                .map(Ends::of)
                .anyMatch(ends -> data.isFrom(data.row.server(), ends) || data.isFrom(data.own(), ends));
    }

    /** The row leads to the server; once either has answered, only that it is there and counted must be the same. */
    private static Tables moved(Made data, boolean answered) {
        Row here = new Row(data.row.client(), data.row.virtual(), data.own(), "");
        Made own = new Made(data.control, here);
        return new Tables(
                table -> FtpRows.moved(table, data.control.server(), data::is, data.own(), answered),
                table -> FtpRows.moved(table, data.control.server(), own::is, data.own(), answered));
    }

    private static Optional<PacketJudge> elsewhere(Made data, Ends ends, GoldenVector.Event event) {
        if (data.isFromClient(ends)) {
            return Optional.of(FtpControl.passedOn(event, false, host(data.own()), port(data.own())));
        }
        if (data.isFrom(data.own(), ends)) {
            return Optional.of(FtpControl.passedOn(event, true, host(data.row.virtual()), port(data.row.virtual())));
        }
        return routed(data, ends, event);
    }

    private static Optional<PacketJudge> refused(Made data, Ends ends, GoldenVector.Event event) {
        if (data.isFromClient(ends)) {
            String reset = "at-client tcp " + ends.destination + " > " + ends.source + " RA? .*";
            boolean nothing = event.line().matches(".* [A-Z]*R[A-Z]* seq .*"); // nobody answers a reset
            return Optional.of((recorded, sent) -> nothing
                    ? sent.isEmpty()
                    : sent.size() == 1 && RecordedPacket.describe(sent.get(0)).matches(reset));
        }
        return routed(data, ends, event);
    }

    /** What the kernel takes for an answer goes on as it is. */
    private static Optional<PacketJudge> routed(Made data, Ends ends, GoldenVector.Event event) {
        return data.isFrom(data.row.server(), ends)
                ? Optional.of((recorded, sent) -> sent.size() == 1
                        && recorded.size() == 1
                        && recorded.get(0).side().equals(RecordedPacket.side(sent.get(0)))
                        && FtpControl.isPassedOn(event, true, host(ends.source), port(ends.source), sent.get(0)))
                : Optional.empty();
    }

    /** The same but for errors about what the kernel sent on to a machine that is not there. */
    private static boolean isWithoutErrors(List<Made> made, List<RecordedPacket> recorded, List<Sent> sent) {
        List<RecordedPacket> others = recorded.stream()
                .filter(packet -> made.stream().noneMatch(data -> packet.text()
                        .matches("icmp .* type 3 code 1 .*\\[tcp " + host(data.row.client()) + ":\\d+ > "
                                + data.row.virtual() + " .*")))
                .toList();
        return others.size() < recorded.size()
                && RecordedPacket.difference(others, sent).isEmpty();
    }
}
