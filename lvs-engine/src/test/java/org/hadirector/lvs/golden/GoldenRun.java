package org.hadirector.lvs.golden;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hadirector.lvs.ipvsadm.IpvsadmResult;
import org.hadirector.lvs.ipvsadm.NameService;
import org.hadirector.lvs.ipvsadm.ProcCommand;
import org.hadirector.lvs.ipvsadm.SysctlCommand;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;

/** Runs one vector on a fresh engine and finds the first line that differs. */
final class GoldenRun {
    private static final Pattern CONNECTION_ROW = Pattern.compile("(TCP|UDP|SCTP|IP) +(\\d+):(\\d\\d) (.*)");

    private static final int CLOCKS_APART_SECONDS = 5;
    private static final int LONGEST_FRAME = 1514;
    private static final int LONGEST_LINK = 65_535;
    private static final String ROUTE_RENEWED = "a route is added and removed on the director";
    private static final String POLICY_ROUTE = "policy route on the director: packets with mark ";
    private static final String UNENDED = " (no newline)";
    private static final String UDP_DATA = "udp data of the next packet: ";

    private final GoldenLab lab;
    private final GoldenDesign design;
    private final GoldenVector vector;
    private final RecordedClock clock;
    private byte[] nextData = {};
    private Excuses excuses;
    private final Map<String, String[]> clients = new HashMap<>();
    private final Dialogue dialogue;
    private final EventResults results;

    GoldenRun(NameService names, GoldenDesign design, GoldenVector vector, RecordedClock clock) {
        this.design = design;
        this.vector = vector;
        this.clock = clock;
        lab = new GoldenLab(names, GoldenSalt.of(vector), clock.sumSeconds());
        if (!clock.equals(RecordedClock.UNKNOWN)) { // else the engine's clocks begin with the first event
            lab.pass(clock.secondsBefore());
        }
        dialogue = new Dialogue(lab);
        results = new EventResults(lab);
    }

    /**
     * The first difference that nothing excuses, or nothing.
     *
     * @param reasons takes why others are excused
     */
    Optional<String> differs(Set<String> reasons) {
        for (GoldenVector.Event line : vector.setup()) {
            Optional<String> difference = judged(line, reasons);
            if (difference.isPresent()) {
                return difference;
            }
        }
        IpvsadmResult rules = lab.run(List.of("ipvsadm", "-R"), vector.rules());
        if (!vector.rules().isEmpty() && rules.exitCode() != 0) {
            return Optional.of("the rules: " + rules.err().strip());
        }
        for (GoldenVector.Event event : vector.events()) {
            Optional<String> difference = judged(event, reasons);
            if (difference.isPresent()) {
                return difference;
            }
        }
        results.late().took(lab.pass(CLOCKS_APART_SECONDS));
        return results.late().difference().map(text -> "at the end: " + text);
    }

    private Optional<String> judged(GoldenVector.Event event, Set<String> reasons) {
        excuses = design.excuses(vector, event, reasons);
        Optional<String> difference;
        try {
            GoldenVector.Event played = design.asThere(event, reasons);
            difference = design.isCrash(event, reasons) ? CrashRule.difference(event, run(played)) : event(played);
            results.late().took(lab.pass(clock.eventSeconds()));
        } catch (RuntimeException e) {
            difference = Optional.of("cannot do this: " + e);
        }
        if (difference.isPresent() && excuses.whole()) {
            return Optional.empty();
        }
        return difference.map(text -> "line " + event.number() + ": " + event.line() + "\n    " + text);
    }

    private Optional<String> event(GoldenVector.Event event) {
        if (event.line().equals(ROUTE_RENEWED) || event.line().startsWith(POLICY_ROUTE)) {
            return Optional.empty(); // nothing is cached here; marked packets come up without a route
        }
        if (event.line().startsWith(UDP_DATA)) {
            nextData = Packets.bytes(event.line().substring(UDP_DATA.length()));
            return Optional.empty();
        }
        String[] words = event.line().split(" ");
        switch (words[0]) {
            case "$" -> {
                return command(event);
            }
            case "file" -> {
                return file(event);
            }
            case "sysctl" -> {
                return sysctl(event.line());
            }
            case "mark" -> {
                return mark(event.line());
            }
            case "mtu" -> {
                return linkMtu(event.line());
            }
            case "wait" -> {
                results.late().took(lab.pass(Double.parseDouble(words[1])));
                return Optional.empty();
            }
            case "helper" -> {
                lab.helper(!words[1].equals("none"));
                return Optional.empty();
            }
            case "say", "connect" -> {
                Optional<String> difference = Optional.ofNullable(dialogue.play(event));
                List<String> rows = Dialogue.rows(event);
                return difference.isPresent() || rows.isEmpty()
                        ? difference
                        : results.difference(rows, List.of(), excuses, false);
            }
            case "tcp", "udp", "close", "reset", "half-close", "counts" -> {
                return socket(event.line());
            }
            case "send", "look" -> {
                return packet(event);
            }
            default -> {
                return event.line().contains(" : ") ? sequence(event.line()) : Optional.of("cannot do this");
            }
        }
    }

    private Optional<String> mark(String line) {
        Matcher mark = Pattern.compile("mark packets to (\\S+) with (\\d+)").matcher(line);
        if (!mark.matches()) {
            return Optional.of("cannot do: " + line);
        }
        lab.mark(mark.group(1), Integer.parseUnsignedInt(mark.group(2)));
        return Optional.empty();
    }

    private Optional<String> linkMtu(String line) {
        Matcher mtu = Pattern.compile("mtu of the link to the (servers|clients?) (\\d+)")
                .matcher(line);
        if (!mtu.matches()) {
            return Optional.of("cannot do: " + line);
        }
        int bytes = Integer.parseInt(mtu.group(2));
        if (mtu.group(1).equals("servers")) {
            lab.engine().serverMtu(bytes);
        } else {
            lab.engine().clientMtu(bytes);
        }
        return Optional.empty();
    }

    private Optional<String> sysctl(String line) {
        String[] words = line.split(" ", 3);
        if (words.length < 3) {
            return Optional.of("cannot read this");
        }
        List<String> args = List.of("-w", words[1] + "=" + words[2]);
        IpvsadmResult result = SysctlCommand.run(args, lab.engine().engine().settings());
        lab.engine().work();
        return result.exitCode() == 0
                ? Optional.empty()
                : Optional.of(result.err().strip());
    }

    /** A file of /proc; services and connections come in hash order. */
    private Optional<String> file(GoldenVector.Event event) {
        String path = event.line().substring("file ".length());
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (name.equals("sync_qlen_max")) {
            return Optional.empty(); // depends on the recording machine's memory
        }
        IpvsadmResult result = path.startsWith("/proc/net/")
                ? ProcCommand.run(List.of(name), lab.engine().engine())
                : SysctlCommand.run(List.of("-n", name), lab.engine().engine().settings());
        if (result.exitCode() != 0) {
            return Optional.of(result.err().strip());
        }
        List<String> want = lines(event, "1");
        List<String> got = result.out().lines().toList();
        return name.startsWith("ip_vs_stats")
                ? differing(want, got, UnaryOperator.identity())
                : differing(want, got, lines -> ConnectionRows.timed(services(lines)));
    }

    // ------------------------------------------------------------------ commands

    private IpvsadmResult run(GoldenVector.Event command) {
        return lab.run(Shell.split(command.line().substring(2)), lines(command, "0"));
    }

    private Optional<String> command(GoldenVector.Event event) {
        List<String> input = lines(event, "0");
        IpvsadmResult result = run(event);
        List<String> actual = lines(result.out());
        List<String> expected = lines(event, "1");
        boolean unordered = event.line().contains("--nosort")
                || input.stream().anyMatch(line -> line.contains("--nosort"))
                || ServiceCycles.among(lab.engine().engine().services().stream()
                        .map(status -> status.service().key())
                        .toList());
        Optional<String> out = differing(expected, actual, unordered ? GoldenRun::services : UnaryOperator.identity());
        if (out.isPresent()) {
            return out;
        }
        Optional<String> err = compare(lines(event, "2"), lines(result.err()));
        String code = "= " + result.exitCode();
        return err.isPresent() || event.results().contains(code) ? err : Optional.of("got " + code);
    }

    private static List<String> lines(GoldenVector.Event event, String stream) {
        return event.results().stream()
                .filter(line -> line.startsWith(stream + "|") || line.startsWith(stream + "\\"))
                .map(line -> line.substring(2).replace("\\t", "\t").replace("\\r", "\r")
                        + (line.charAt(1) == '|' || stream.equals("0") ? "" : UNENDED))
                .collect(Collectors.toList());
    }

    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        String last = lines.remove(lines.size() - 1);
        if (!last.isEmpty()) {
            lines.add(last + UNENDED);
        }
        return lines;
    }

    /** @param arranged how lines are compared, once those that are excused are gone */
    private Optional<String> differing(
            List<String> expected, List<String> actual, UnaryOperator<List<String>> arranged) {
        return excuses.lines(rest -> compare(
                arranged.apply(rest.recorded().apply(expected)),
                arranged.apply(rest.got().apply(actual))));
    }

    private Optional<String> compare(List<String> expected, List<String> actual) {
        List<String> want = normal(expected);
        List<String> got = normal(actual);
        RateLines rates = new RateLines();
        for (int i = 0; i < Math.max(want.size(), got.size()); i++) {
            String left = i < want.size() ? want.get(i) : "<nothing>";
            String right = i < got.size() ? got.get(i) : "<nothing>";
            boolean near = !clock.ratesKnown() && rates.areNear(left, right);
            if (!left.equals(right) && !near && !sameConnection(left, right)) {
                return Optional.of("expected |" + left + "\n    got      |" + right);
            }
        }
        return Optional.empty();
    }

    /**
     * Services come in hash order without sorting, or where there is no order: compared as a set, each with its servers
     * in their order.
     */
    private static List<String> services(List<String> lines) {
        List<String> blocks = new ArrayList<>();
        for (String line : lines) {
            if ((line.startsWith("  ") || line.startsWith("-a ")) && !blocks.isEmpty()) {
                blocks.set(blocks.size() - 1, blocks.get(blocks.size() - 1) + "\n" + line);
            } else {
                blocks.add(line);
            }
        }
        return blocks.stream().sorted().collect(Collectors.toList());
    }

    /** Connection rows come in hash order: they are compared as a set. */
    private static List<String> normal(List<String> lines) {
        if (lines.stream().noneMatch(line -> CONNECTION_ROW.matcher(line).matches())) {
            return lines;
        }
        return lines.stream()
                .sorted((a, b) -> a.replaceFirst("\\d+:\\d\\d", "").compareTo(b.replaceFirst("\\d+:\\d\\d", "")))
                .toList();
    }

    private static boolean sameConnection(String want, String got) {
        Matcher left = CONNECTION_ROW.matcher(want);
        Matcher right = CONNECTION_ROW.matcher(got);
        return left.matches()
                && right.matches()
                && left.group(1).equals(right.group(1))
                && left.group(4).equals(right.group(4))
                && (Math.abs(seconds(left) - seconds(right)) <= 2
                        || left.group(4).matches(" *\\S+ +\\S+:0 .*")
                                && ConnectionRows.areRenewed(seconds(left), seconds(right)));
    }

    private static int seconds(Matcher row) {
        return Integer.parseInt(row.group(2)) * 60 + Integer.parseInt(row.group(3));
    }

    // ------------------------------------------------------------------ real sockets

    private Optional<String> socket(String line) {
        int bar = line.indexOf(" | ");
        String[] words = line.substring(0, bar).split(" ");
        String got =
                switch (words[0]) {
                    case "tcp" -> {
                        String server = words[1].equals("ctl")
                                ? dialogue.open(words[1], words[2], words[3])
                                : Sockets.connect(lab, words[2], words[3]);
                        clients.put(words[1], new String[] {words[2], words[3], server});
                        yield server;
                    }
                    case "udp" -> Sockets.datagram(lab, words[1], words[2]);
                    case "counts" -> "";
                    default -> {
                        String[] ends = clients.get(words[1]);
                        if (ends == null) {
                            yield "nowhere: no connection " + words[1];
                        }
                        Sockets.end(lab, words[0], ends[0], ends[1], ends[2]);
                        yield "";
                    }
                };
        int arrow = line.indexOf(" -> ");
        String want = arrow < 0 ? "" : line.substring(arrow + 4, bar);
        if (!want.equals(got)) {
            return Optional.of("went to " + got);
        }
        return results.counts(line.substring(bar + 3), excuses);
    }

    // ------------------------------------------------------------------ packets made by hand

    private Optional<String> packet(GoldenVector.Event event) {
        List<Sent> got = new ArrayList<>();
        List<String> shown = event.results();
        if (event.line().startsWith("send ")) {
            boolean bytes = !shown.isEmpty() && shown.get(0).startsWith("  hex ");
            Matcher send = Pattern.compile("send (client|server)(?: (\\d+) times)? (.*)")
                    .matcher(event.line());
            if (!send.matches()) {
                return Optional.of("cannot read this");
            }
            byte[] frame =
                    bytes ? Packets.frame(shown.get(0).strip().substring(4)) : Packets.build(send.group(3), nextData);
            if (frame == null) {
                return Optional.of("cannot build this packet");
            }
            shown = bytes ? shown.subList(1, shown.size()) : shown;
            if (frame.length > LONGEST_FRAME) {
                lab.engine().serverMtu(LONGEST_LINK); // what came so long came over links that carry it
            }
            int times = send.group(2) == null ? 1 : Integer.parseInt(send.group(2));
            for (int i = 0; i < times; i++) {
                got.addAll(lab.exchange(send.group(1).equals("server"), frame));
            }
        }
        // Without any results nothing was recorded (listings/): the packet is there for what follows.
        if (event.results().isEmpty()) {
            return Optional.empty();
        }
        return results.difference(shown, got, excuses, LateErrors.isSent(event.line()));
    }

    private Optional<String> sequence(String line) {
        String[] halves = line.split(" : ");
        String got = Sockets.sequence(lab, halves[0].split(" "));
        String[] want = halves[1].split(" ");
        String[] have = got.split(" ");
        for (int i = 0; i < want.length; i++) {
            String[] left = want[i].split("/");
            String[] right = have[i].split("/");
            boolean same = left[0].equals(right[0])
                    && (left.length == 1 || Math.abs(Integer.parseInt(left[1]) - Integer.parseInt(right[1])) <= 1);
            if (!same) {
                return Optional.of("got " + got);
            }
        }
        return Optional.empty();
    }
}
