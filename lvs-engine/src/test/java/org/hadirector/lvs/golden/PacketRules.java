package org.hadirector.lvs.golden;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hadirector.lvs.golden.GoldenDesign.Part;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;

/** The rules of {@link GoldenDesign} about packets and the connections they belong to. */
final class PacketRules {
    private static final Pattern SERVER = Pattern.compile("-([ae]) (\\S+ \\S+) -r (\\S+)(.*)");

    private static final Pattern SENT = Pattern.compile("send (client|server) \\S+ (\\S+) > (\\S+).*");
    private static final Pattern LEFT = Pattern.compile("at-(client|server) \\S+ (\\S+) > (\\S+).*");
    private static final Pattern OWN_SOURCE =
            Pattern.compile("send (client|server) \\S+ (\\[?(?:fd01::[1-4]|fd09::1|fd00::fe)(?:\\]:\\d+)?) > (\\S+).*");
    private static final Pattern OWN_BYPASS = Pattern.compile(" (\\S+) +(\\[fd01::[1-4]\\]:\\d+) +\\[::\\]:0\\b");
    private static final Pattern TEMPLATE6 = Pattern.compile("conn \\S+ \\[\\S+\\]:0 .*");
    private static final Pattern LENGTH = Pattern.compile(".* len (\\d+)\\)");
    private static final Pattern WRAPPED6 = Pattern.compile("  at-server .*\\bfd00::fe\\b.* > .*");
    private static final Pattern TOO_BIG = Pattern.compile("  at-client icmp6? .* type (2 code 0|3 code 4) .*");
    private static final Pattern LEARNT6 =
            Pattern.compile("send (?:client|server) icmp6 \\S+ > fd00::fe type 2 code 0 .*");
    private static final int LEAST_MTU6 = 1280;
    private static final int MOST_WRAPPED = 60;
    private static final Pattern ABOUT_SERVER6 =
            Pattern.compile("send server icmp6 .*|send client icmp6 .* \\[(?:proto )?\\S+ \\S+ > \\[?fd00::.*");
    private static final Pattern LOOK = Pattern.compile("(send|look)\\b.*");
    private static final Pattern LISTED =
            Pattern.compile("file .*/ip_vs_conn.*|\\$ ipvsadm .*(-[A-Za-z]*c[A-Za-z]*|--connection)\\b.*");
    private static final Pattern ROW = Pattern.compile("conn \\S+ \\S+ \\S+ (\\S+) .*");

    private static final Pattern ENDS = Pattern.compile("conn (\\S+ \\S+ \\S+ \\S+) .*");

    private static final Pattern DELETED = Pattern.compile("\\$ ipvsadm -d .*-r (\\S+:\\d+)(?: .*)?");
    private static final Pattern TO_OWN_SERVER6 =
            Pattern.compile("  conn (?:UDP|SCTP) .* \\[(?:fd01::[1-4]|fd09::1|fd00::fe)\\]:\\d+ .*");

    private PacketRules() {}

    /** A packet of a masqueraded server's connection, where the server is a loopback address. */
    static boolean isToLoopback(GoldenVector.Event event) {
        return event.line().startsWith("send client ")
                && !GoldenDesign.told(event, "at-")
                && event.results().stream()
                        .anyMatch(line -> line.matches("  conn .* (127\\.[0-9.]+|\\[::1\\]):\\d+ .*"));
    }

    /**
     * Connections that were there, of servers that are not any more, in the first look after servers were deleted under
     * expire_nodest_conn, and in listings before it; and the packets, if it was one of theirs that was sent.
     */
    static Part orphans(GoldenVector vector, GoldenVector.Event event) {
        List<GoldenVector.Event> before = Stream.concat(vector.setup().stream(), vector.events().stream())
                .takeWhile(other -> other != event)
                .toList();
        boolean on = before.stream().anyMatch(other -> other.line().equals("sysctl net.ipv4.vs.expire_nodest_conn 1"));
        int last = before.size() - 1;
        while (last >= 0 && !LOOK.matcher(before.get(last).line()).matches() && !isDeletion(before.get(last))) {
            last--;
        }
        boolean listed = LISTED.matcher(event.line()).matches();
        boolean first = (listed || LOOK.matcher(event.line()).matches()) && last >= 0 && isDeletion(before.get(last));
        GoldenVector.Event look = listed ? lookAfter(vector, event) : event; // a listing names no servers
        if (!on || !first || look == null) {
            return null;
        }
        Set<String> orphans = before.stream()
                .filter(other -> LOOK.matcher(other.line()).matches())
                .reduce((earlier, later) -> later)
                .stream()
                .flatMap(earlier -> earlier.results().stream())
                .map(String::strip)
                .filter(line -> isOrphan(line, look))
                .map(PacketRules::ends)
                .collect(Collectors.toCollection(HashSet::new));
        orphans.addAll(named(before, last));
        boolean theirs = orphans.stream().anyMatch(ends -> isBetween(event.line(), ends.split(" ")));
        return Part.ofLines(
                theirs,
                line -> orphans.contains(ends(line)) || orphans.stream().anyMatch(ends -> lists(line, ends))
                        ? null
                        : line);
    }

    private static GoldenVector.Event lookAfter(GoldenVector vector, GoldenVector.Event event) {
        return vector.events().stream()
                .filter(other -> other.number() > event.number()
                        && LOOK.matcher(other.line()).matches())
                .findFirst()
                .orElse(null);
    }

    /** Whether a line of a listing of connections is this one's. */
    private static boolean lists(String line, String ends) {
        return !line.startsWith("conn ") && List.of(line.strip().split(" +")).containsAll(List.of(ends.split(" ")));
    }

    /** Connections in the last look before a deletion that names their very server, others of whose host may remain. */
    private static List<String> named(List<GoldenVector.Event> before, int deletion) {
        Matcher server = DELETED.matcher(before.get(deletion).line());
        if (!server.matches()) {
            return List.of();
        }
        return before.subList(0, deletion).stream()
                .filter(other -> LOOK.matcher(other.line()).matches())
                .reduce((earlier, later) -> later)
                .stream()
                .flatMap(look -> look.results().stream())
                .map(line -> ends(line.strip()))
                .filter(ends -> ends.endsWith(" " + server.group(1)))
                .toList();
    }

    /** Protocol, client, virtual address and server of a row, or what is none as it is. */
    private static String ends(String line) {
        Matcher row = ENDS.matcher(line);
        return row.matches() ? row.group(1) : line;
    }

    private static boolean isBetween(String sent, String[] row) {
        return sent.contains(" " + row[1] + " > " + row[2] + " ") || sent.contains(" " + row[3] + " > " + row[1] + " ");
    }

    private static boolean isDeletion(GoldenVector.Event event) {
        return event.line().matches("\\$ ipvsadm -[dDC]\\b.*");
    }

    private static boolean isOrphan(String line, GoldenVector.Event event) {
        Matcher row = ROW.matcher(line);
        if (!row.matches()) {
            return false;
        }
        String server = host(row.group(1)).replaceFirst("^192\\.168\\.0(?=\\.)", "");
        return event.results().stream()
                .filter(result -> result.startsWith("  servers"))
                .noneMatch(result -> result.contains(" " + server + ":") || result.contains("[" + server + "]:"));
    }

    /**
     * A client's packet that came out nowhere after a server with a cached route became one of direct routing: a route
     * that was found for its address does not lead to the virtual one.
     */
    static boolean isStaleRoute(GoldenVector vector, GoldenVector.Event event) {
        if (!event.line().startsWith("send client") || event.results().isEmpty() || GoldenDesign.told(event, "at-")) {
            return false;
        }
        List<Matcher> before = servers(vector, event).toList();
        return before.stream()
                .anyMatch(edit -> edit.group(1).equals("e")
                        && method(edit) == 'g'
                        && before.stream()
                                .anyMatch(other -> other.group(2).equals(edit.group(2))
                                        && other.group(3).equals(edit.group(3))
                                        && method(other) != 'g'));
    }

    private static char method(Matcher server) {
        Matcher option = Pattern.compile(" -([gim])\\b").matcher(server.group(4));
        return option.find() ? option.group(1).charAt(0) : 'g';
    }

    /**
     * A packet that says it comes from an IPv6 address of the director's: what becomes of it, and of the connection
     * that it would be an answer of, of whose server only how many it has must be right.
     */
    static Part ownSource(GoldenVector vector, GoldenVector.Event event) {
        Set<String> clients = clients(vector, event, OWN_SOURCE);
        boolean now = OWN_SOURCE.matcher(event.line()).matches();
        Set<String> servers = ServerCounts.servers(
                vector.events().stream().takeWhile(before -> before != event),
                client -> clients.contains(host(client)));
        return clients.isEmpty()
                ? null
                : Part.ofLines(now, line -> tellsOf(line, clients) ? null : ServerCounts.summed(line, servers));
    }

    /** The clients, at either end, of the packets up to an event that fit a pattern of side, source, destination. */
    private static Set<String> clients(GoldenVector vector, GoldenVector.Event event, Pattern sent) {
        return vector.events().stream()
                .filter(before -> before.number() <= event.number())
                .map(before -> sent.matcher(before.line()))
                .filter(Matcher::matches)
                .map(packet -> host(packet.group(packet.group(1).equals("client") ? 2 : 3)))
                .collect(Collectors.toSet());
    }

    /** Whether a line is about a connection of one of the clients, or a template, whose client may be a network. */
    private static boolean tellsOf(String line, Set<String> clients) {
        return TEMPLATE6.matcher(line).matches()
                || clients.stream().anyMatch(client -> line.contains(" [" + client + "]:"));
    }

    /** What is wrapped in IPv6, or refused, after a router has said that its link takes less. */
    static boolean isTooLongForTheWay(GoldenVector vector, GoldenVector.Event event) {
        Matcher length = LENGTH.matcher(event.line());
        boolean isLong = length.matches()
                && (Integer.parseInt(length.group(1)) > LEAST_MTU6 - MOST_WRAPPED
                        || event.line().contains(" proto 44 ")); // the last of its fragments
        return isLong
                && event.line().startsWith("send client ")
                && event.results().stream()
                        .anyMatch(line -> WRAPPED6.matcher(line).matches()
                                || TOO_BIG.matcher(line).matches())
                && vector.events().stream()
                        .takeWhile(before -> before != event)
                        .anyMatch(before -> LEARNT6.matcher(before.line()).matches());
    }

    /** A client's first fragment of IPv6 with 8 or 16 bytes of TCP's header. */
    static boolean isTruncated(GoldenVector.Event event) {
        return event.line().startsWith("send client proto 44 ")
                && event.results().stream()
                        .limit(1)
                        .anyMatch(line -> line.matches("  hex .{8}(0010|0018)2c.{66}06.{2}0001.*"));
    }

    /**
     * {@code cache_bypass} of a packet for an IPv6 address of the director's own: its connection of no server, and that
     * the client is told that nobody serves.
     */
    static Part bypass(GoldenVector vector, GoldenVector.Event event) {
        boolean on = Stream.concat(vector.setup().stream(), vector.events().stream())
                .takeWhile(before -> before != event)
                .anyMatch(before -> before.line().equals("sysctl net.ipv4.vs.cache_bypass 1"));
        if (!on) {
            return null;
        }
        boolean bypassed = event.line().startsWith("send client ") && !GoldenDesign.told(event, "at-");
        boolean known = event.results().stream().anyMatch(line -> isBypassOfOwn(line, event.line()));
        return new Part(
                false,
                (recorded, sent) -> bypassed && known && sent.size() == 1 && isUnreachable(sent.get(0)),
                line -> OWN_BYPASS.matcher(line).find() ? null : line);
    }

    private static boolean isBypassOfOwn(String line, String sent) {
        Matcher row = OWN_BYPASS.matcher(line);
        return row.find() && sent.contains(" " + row.group(1) + " > " + row.group(2) + " ");
    }

    private static boolean isUnreachable(Sent sent) {
        return RecordedPacket.describe(sent).matches("at-client icmp6 .* type 1 code 4 .*");
    }

    static boolean isDamagedError(GoldenVector.Event event) {
        return event.line().startsWith("send client icmp6 ")
                && event.results().stream()
                        .limit(1)
                        .filter(line -> line.startsWith("  hex "))
                        .map(line -> HexFormat.of().parseHex(line.strip().substring(4)))
                        .flatMap(ip -> WireChecks.wrongChecksum(ip).stream())
                        .anyMatch(wrong -> wrong.endsWith(" checksum"));
    }

    /** The director's own answer to a packet that came in where its sender is not: it left on the sender's side. */
    static boolean isAnsweredElsewhere(GoldenVector.Event event) {
        Matcher sent = SENT.matcher(event.line());
        if (!sent.matches() || !GoldenDesign.told(event, "at-")) {
            return false;
        }
        return event.results().stream()
                .map(String::strip)
                .filter(line -> line.startsWith("at-"))
                .map(LEFT::matcher)
                .allMatch(left -> left.matches()
                        && !left.group(1).equals(sent.group(1))
                        && host(left.group(2)).equals(host(sent.group(3)))
                        && host(left.group(3)).equals(host(sent.group(2))));
    }

    private static String host(String endpoint) {
        return endpoint.replaceFirst("^\\[(.*)\\]:\\d+$", "$1").replaceFirst("^([0-9.]+):\\d+$", "$1");
    }

    static boolean isEarlyKernel(GoldenVector vector, GoldenVector.Event event) {
        return vector.remarks().stream().anyMatch(line -> line.contains("Linux 6.1.176 "))
                && ABOUT_SERVER6.matcher(event.line()).matches()
                && !GoldenDesign.told(event, "at-client");
    }

    /** The same kernel and the error of its own stack, in the place of a masqueraded server that is the director. */
    static Part ownError6(GoldenVector vector, GoldenVector.Event event) {
        boolean silent = vector.remarks().stream().anyMatch(line -> line.contains("Linux 6.1.176 "))
                && event.line().matches("send client (udp|sctp) \\[.*")
                && event.results().stream().anyMatch(TO_OWN_SERVER6.asMatchPredicate());
        return !silent
                ? null
                : Part.packets((recorded, sent) -> recorded.isEmpty()
                        && sent.size() == 1
                        && RecordedPacket.describe(sent.get(0)).startsWith("at-client icmp6 "));
    }

    /** The servers that were added or edited before an event, by {@link #SERVER}; null: in the whole vector. */
    private static Stream<Matcher> servers(GoldenVector vector, GoldenVector.Event until) {
        Stream<String> events = vector.events().stream()
                .takeWhile(event -> event != until)
                .map(GoldenVector.Event::line)
                .filter(line -> line.startsWith("$ ipvsadm "))
                .map(line -> line.substring("$ ipvsadm ".length()));
        return Stream.concat(vector.rules().stream(), events)
                .map(SERVER::matcher)
                .filter(Matcher::matches);
    }
}
