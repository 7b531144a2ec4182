package org.hadirector.director.drill;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A drill's report for people: the story of each phase, then one line per phase. Pure. */
public final class DrillTable {
    private static final int MAX_WORDS = 96;

    /** The words of the main job for the journal's. */
    private static final Map<String, String> LABELS = Map.of(
            "PEER_DEAD", "detection",
            "BEREAVED", "entitled",
            "VIP_UP", "VIP up",
            "VIP_DOWN", "VIP down",
            "ARP_SENT", "ARP sent",
            "STARTED", "engine open");

    private final StringBuilder text = new StringBuilder();

    private DrillTable() {}

    /** The whole report. */
    public static String of(DrillReport report) {
        DrillTable table = new DrillTable();
        for (DrillPhase phase : report.phases()) {
            table.story(phase);
        }
        table.summary(report);
        return table.text.toString();
    }

    private void story(DrillPhase phase) {
        line("%s", phase.name());
        line("  %10s  %-6s  %s", "ms", "where", "what");
        for (TimelineEntry entry : phase.timeline().entries()) {
            String what = entry.where().equals(Timeline.CLIENT) || entry.kind().equals("FAULT")
                    ? entry.text()
                    : "%-13s %s".formatted(label(entry.kind()), entry.text()).stripTrailing();
            line("  %10.1f  %-6s  %s", phase.timeline().atMs(entry), entry.where(), shortened(what));
        }
        line("");
    }

    private void summary(DrillReport report) {
        line(
                "keepalive %s, deadtime %s",
                report.timing().keepalive(), report.timing().deadtime());
        line(
                "  %-28s %10s %9s %8s %7s  %s",
                "phase", "outage ms", "usual ms", "answered", "failed", "answers by server");
        for (DrillPhase phase : report.phases()) {
            OutageReport client = phase.client();
            line(
                    "  %-28s %10s %9.1f %8d %7d  %s",
                    phase.name(),
                    client.served() ? "%.1f".formatted(client.outageMs()) : "NOT SERVED",
                    client.usualGapNs() / 1e6,
                    client.answered(),
                    client.failed(),
                    counts(client));
            phase.figures().forEach((name, ms) -> line("    %s: %.1f ms", name, ms));
        }
    }

    private static String counts(OutageReport client) {
        String servers = join(client.byServer());
        return client.failures().isEmpty()
                ? servers
                : servers + "; failed by "
                        + client.failures().entrySet().stream()
                                .map(entry -> entry.getKey().name().toLowerCase(Locale.ROOT) + " " + entry.getValue())
                                .collect(Collectors.joining(", "));
    }

    private static String join(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String label(String kind) {
        return LABELS.getOrDefault(kind, kind.toLowerCase(Locale.ROOT).replace('_', ' '));
    }

    private static String shortened(String what) {
        return what.length() > MAX_WORDS ? what.substring(0, MAX_WORDS - 1) + "…" : what;
    }

    private void line(String format, Object... values) {
        String line = format.formatted(values);
        text.append(line).append('\n');
    }
}
