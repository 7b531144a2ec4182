package org.hadirector.lvs.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hadirector.lvs.engine.ListedConnection;

/**
 * Compares the {@code conn} lines of a vector with connections. Seconds may differ by two. A kernel's timer fires late
 * by up to an eighth of its time, meanwhile an entry shows 0 seconds; the engine's fire within 250 ms, so such an entry
 * may be {@link #ended} already, and is not counted at its server then.
 */
final class ConnectionRows {
    private static final Pattern ROW = Pattern.compile("(conn (\\S+) (\\S+) \\S+ (\\S+) (\\S+)) (\\d+)(.*)");
    private static final Pattern PROC_ROW =
            Pattern.compile("^(TCP|UDP|SCTP|IP) +((?:[0-9A-Fa-f:\\[\\].]+ +){6}\\S+(?: +LOCAL)?) +(\\d+)$");
    private static final Set<String> ACTIVE = Set.of("ESTABLISHED", "SYN_SENT", "SYN_RECV", "SYNACK");
    private static final int TOLERANCE_SECONDS = 2;
    private static final int RENEWED_SECONDS = 60;

    private final List<String> ended = new ArrayList<>();
    private final List<String> differences = new ArrayList<>();

    /**
     * @param want lines of a vector
     * @param have the engine's, see {@link #texts}
     */
    ConnectionRows(List<String> want, List<String> have) {
        List<String> got = new ArrayList<>(have);
        for (String row : want) {
            Optional<String> same =
                    got.stream().filter(other -> isSame(row, other)).findFirst();
            if (same.isPresent()) {
                got.remove(same.get());
            } else if (seconds(row) == 0) {
                ended.add(row);
            } else {
                differences.add("missing " + row);
            }
        }
        got.forEach(row -> differences.add("got " + row));
    }

    static List<String> texts(List<ListedConnection> connections) {
        return connections.stream().map(ConnectionRows::text).toList();
    }

    private static String text(ListedConnection c) {
        return "conn " + Sockets.protocol(c.protocol()) + " "
                + Sockets.text(c.clientAddress()) + ":" + c.clientPort() + " "
                + Sockets.text(c.virtualAddress()) + ":" + c.virtualPort() + " "
                + Sockets.text(c.serverAddress()) + ":" + c.serverPort() + " " + c.state() + " "
                + c.secondsLeft()
                + (c.engine().isEmpty() ? "" : " " + c.engine() + " " + c.engineData());
    }

    private static Matcher parsed(String row) {
        Matcher matcher = ROW.matcher(row);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(row);
        }
        return matcher;
    }

    private static int seconds(String row) {
        return Integer.parseInt(parsed(row).group(6));
    }

    private static boolean isSame(String want, String got) {
        Matcher left = parsed(want);
        Matcher right = parsed(got);
        return left.group(1).equals(right.group(1))
                && left.group(7).equals(right.group(7))
                && (isNear(seconds(want), seconds(got)) || isRenewed(left, right));
    }

    private static boolean isNear(int want, int got) {
        return Math.abs(want - got) <= TOLERANCE_SECONDS;
    }

    /** A template that outlives its time because of its connections waits on when its timer has fired. */
    private static boolean isRenewed(Matcher want, Matcher got) {
        return want.group(3).endsWith(":0") && areRenewed(seconds(want.group()), seconds(got.group()));
    }

    /** Whether of the seconds of two templates in use one is about to be renewed and the other just was. */
    static boolean areRenewed(int want, int got) {
        return Math.min(want, got) <= TOLERANCE_SECONDS && isNear(RENEWED_SECONDS, Math.max(want, got));
    }

    /** What differs, or nothing. */
    Optional<String> difference() {
        return differences.isEmpty() ? Optional.empty() : Optional.of(String.join("\n    ", differences));
    }

    /** A vector's counts of servers without the connections that have ended here already. */
    String counts(String recorded) {
        String counts = recorded;
        for (String row : ended) {
            Matcher gone = parsed(row);
            if (gone.group(3).endsWith(":0")) {
                continue; // a template
            }
            String server = gone.group(4).replaceFirst("^192\\.168\\.0", "");
            Matcher count = Pattern.compile("(?<=^|\\s)" + Pattern.quote(server) + "=(\\d+)/(\\d+)")
                    .matcher(counts);
            if (count.find()) {
                int active = ACTIVE.contains(gone.group(5)) ? 1 : 0;
                String fewer = server + "=" + (Integer.parseInt(count.group(1)) - active) + "/"
                        + (Integer.parseInt(count.group(2)) - 1 + active);
                counts = counts.substring(0, count.start()) + fewer + counts.substring(count.end());
            }
        }
        return counts;
    }

    /** Rows of {@code ip_vs_conn} in the form of the listing, whose seconds need not be exact. */
    static List<String> timed(List<String> lines) {
        return lines.stream()
                .map(line -> PROC_ROW.matcher(line)
                        .replaceFirst(row -> String.format(
                                "%s %02d:%02d %s",
                                row.group(1),
                                Integer.parseInt(row.group(3)) / 60,
                                Integer.parseInt(row.group(3)) % 60,
                                row.group(2))))
                .toList();
    }
}
