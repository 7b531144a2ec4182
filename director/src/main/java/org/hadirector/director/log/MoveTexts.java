package org.hadirector.director.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.hadirector.heartbeat.decide.CoreEvent;
import org.hadirector.heartbeat.link.GroupStatus.AskReason;

/**
 * heartbeat's lines about groups that move: standby, failback, takeover from a dead or leaving node. They tell a story
 * with a beginning and an end, so this remembers how each move began. One thread; {@link #leaving} any.
 */
final class MoveTexts {
    private final String node;
    private final String peer;
    private volatile Set<String> own;
    private final Map<String, String> moves = new HashMap<>();
    private String scope = "all";
    private String takenOver = "all";
    private volatile boolean leaving;
    private boolean peerLeaving;
    private boolean acquired;
    private boolean alone;

    /** @param own keys of the groups that prefer this node */
    MoveTexts(String node, String peer, Set<String> own) {
        this.node = node;
        this.peer = peer;
        this.own = Set.copyOf(own);
    }

    void reconfigure(Set<String> now) {
        own = Set.copyOf(now);
    }

    void leaving() {
        leaving = true;
    }

    void peer(boolean isLeaving) {
        peerLeaving = isLeaving;
    }

    boolean peerLeaving() {
        return peerLeaving;
    }

    /** This node takes part from now on, with or without the other one. */
    List<LogLine> active(boolean peerSilent) {
        List<LogLine> lines = new ArrayList<>(List.of(
                LogLine.info("Comm_now_up(): updating status to active"),
                LogLine.info("Local status now set to: 'active'")));
        alone = peerSilent;
        if (!alone && own.isEmpty()) {
            lines.add(LogLine.info("Initial resource acquisition complete (T_RESOURCES(us))"));
        }
        lines.addAll(nothingLocal());
        return lines;
    }

    /** What heartbeat says whenever it looks for its own groups and there are none. */
    List<LogLine> nothingLocal() {
        return own.isEmpty()
                ? List.of(LogLine.info(
                        "No local resources [/usr/share/heartbeat/ResourceManager listkeys " + node + "] to acquire."))
                : List.of();
    }

    /** {@code STANDBY LOCAL} as the operator said it here. */
    void ordered(String order) {
        String[] words = order.toLowerCase(Locale.ROOT).split(" ");
        if (words.length == 2 && words[0].equals("standby")) {
            scope = words[1];
        } else if (words.length == 2 && words[0].equals("takeover")) {
            takenOver = ours(words[1]);
        }
    }

    /** We asked for a group; the reason's name is the event's. */
    List<LogLine> asked(CoreEvent event) {
        String what = scopeOf(event.reason(), takenOver);
        if (what.isEmpty() || peerLeaving) {
            return List.of();
        }
        moves.put(event.group(), what);
        return List.of(LogLine.info(peer + " wants to go standby [" + what + "]"));
    }

    List<LogLine> claim(CoreEvent event) {
        String what = moves.get(event.group());
        if (what != null) {
            return List.of(
                    LogLine.info("standby: acquire [" + what + "] resources from " + peer),
                    LogLine.info("acquire " + ours(what) + " HA resources (standby)."));
        }
        return List.of(
                own.contains(event.group())
                        ? LogLine.script("ip-request-resp", "received ip-request-resp " + event.group() + " OK yes")
                        : LogLine.script("mach_down", "info: Taking over resource group " + event.group()));
    }

    List<LogLine> owner(CoreEvent event) {
        String what = moves.remove(event.group());
        if (what != null) {
            return List.of(
                    LogLine.info(ours(what) + " HA resource acquisition completed (standby)."),
                    LogLine.info("Standby resource acquisition done [" + what + "]."));
        }
        if (!own.contains(event.group())) {
            return List.of(
                    LogLine.script(
                            "mach_down",
                            "info: /usr/share/heartbeat/mach_down: nice_failback: foreign resources acquired"),
                    LogLine.script("mach_down", "info: mach_down takeover complete for node " + peer + "."),
                    LogLine.info("mach_down takeover complete."));
        }
        List<LogLine> lines = new ArrayList<>();
        if (!acquired) {
            acquired = true;
            lines.add(LogLine.info("local resource transition completed."));
            lines.add(LogLine.info(
                    "Initial resource acquisition complete (" + (alone ? "mach_down" : "T_RESOURCES(us)") + ")"));
        }
        lines.add(LogLine.info("Local Resource acquisition completed."));
        return lines;
    }

    /**
     * {@code handed to ha2: OFFERED} is the reason of a release that the other node waits for; behind OPERATOR stands
     * what that one said, if not all: its local groups are foreign here.
     */
    List<LogLine> releasing(CoreEvent event) {
        String[] words = event.reason()
                .substring(event.reason().indexOf(": ") + 1)
                .strip()
                .split(" ");
        String asked = words[0];
        String meant = words.length > 1 ? ours(words[1].toLowerCase(Locale.ROOT)) : "all";
        String what = event.reason().startsWith("handed to ") ? scopeOf(asked, meant) : "";
        if (what.isEmpty() || leaving) {
            return List.of();
        }
        String given = asked.equals(AskReason.OFFERED.name()) ? scope : what;
        moves.put(event.group(), given);
        List<LogLine> lines = new ArrayList<>();
        if (!asked.equals(AskReason.OFFERED.name())) {
            lines.add(LogLine.info(node + " wants to go standby [" + given + "]"));
        }
        lines.add(LogLine.info("standby: " + peer + " can take our " + given + " resources"));
        lines.add(LogLine.info("give up " + given + " HA resources (standby)."));
        return lines;
    }

    List<LogLine> none(CoreEvent event) {
        String what = moves.get(event.group());
        return what == null
                ? List.of()
                : List.of(
                        LogLine.info(what + " HA resource release completed (standby)."),
                        LogLine.info("Local standby process completed [" + what + "]."));
    }

    /** The other node has what we gave it. */
    List<LogLine> taken(CoreEvent event) {
        LogLine settled = LogLine.info("remote resource transition completed.");
        String what = moves.remove(event.group());
        return what == null
                ? List.of(settled)
                : List.of(settled, LogLine.info("Other node completed standby takeover of " + what + " resources."));
    }

    /** What the giver calls it; empty when the move is no standby. */
    private static String scopeOf(String asked, String meant) {
        return switch (asked) {
            case "OFFERED" -> "all";
            case "OPERATOR" -> meant;
            case "FAILBACK" -> "foreign";
            default -> "";
        };
    }

    /** What is foreign to the giver is local here. */
    private static String ours(String what) {
        return switch (what) {
            case "foreign" -> "local";
            case "local" -> "foreign";
            default -> what;
        };
    }
}
