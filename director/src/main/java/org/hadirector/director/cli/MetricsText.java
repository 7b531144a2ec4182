package org.hadirector.director.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hadirector.director.control.Tree;

/**
 * The status tree in Prometheus' text format, version 0.0.4:
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */
final class MetricsText {
    private final Map<String, Family> families = new LinkedHashMap<>();

    private record Family(String type, String help, List<String> samples) {}

    private MetricsText() {}

    static String of(Map<String, Object> status) {
        MetricsText metrics = new MetricsText();
        metrics.node(new Tree(status));
        new Tree(status).list("links").forEach(metrics::link);
        new Tree(status).list("groups").forEach(metrics::group);
        metrics.renewal(new Tree(status).map("renewal"));
        metrics.engine(new Tree(status).map("engine"));
        return metrics.text();
    }

    /** When the daemon does not answer: that is a figure too. */
    static String down() {
        MetricsText metrics = new MetricsText();
        metrics.gauge("up", "Whether the daemon answers.", "", 0);
        return metrics.text();
    }

    private void node(Tree status) {
        gauge("up", "Whether the daemon answers.", "", 1);
        gauge("info", "Version and node.", labels("node", status.text("node"), "version", status.text("version")), 1);
        gauge("uptime_seconds", "Since the daemon began.", "", status.number("uptimeMs") / 1e3);
        gauge("role", "The node's role, by its name.", labels("role", status.text("role")), 1);
        Tree peer = status.map("peer");
        String state = peer.text("state");
        gauge("peer_up", "Whether the other node is heard.", labels("peer", peer.text("name")), alive(state));
        gauge(
                "peer_silent_seconds",
                "Since its last beat; -1: never heard.",
                labels("peer", peer.text("name")),
                seconds(peer));
        gauge(
                "lease_seconds",
                "Length of the lease in force.",
                "",
                status.map("lease").decimal("ms") / 1e3);
        counter("duty_cycles_total", "Cycles of the deciding duty.", "", status.number("dutyCycles"));
        Tree late = status.map("dutyLate");
        gauge("duty_worst_late_seconds", "The latest cycle so far.", "", late.decimal("worstMs") / 1e3);
        quantile("0.5", late.decimal("p50Ms"));
        quantile("0.99", late.decimal("p99Ms"));
        quantile("0.999", late.decimal("p999Ms"));
        counter("journal_lost_total", "Events that no disk took.", "", status.number("journalLost"));
        Tree pings = status.map("pings").map("states");
        for (String name : pings.fields().keySet()) {
            gauge(
                    "ping_node_up",
                    "Whether a ping node or group answers.",
                    labels("ping", name),
                    alive(pings.text(name)));
        }
    }

    private void quantile(String share, double ms) {
        gauge(
                "duty_late_seconds",
                "How late the cycles came, the share of them that was no later.",
                labels("quantile", share),
                ms / 1e3);
    }

    private static double seconds(Tree silent) {
        return silent.number("silentMs") < 0 ? -1 : silent.number("silentMs") / 1e3;
    }

    private static int alive(String state) {
        return state.equals("up") || state.equals("late") ? 1 : 0;
    }

    private void link(Tree link) {
        String of = labels("link", link.text("name"));
        gauge("link_up", "Whether beats of the other node come in on the link.", of, alive(link.text("state")));
        gauge("link_silent_seconds", "Since the last beat there; -1: none yet.", of, seconds(link));
        counter("beats_sent_total", "Beats sent.", of, link.number("sent"));
        counter(
                "beat_bytes_sent_total",
                "Bytes of beats sent, headers of UDP and IP included.",
                of,
                link.number("bytesSent"));
        counter("beats_received_total", "Good beats received.", of, link.number("received"));
        for (String why :
                List.of("foreign", "forged", "replayed", "malformed", "misrouted", "unresolved", "unproven")) {
            counter(
                    "beats_rejected_total",
                    "Beats not believed, by reason.",
                    labels("link", link.text("name"), "reason", why),
                    link.number(why));
        }
    }

    private void group(Tree group) {
        String of = labels("group", group.text("name"));
        gauge(
                "group_owned",
                "Whether this node owns the group.",
                of,
                group.text("state").equals("owner") ? 1 : 0);
        gauge("group_ready", "Whether this node could serve the group at once.", of, group.is("ready") ? 1 : 0);
        gauge("group_epoch", "Epoch of the last ownership known.", of, group.number("epoch"));
        gauge("group_lease_left_seconds", "What is left of the lease.", of, group.number("leaseLeftMs") / 1e3);
    }

    private void renewal(Tree renewal) {
        for (String group : renewal.fields().keySet()) {
            Tree kept = renewal.map(group);
            counter(
                    "lease_renewals_total",
                    "Renewals in the present ownership.",
                    labels("group", group),
                    kept.number("renewals"));
            if (kept.has("worstLeftMs")) {
                gauge(
                        "lease_worst_margin_seconds",
                        "What was left of the lease at its latest renewal.",
                        labels("group", group),
                        kept.decimal("worstLeftMs") / 1e3);
            }
        }
    }

    private void engine(Tree engine) {
        packets(engine, "diverted", "diverted", "Packets the gate took away from the stack, for the engine.");
        packets(engine, "carried", "carried", "Packets of connections that last, sent on by the gate itself.");
        packets(engine, "received", "received", "Packets received by the engine.");
        packets(engine, "forwarded", "forwarded", "Packets forwarded by the engine.");
        packets(engine, "local", "local", "Packets the engine gave back to the node's own stack.");
        packets(engine, "dropped", "dropped", "Packets dropped by the engine.");
        packets(engine, "overruns", "overrun", "Packets lost because the engine did not keep up.");
        packets(engine, "truncated", "too_big", "Packets dropped because no receive slot holds them.");
        packets(engine, "sendFailures", "send_failures", "Packets the kernel refused on the way out.");
        packets(engine, "silenced", "silenced", "Packets the gate dropped because the lease was over.");
        packets(engine, "silencedArp", "silenced_arp", "Questions for an address (ARP, ND) left unanswered likewise.");
        Tree drops = engine.map("drops");
        for (String reason : drops.fields().keySet()) {
            counter(
                    "packets_dropped_by_reason_total",
                    "Packets dropped by the engine, by reason.",
                    labels("reason", reason.toLowerCase(Locale.ROOT)),
                    drops.number(reason));
        }
        if (engine.has("defence")) {
            defence(engine.map("defence"));
        }
        for (String name : List.of("services", "connections")) {
            if (engine.has(name)) {
                gauge(name, "In the engine's table.", "", engine.number(name));
            }
        }
    }

    private void defence(Tree defence) {
        gauge("connections_limit", "Connections that the engine's table takes.", "", defence.number("limit"));
        gauge("memory_short", "Whether defences of mode 1 act.", "", defence.is("memoryShort") ? 1 : 0);
        counter("connections_given_up_total", "Connections ended by drop_entry.", "", defence.number("givenUp"));
        for (String name : List.of("drop_entry", "drop_packet", "secure_tcp")) {
            gauge(
                    "defence_mode",
                    "0 off, 1 ready, 2 acting because memory is short, 3 always acting.",
                    labels("defence", name),
                    defence.number(name));
        }
    }

    private void packets(Tree engine, String name, String what, String help) {
        if (engine.has(name)) {
            counter("packets_" + what + "_total", help, "", engine.number(name));
        }
    }

    private static String labels(String... pairs) {
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            String value =
                    pairs[i + 1].replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
            labels.add(pairs[i] + "=\"" + value + "\"");
        }
        return "{" + String.join(",", labels) + "}";
    }

    private void gauge(String name, String help, String labels, double value) {
        add(name, "gauge", help, labels, value);
    }

    private void counter(String name, String help, String labels, double value) {
        add(name, "counter", help, labels, value);
    }

    private void add(String name, String type, String help, String labels, double value) {
        String number = value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.format(Locale.ROOT, "%.6f", value);
        families.computeIfAbsent("ha_director_" + name, key -> new Family(type, help, new ArrayList<>()))
                .samples()
                .add(labels + " " + number);
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        families.forEach((name, family) -> {
            text.append("# HELP ")
                    .append(name)
                    .append(' ')
                    .append(family.help())
                    .append('\n');
            text.append("# TYPE ")
                    .append(name)
                    .append(' ')
                    .append(family.type())
                    .append('\n');
            family.samples().forEach(sample -> text.append(name).append(sample).append('\n'));
        });
        return text.toString();
    }
}
