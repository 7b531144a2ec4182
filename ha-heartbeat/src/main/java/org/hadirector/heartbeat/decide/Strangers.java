package org.hadirector.heartbeat.decide;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hadirector.heartbeat.link.StatusMessage;

/** Beats of runs of the peer that have not shown that they live: answered, not counted, told of when they go on. */
final class Strangers {
    private static final long NEVER = Long.MIN_VALUE;
    /** So many runs get an answer in one keepalive: a living one among the recordings of seven others does. */
    private static final int ANSWERED = 8;

    private final Map<String, Long> heard = new HashMap<>();
    private final Map<Long, Long> answeredNs = new LinkedHashMap<>();
    private long boot;
    private long sinceNs = NEVER;
    private long goingOnSinceNs = NEVER;
    private long lastNs = NEVER;
    private boolean told;

    /** Whether the one that was heard last turned up at that moment or later. */
    boolean since(long momentNs) {
        return sinceNs != NEVER && sinceNs >= momentNs;
    }

    /** A beat came by a link that shows no life. */
    void count(String link) {
        heard.merge(link, 1L, Long::sum);
    }

    /** One of them lives, as it turned out. */
    void counted() {
        goingOnSinceNs = NEVER;
    }

    /** It is of a run that may be new. */
    void heard(StatusMessage message, Pace pace, String peer, long nowNs, Outbox out) {
        answeredNs.values().removeIf(at -> nowNs - at >= pace.keepaliveNs());
        if (answeredNs.size() < ANSWERED && answeredNs.putIfAbsent(message.bootId(), nowNs) == null) {
            out.wantBeat();
        }
        if (sinceNs == NEVER || boot != message.bootId()) {
            boot = message.bootId();
            sinceNs = nowNs;
        }
        if (goingOnSinceNs == NEVER || nowNs - lastNs >= pace.deadtimeNs()) {
            goingOnSinceNs = nowNs;
            told = false;
        }
        lastNs = nowNs;
        if (!told && nowNs - goingOnSinceNs >= pace.deadtimeNs() + pace.keepaliveNs()) {
            told = true;
            String text = "beats that do not answer ours are not counted: one-way, we hear " + peer
                    + ", but it does not hear us on any link; or they are recordings";
            out.tell(CoreEvent.Kind.ALARM, "", peer, text, 0);
        }
    }

    /** How many there were on a link. */
    long heardOn(String link) {
        return heard.getOrDefault(link, 0L);
    }
}
