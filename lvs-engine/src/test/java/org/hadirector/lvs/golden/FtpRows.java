package org.hadirector.lvs.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rows of data connections in tables, and the server's counts that speak of them too, for rules that excuse some. */
final class FtpRows {
    private static final Pattern ROW = Pattern.compile("conn TCP (\\S+) (\\S+) (\\S+) (\\S+) (\\d+)");
    private static final Set<String> ACTIVE = Set.of("ESTABLISHED", "SYN_SENT", "SYN_RECV", "SYNACK");

    private FtpRows() {}

    /** A row: who is connected, and in which state. */
    record Row(String client, String virtual, String server, String state) {
        /** Of a line, or null. */
        static Row of(String line) {
            Matcher row = ROW.matcher(line.strip());
            return row.matches() ? new Row(row.group(1), row.group(2), row.group(3), row.group(4)) : null;
        }

        boolean isListening() {
            return state.equals("LISTEN");
        }
    }

    /**
     * A table without rows that count at a server, and without what they are in its count.
     *
     * @param server of the control connection, as in rows
     */
    static List<String> without(List<String> table, String server, Predicate<Row> which) {
        List<String> rest = new ArrayList<>();
        int active = 0;
        int inactive = 0;
        for (String line : table) {
            Row row = Row.of(line);
            if (row == null || !which.test(row)) {
                rest.add(line);
            } else if (ACTIVE.contains(row.state)) {
                active++;
            } else {
                inactive++;
            }
        }
        return fewer(rest, server, active, inactive);
    }

    /**
     * A table in which rows lead elsewhere.
     *
     * @param server of the control connection, as in rows
     * @param stateless also without the rows' states, and with the sum of what that server counts
     */
    static List<String> moved(
            List<String> table, String server, Predicate<Row> which, String target, boolean stateless) {
        return table.stream()
                .map(line -> {
                    Row row = Row.of(line);
                    if (row == null || !which.test(row)) {
                        return stateless ? summed(line, server) : line;
                    }
                    String rest = stateless ? "ANY 1" : line.replaceFirst(".* (\\S+ \\d+)$", "$1");
                    return "conn TCP " + row.client + " " + row.virtual + " " + target + " " + rest;
                })
                .toList();
    }

    private static String summed(String line, String server) {
        Matcher counts = count(server).matcher(line);
        return counts.matches()
                ? counts.group(1) + (Integer.parseInt(counts.group(2)) + Integer.parseInt(counts.group(3))) + "/0"
                : line;
    }

    private static Pattern count(String server) {
        return Pattern.compile("(" + Pattern.quote(shown(server)) + "=)(\\d+)/(\\d+)");
    }

    private static List<String> fewer(List<String> table, String server, int active, int inactive) {
        Pattern count = count(server);
        return table.stream()
                .map(line -> {
                    Matcher counts = count.matcher(line);
                    return counts.matches()
                            ? counts.group(1) + (Integer.parseInt(counts.group(2)) - active) + "/"
                                    + (Integer.parseInt(counts.group(3)) - inactive)
                            : line;
                })
                .toList();
    }

    /** A server as counts have it. */
    private static String shown(String server) {
        return server.replaceFirst("^192\\.168\\.0(?=\\.)", "");
    }
}
