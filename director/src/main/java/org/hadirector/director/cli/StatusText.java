package org.hadirector.director.cli;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hadirector.director.control.Tree;

/** The status tree for eyes: a line for each thing, the answer to "who serves, and is the other ready" on top. */
final class StatusText {
    /** So many confirmed addresses of a group get a line each. */
    private static final int NAMED = 8;
    /** Why a beat is refused at the door of a link. */
    private static final List<String> REJECTED =
            List.of("foreign", "forged", "replayed", "malformed", "misrouted", "unresolved");

    private final StringBuilder text = new StringBuilder();

    private StatusText() {}

    static String of(Map<String, Object> status) {
        StatusText printer = new StatusText();
        printer.node(status);
        list(status, "groups").forEach(printer::group);
        list(status, "links").forEach(printer::link);
        printer.pings(map(status, "pings"));
        printer.lease(map(status, "lease"), status);
        printer.renewal(new Tree(status));
        printer.fence(map(status, "fence"), status);
        printer.watchdog(map(status, "watchdog"));
        printer.guardian(String.valueOf(status.get("guardian")));
        printer.journal(status);
        printer.engine(map(status, "engine"));
        return printer.text.toString();
    }

    private void node(Map<String, Object> status) {
        line("%s: %s, epoch %s (director %s, pid %s, up %s s)"
                .formatted(
                        status.get("node"),
                        status.get("role"),
                        status.get("epoch"),
                        status.get("version"),
                        status.get("pid"),
                        number(status, "uptimeMs") / 1000));
        Map<String, Object> peer = map(status, "peer");
        String silent = number(peer, "silentMs") < 0 ? "never heard" : "last heard " + peer.get("silentMs") + " ms ago";
        boolean differs = number(peer, "silentMs") >= 0 && Boolean.FALSE.equals(peer.get("sameConfiguration"));
        String config = differs ? ", its configuration DIFFERS" : "";
        line("peer %s: %s, %s%s".formatted(peer.get("name"), peer.get("state"), silent, config));
    }

    private void group(Map<String, Object> group) {
        line("group %s: %s, epoch %s, peer %s, %s%s"
                .formatted(
                        group.get("name"),
                        group.get("state"),
                        group.get("epoch"),
                        group.get("peerState"),
                        readiness(group),
                        String.valueOf(group.get("reason")).isEmpty() ? "" : " (" + group.get("reason") + ")"));
        confirmed(list(group, "confirmed"));
        for (Map<String, Object> stranger : list(group, "strangers")) {
            line("  STRANGER %s speaks as owner of %s (%s), since %d s, last %d s ago"
                    .formatted(
                            stranger.get("hardwareAddress"),
                            stranger.get("address"),
                            stranger.get("vendor"),
                            number(stranger, "sinceMs") / 1000,
                            number(stranger, "lastHeardMs") / 1000));
        }
        if (group.get("busy") instanceof String busy && !busy.isEmpty()) {
            line("  now " + busy);
        }
        for (String why : new Tree(group).texts("unfinished")) {
            line("  reload NOT DONE: " + why + " (director reload tries again)");
        }
        for (Map<String, Object> resource : list(group, "resources")) {
            line("  %s: %s".formatted(resource.get("name"), resource.get("state")));
        }
        map(group, "complaints").forEach((service, why) -> line("  %s answers BADLY: %s".formatted(service, why)));
    }

    private static String readiness(Map<String, Object> group) {
        if (Boolean.TRUE.equals(group.get("ready"))) {
            return "ready";
        }
        List<String> reasons = new Tree(group).texts("notReady");
        return reasons.isEmpty() ? "NOT READY" : "NOT READY: " + String.join("; ", reasons);
    }

    /** Group by group, while it is or was owned here. */
    private void renewal(Tree status) {
        for (String group : status.map("renewal").fields().keySet()) {
            Tree kept = status.map("renewal").map(group);
            if (kept.number("renewals") > 0) {
                line("lease of %s%s: renewed every %.1f ms, %.1f times a length, worst margin %.1f ms in %d renewals"
                        .formatted(
                                group,
                                kept.is("running") ? "" : " (ended)",
                                kept.decimal("everyMs"),
                                kept.decimal("perLength"),
                                kept.decimal("worstLeftMs"),
                                kept.number("renewals")));
            }
        }
    }

    /** Of many addresses only those are named that nobody has answered to yet. */
    private void confirmed(List<Map<String, Object>> addresses) {
        long done = addresses.stream().filter(StatusText::answered).count();
        if (done > NAMED) {
            line("  %d of %d addresses: takeover confirmed".formatted(done, addresses.size()));
        }
        for (Map<String, Object> address : addresses) {
            if (!answered(address)) {
                line("  %s: takeover NOT YET CONFIRMED, nobody answers to it (asked %s times)"
                        .formatted(address.get("address"), address.get("asked")));
            } else if (done <= NAMED) {
                line("  %s: takeover confirmed by %s after %s ms"
                        .formatted(address.get("address"), address.get("by"), address.get("ms")));
            }
        }
    }

    private static boolean answered(Map<String, Object> address) {
        return !String.valueOf(address.get("by")).isEmpty();
    }

    private void link(Map<String, Object> link) {
        List<String> refused = REJECTED.stream()
                .filter(why -> number(link, why) > 0)
                .map(why -> why + " " + number(link, why))
                .toList();
        long bad = REJECTED.stream().mapToLong(why -> number(link, why)).sum();
        // A few at first contact are normal; on a link that is not up they are what there is instead of a peer.
        boolean unproven = number(link, "unproven") > 0 && !"up".equals(link.get("state"));
        String silent = number(link, "silentMs") < 0 ? "never heard" : link.get("silentMs") + " ms";
        line("link %s: %s (%s), %s, sent %s (%d bytes/s), received %s%s, rejected %d%s%s"
                .formatted(
                        link.get("name"),
                        link.get("state"),
                        silent,
                        Boolean.TRUE.equals(link.get("hearsUs")) ? "both ways" : "peer does not hear us",
                        link.get("sent"),
                        number(link, "bytesPerSecond"),
                        link.get("received"),
                        unproven ? " (" + number(link, "unproven") + " that do not answer ours: not counted)" : "",
                        bad,
                        bad == 0 ? "" : " (" + String.join(", ", refused) + ")",
                        number(link, "misrouted") > 0
                                ? "; beats of another link of its kind come in here: cables crossed, or the media of"
                                        + " the two ha.cf in another order?"
                                : ""));
        if (!String.valueOf(link.getOrDefault("evidence", "")).isEmpty()) {
            line("  signs of death: " + link.get("evidence"));
        }
    }

    private void pings(Map<String, Object> pings) {
        map(pings, "states").forEach((name, state) -> line("ping node %s: %s".formatted(name, state)));
        if (Boolean.TRUE.equals(pings.get("ipfail"))) {
            String peer = number(pings, "peerSees") < 0 ? "has not said" : "sees " + pings.get("peerSees");
            long heldMs = number(pings, "failbackHeldBackMs");
            line("ipfail: we see %s, the peer %s%s"
                    .formatted(pings.get("seen"), peer, heldMs > 0 ? ", no failback for " + heldMs / 1000 + " s" : ""));
        }
    }

    private void lease(Map<String, Object> lease, Map<String, Object> status) {
        String behind = status.get("addressLifetimeS") == null
                ? ""
                : ", address lifetime " + status.get("addressLifetimeS") + " s behind it";
        line("lease %s ms in the %s%s, %s ms left, %s ms before the peer may move; on-partition %s"
                .formatted(
                        lease.get("ms"),
                        lease.get("inForce"),
                        behind,
                        lease.get("remainingMs"),
                        lease.get("marginMs"),
                        status.get("onPartition")));
    }

    private void fence(Map<String, Object> fence, Map<String, Object> status) {
        if (Boolean.TRUE.equals(fence.get("configured"))) {
            String reason = String.valueOf(fence.get("reason"));
            line("fence %s: %s%s%s"
                    .formatted(
                            status.get("fenceDevices"),
                            fence.get("state"),
                            reason.isEmpty() ? "" : " (" + reason + ")",
                            fenceRemedy(fence, status)));
        }
    }

    /** What a person can do while a takeover waits. */
    private static String fenceRemedy(Map<String, Object> fence, Map<String, Object> status) {
        Object peer = map(status, "peer").get("name");
        if (number(fence, "failures") > 0) {
            return ", " + fence.get("failures") + " attempts failed: no takeover before one works; mend the device, or"
                    + " cut " + peer + " off by hand, then: director fence confirm " + peer;
        }
        boolean person = String.valueOf(status.get("fenceDevices")).contains("Meatware");
        return person && "running".equals(String.valueOf(fence.get("state")))
                ? ", a person must reset " + peer + ", then: meatclient -c " + peer
                : "";
    }

    private void journal(Map<String, Object> status) {
        Object trouble = status.getOrDefault("journalTrouble", "");
        if (number(status, "journalLost") > 0 || !"".equals(trouble)) {
            String now = "".equals(trouble) ? "written again" : "FAULT: " + trouble;
            line("journal: %s entries lost, %s".formatted(status.get("journalLost"), now));
        }
    }

    private void guardian(String state) {
        if (state.equals("gone")) {
            line("guardian: GONE: a killed daemon is silent after its lease only");
        }
    }

    private void watchdog(Map<String, Object> watchdog) {
        if (!watchdog.isEmpty()) {
            String fault = String.valueOf(watchdog.get("fault"));
            String state = fault.isEmpty() ? "fed " + watchdog.get("feeds") + " times" : "FAULT: " + fault;
            line("watchdog %s: %s".formatted(watchdog.get("device"), state));
        }
    }

    private void engine(Map<String, Object> engine) {
        if (!engine.isEmpty()) {
            line("engine: %s services, %s connections, received %s, forwarded %s, dropped %s"
                    .formatted(
                            engine.get("services"),
                            engine.get("connections"),
                            engine.get("received"),
                            engine.get("forwarded"),
                            engine.get("dropped")));
            line("gate: diverted %s, carried %s, given back %s, silenced %s and %s questions"
                    .formatted(
                            number(engine, "diverted"),
                            number(engine, "carried"),
                            number(engine, "local"),
                            number(engine, "silenced"),
                            number(engine, "silencedArp")));
            Object obstacle = engine.getOrDefault("carriesNothing", "");
            if (!"".equals(obstacle)) {
                line("gate carries NOTHING by itself, every packet goes through the engine: " + obstacle);
            }
            if (engine.get("unreachable") instanceof List<?> servers && !servers.isEmpty()) {
                line("engine: no neighbour answers for "
                        + servers.stream().map(String::valueOf).collect(Collectors.joining(", "))
                        + ": packets for them are DROPPED");
            }
            long lost = number(engine, "overruns") + number(engine, "truncated") + number(engine, "sendFailures");
            if (lost > 0) {
                line("engine LOST %s packets: %s overruns, %s too big, %s refused on the way out"
                        .formatted(
                                lost,
                                number(engine, "overruns"),
                                number(engine, "truncated"),
                                number(engine, "sendFailures")));
            }
        }
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private static long number(Map<String, Object> tree, String key) {
        return tree.get(key) instanceof Number number ? number.longValue() : 0;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Map<String, Object> tree, String key) {
        return tree.get(key) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Map<String, Object> tree, String key) {
        return tree.get(key) instanceof List<?> list ? (List<Map<String, Object>>) list : List.of();
    }
}
