package org.hadirector.heartbeat.decide;

import java.util.SplittableRandom;
import org.hadirector.heartbeat.link.AskScope;
import org.hadirector.heartbeat.link.GroupStatus.Ask;
import org.hadirector.heartbeat.link.GroupStatus.AskReason;

/** Our own question to the peer about one group: at most one is open, and only for G. */
public class AskBook {
    private final Pace pace;
    private final SplittableRandom nonces;
    private Ask open;
    private EventDetail.Question latest;
    private long sentNs;
    private long notBeforeNs = Long.MIN_VALUE;

    AskBook(Pace pace, long seed) {
        this.pace = pace;
        this.nonces = new SplittableRandom(seed);
    }

    void ask(EventDetail.Question question, long nowNs) {
        // who offers knows what it offers
        AskScope told = question.reason() == AskReason.OPERATOR ? question.scope() : AskScope.ALL;
        open = new Ask(told.mark(nonces.nextLong()), question.reason());
        latest = question;
        sentNs = nowNs;
    }

    /** The open question, or null. */
    public Ask open(long nowNs) {
        if (!waits(nowNs)) {
            open = null;
        }
        return open;
    }

    /** Whether an answer may still come that is good. */
    boolean waits(long nowNs) {
        return open != null && nowNs - sentNs <= pace.grantNs();
    }

    /** Whether this nonce is that of the open question. */
    public boolean matches(long nonce, long nowNs) {
        Ask mine = open(nowNs);
        return mine != null && mine.nonce() == nonce;
    }

    /** What we asked last, answered or not; null when we never did. */
    EventDetail.Question latest() {
        return latest;
    }

    void close() {
        open = null;
    }

    /** The peer said no: do not pester it. */
    void refused(long nowNs) {
        open = null;
        notBeforeNs = nowNs + 2 * pace.keepaliveNs();
    }

    public boolean mayAsk(long nowNs) {
        return open(nowNs) == null && nowNs >= notBeforeNs;
    }

    /** When the open question was sent first. */
    public long sentNs() {
        return sentNs;
    }
}
