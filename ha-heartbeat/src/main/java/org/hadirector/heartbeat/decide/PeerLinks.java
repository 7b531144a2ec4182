package org.hadirector.heartbeat.decide;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hadirector.heartbeat.decide.DeadtimeDetector.Verdict;

/** The links to the peer, and what their silences amount to. Asked many times in every cycle, so without garbage. */
final class PeerLinks {
    private final Pace pace;
    private final Map<String, LinkState> byName = new LinkedHashMap<>();
    private LinkState[] all;
    /** Links that a reload took away say until then that the peer is not silent. */
    private long silentFromNs = GroupFacts.NEVER;

    PeerLinks(List<String> names, Pace pace, long startNs) {
        this.pace = pace;
        names.forEach(name -> byName.put(name, new LinkState(new DeadtimeDetector(pace, startNs))));
        list();
    }

    /** Other files: links that stay keep what is known of them. */
    void reconfigure(List<String> names, long nowNs) {
        byName.forEach((name, link) -> {
            if (!names.contains(name)) {
                silentFromNs = Math.max(silentFromNs, link.detector.deadAtNs());
            }
        });
        byName.keySet().retainAll(names);
        for (String name : names) {
            // Its silence means something a deadtime from now; initdead is for nodes that start.
            byName.computeIfAbsent(name, added -> new LinkState(DeadtimeDetector.later(pace, nowNs)));
        }
        list();
    }

    private void list() {
        all = byName.values().toArray(new LinkState[0]);
    }

    /** What is known of a link, null when there is none of that name. */
    LinkState get(String name) {
        return byName.get(name);
    }

    /** Tells of each link that became silent for deadtime. */
    void cycle(long nowNs, Outbox out) {
        byName.forEach((name, link) -> {
            if (link.detector.cycle(nowNs) == Verdict.DEAD) {
                long silentMs = link.detector.silentNs(nowNs) / 1_000_000;
                out.tell(CoreEvent.Kind.LINK_DEAD, "", name, "silent for " + silentMs + " ms", silentMs);
            }
        });
    }

    /** Whether every link is silent for deadtime. */
    boolean silent(long nowNs) {
        return nowNs >= silentSinceNs();
    }

    /** When the last of the links became or will become silent for deadtime. */
    long silentSinceNs() {
        long dead = silentFromNs;
        for (LinkState link : all) {
            dead = Math.max(dead, link.detector.deadAtNs());
        }
        return dead;
    }

    /** Whether the peer says, on each link where it is heard, that it hears nothing of us there. */
    boolean deaf(long nowNs) {
        for (LinkState link : all) {
            if (!link.deaf && !link.detector.dead(nowNs)) {
                return false;
            }
        }
        return true;
    }

    /** When the peer's silence is or will be long enough to begin with probes. */
    long suspectAtNs() {
        return silentSinceNs() - pace.deadtimeNs() + pace.suspicionNs();
    }

    /** The next moment at which silence means something new. */
    long nextNs(long nowNs) {
        long next = Long.MAX_VALUE;
        for (LinkState link : all) {
            long dead = link.detector.deadAtNs();
            next = earlier(next, dead, nowNs);
            next = earlier(next, dead - pace.deadtimeNs() + pace.warntimeNs(), nowNs);
        }
        return earlier(next, suspectAtNs(), nowNs);
    }

    private static long earlier(long next, long candidate, long nowNs) {
        return candidate > nowNs ? Math.min(next, candidate) : next;
    }
}
