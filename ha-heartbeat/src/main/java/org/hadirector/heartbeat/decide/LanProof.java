package org.hadirector.heartbeat.decide;

import org.hadirector.heartbeat.decide.LanWatch.Lan;

/**
 * Whether our own LAN works: somebody answers us there. Where there is nobody else the other node is somebody, as long
 * as it does: when it falls silent that says nothing about our LAN. An answer is credited to the probe round
 * <em>before</em> the last one, because one that lay in a queue must never look younger than the question. Times are
 * monotonic, in ns.
 */
final class LanProof {
    private static final long NEVER = ProbeRounds.NEVER;

    private final Pace pace;
    private final ProbeRounds rounds;
    private final long startNs;
    private boolean witnessExpected;
    private boolean carrier = true;
    private long creditedNs = NEVER;
    private long lastAnswerNs = NEVER;
    private boolean witnessSeen;
    private String witness = "";

    LanProof(Pace pace, ProbeRounds rounds, long startNs, boolean witnessExpected) {
        this.pace = pace;
        this.rounds = rounds;
        this.startNs = startNs;
        this.witnessExpected = witnessExpected;
    }

    void expectWitness(boolean expected) {
        witnessExpected = expected;
    }

    /** A witness answered. */
    void witnessAnswered(String who, long nowNs) {
        witnessSeen = true;
        witness = who;
        answered(nowNs);
    }

    /** A witness did, or the other node for its own address. */
    void answered(long nowNs) {
        creditedNs = Math.max(creditedNs, rounds.creditNs(nowNs));
        lastAnswerNs = nowNs;
    }

    void carrier(boolean up) {
        carrier = up;
        if (!up) {
            creditedNs = NEVER;
        }
    }

    boolean carrier() {
        return carrier;
    }

    Lan lan(long nowNs) {
        if (!carrier) {
            return Lan.LOST;
        }
        if (creditedNs != NEVER && nowNs - lastAnswerNs <= pace.deadtimeNs()) {
            return Lan.PROVEN;
        }
        if (lastAnswerNs == NEVER && nowNs - startNs < pace.deadtimeNs()) {
            return Lan.SEARCHING;
        }
        return hasWitness() ? Lan.LOST : Lan.NO_WITNESS;
    }

    /** The youngest moment at which our LAN certainly worked, {@link ProbeRounds#NEVER} when there is none. */
    long creditedNs() {
        return creditedNs;
    }

    /** When somebody answered last, {@link ProbeRounds#NEVER} when nobody has. */
    long lastAnswerNs() {
        return lastAnswerNs;
    }

    /** Whether anybody but the other node could prove our LAN: somebody has, or should. */
    boolean hasWitness() {
        return witnessExpected || witnessSeen;
    }

    /** Which witness answered last, empty when none did. */
    String witness() {
        return witness;
    }
}
