package org.hadirector.director.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.hadirector.heartbeat.decide.CoreEvent;
import org.hadirector.heartbeat.decide.EventDetail.Question;
import org.hadirector.heartbeat.link.AskScope;
import org.hadirector.heartbeat.link.GroupStatus.AskReason;

/**
 * heartbeat's lines about groups that move: standby, failback, takeover from a dead or leaving node. They tell a story
 * with a beginning and an end, so this remembers how each move began. One thread; {@link #leaving} any.
 */
final class MoveTexts {
    private final String node;
    private final String peer;
    private volatile Set<String> own;
    /** How each group that we asked for comes here, and how each that we were asked for goes: standby words. */
    private final Map<String, String> taking = new HashMap<>();

    private final Map<String, String> giving = new HashMap<>();
    /** What an operator here sent to standby. */
    private String scope = "all";

    private volatile boolean leaving;
    private boolean peerLeaving;
    private boolean joining;
    private boolean active;
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

    boolean isLeaving() {
        return leaving;
    }

    void peerLeaves() {
        peerLeaving = true;
    }

    /** @param owning it had something when we heard it first */
    void peerUp(boolean owning) {
        peerLeaving = false;
        joining = owning;
    }

    boolean isActive() {
        return active;
    }

    boolean peerLeaving() {
        return peerLeaving;
    }

    /** This node takes part from now on, with or without the other one. */
    List<LogLine> active(boolean peerSilent) {
        List<LogLine> lines = new ArrayList<>(List.of(
                LogLine.info("Comm_now_up(): updating status to active"),
                LogLine.info("Local status now set to: 'active'")));
        active = true;
        alone = peerSilent;
        if (!alone && own.isEmpty()) {
            lines.add(LogLine.info("Initial resource acquisition complete (T_RESOURCES(us))"));
        }
        if (alone || !joining) { // else there is no start of the pair, at which each looks for its own
            lines.addAll(nothingLocal());
        }
        return lines;
    }

    /** What heartbeat says whenever it looks for its own groups and there are none. */
    List<LogLine> nothingLocal() {
        return own.isEmpty()
                ? List.of(LogLine.info(
                        "No local resources [/usr/share/heartbeat/ResourceManager listkeys " + node + "] to acquire."))
                : List.of();
    }

    /** An operator here sends this node to standby: the other one asks for what it offers, and not for how much. */
    void goingStandby(String ordered) {
        scope = ordered;
    }

    /** We asked for a group. */
    List<LogLine> asked(CoreEvent event) {
        if (!(event.detail() instanceof Question question)) {
            return List.of();
        }
        String what = given(question);
        if (what.isEmpty() || peerLeaving) {
            return List.of();
        }
        taking.put(event.group(), what);
        return List.of(LogLine.info(peer + " wants to go standby [" + what + "]"));
    }

    List<LogLine> claim(CoreEvent event) {
        giving.remove(event.group()); // what was given comes back
        String what = taking.get(event.group());
        if (what != null) {
            return List.of(
                    LogLine.info("standby: acquire [" + what + "] resources from " + peer),
                    LogLine.info("acquire " + ours(what) + " HA resources (standby)."));
        }
        return List.of(
                own.contains(event.group()) || byKey(event)
                        ? LogLine.script("ip-request-resp", "received ip-request-resp " + event.group() + " OK yes")
                        : LogLine.script("mach_down", "info: Taking over resource group " + event.group()));
    }

    List<LogLine> owner(CoreEvent event) {
        String what = taking.remove(event.group());
        if (byKey(event)) {
            return List.of();
        }
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

    /** A group that the other node waits for. One that is given up for nobody is no standby. */
    List<LogLine> releasing(CoreEvent event) {
        taking.remove(event.group());
        if (!(event.detail() instanceof Question question) || leaving) {
            return List.of();
        }
        boolean ordered = question.reason() == AskReason.OFFERED;
        String what = ordered ? scope : given(question);
        if (what.isEmpty()) {
            return List.of();
        }
        giving.put(event.group(), what);
        List<LogLine> lines = new ArrayList<>();
        if (!ordered) {
            lines.add(LogLine.info(node + " wants to go standby [" + what + "]"));
        }
        lines.add(LogLine.info("standby: " + peer + " can take our " + what + " resources"));
        lines.add(LogLine.info("give up " + what + " HA resources (standby)."));
        return lines;
    }

    List<LogLine> none(CoreEvent event) {
        String what = giving.get(event.group());
        return what == null
                ? List.of()
                : List.of(
                        LogLine.info(what + " HA resource release completed (standby)."),
                        LogLine.info("Local standby process completed [" + what + "]."));
    }

    /** The other node has what we gave it. */
    List<LogLine> taken(CoreEvent event) {
        LogLine settled = LogLine.info("remote resource transition completed.");
        String what = giving.remove(event.group());
        return what == null
                ? List.of(settled)
                : List.of(settled, LogLine.info("Other node completed standby takeover of " + what + " resources."));
    }

    /** The other node dies: a standby that is under way, either way, comes to nothing. */
    List<LogLine> peerDead() {
        boolean pending = !taking.isEmpty() || !giving.isEmpty();
        taking.clear();
        giving.clear();
        return pending ? List.of(LogLine.info("Cancelling pending standby operation")) : List.of();
    }

    /** Whether an operator here asked for the group by its key. */
    private static boolean byKey(CoreEvent event) {
        return event.detail() instanceof Question question && question.scope() == AskScope.GROUP;
    }

    /** What the giver calls it, to whom the asker's local groups are foreign; empty when the move is no standby. */
    private static String given(Question question) {
        return switch (question.reason()) {
            case OFFERED -> question.scope().name().toLowerCase(Locale.ROOT);
            case OPERATOR -> question.scope() == AskScope.GROUP
                    ? ""
                    : ours(question.scope().name().toLowerCase(Locale.ROOT));
            case FAILBACK -> "foreign";
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
