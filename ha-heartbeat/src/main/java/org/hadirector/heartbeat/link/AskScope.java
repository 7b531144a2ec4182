package org.hadirector.heartbeat.link;

import org.hadirector.heartbeat.link.GroupStatus.Ask;
import org.hadirector.heartbeat.link.GroupStatus.AskReason;

/**
 * Which groups the operator meant whose command made a node ask: the asked node's scripts are told it, nothing is
 * decided by it.
 *
 * <p>It travels in the lower half of the nonce, which a daemon that knows of no scope takes for random and answers as
 * ever; a flag or a reason that such a daemon does not know would make it drop the beat. A nonce of such a daemon looks
 * marked once in 2^31. The other half stays random: two questions in a row must differ, nobody need be kept from
 * guessing.
 */
public enum AskScope {
    ALL(0),
    LOCAL(0x6c6f6361),
    FOREIGN(0x666f7265),
    /** This group, by its key. */
    GROUP(0x67726f75);

    private static final long LOWER_HALF = 0xffff_ffffL;

    private final int mark;

    AskScope(int mark) {
        this.mark = mark;
    }

    /** A nonce for a question of this scope; ALL needs no mark and bears none by chance. */
    public long mark(long nonce) {
        if (this != ALL) {
            return nonce & ~LOWER_HALF | mark & LOWER_HALF;
        }
        return marked(nonce) == ALL ? nonce : nonce ^ 1;
    }

    /** Of a question of the other node's. */
    public static AskScope of(Ask ask) {
        return ask.reason() == AskReason.OPERATOR ? marked(ask.nonce()) : ALL;
    }

    private static AskScope marked(long nonce) {
        for (AskScope scope : values()) {
            if (scope != ALL && scope.mark == (int) nonce) {
                return scope;
            }
        }
        return ALL;
    }
}
