package org.hadirector.heartbeat.decide;

import java.util.HashMap;
import java.util.Map;
import org.hadirector.heartbeat.link.StatusMessage;

/** Beats of a run of the peer that has not shown that it hears ours: answered, not counted, told of when they go on. */
final class Strangers {
    private static final long NEVER = Long.MIN_VALUE;

    private final Map<String, Long> heard = new HashMap<>();
    private long boot;
    private long sinceNs = NEVER;
    private long answeredNs = NEVER;
    private boolean told;

    /** Whether the one that was heard last turned up at that moment or later. */
    boolean since(long momentNs) {
        return sinceNs != NEVER && sinceNs >= momentNs;
    }

    void heard(String link, StatusMessage message, Pace pace, String peer, long nowNs, Outbox out) {
        heard.merge(link, 1L, Long::sum);
        if (answeredNs == NEVER || nowNs - answeredNs >= pace.keepaliveNs()) {
            answeredNs = nowNs;
            out.wantBeat();
        }
        if (sinceNs == NEVER || boot != message.bootId()) {
            boot = message.bootId();
            sinceNs = nowNs;
            told = false;
        } else if (!told && nowNs - sinceNs >= pace.deadtimeNs() + pace.keepaliveNs()) {
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
