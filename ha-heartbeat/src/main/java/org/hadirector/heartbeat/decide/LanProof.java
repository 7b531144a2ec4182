package org.hadirector.heartbeat.decide;

import org.hadirector.heartbeat.decide.LanWatch.Lan;

/**
 * Whether our own LAN works: somebody answers us there. An answer is credited to the probe round <em>before</em> the
 * last one, because one that lay in a queue must never look younger than the question. Times are monotonic, in ns.
 */
final class LanProof {
    private static final long NEVER = ProbeRounds.NEVER;

    private final Pace pace;
    private final ProbeRounds rounds;
    private final long startNs;
    private boolean witnessExpected;
    private boolean carrier = true;
    private long creditedNs = NEVER;
    private long lastWitnessNs = NEVER;
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
    void answered(String who, long nowNs) {
        creditedNs = Math.max(creditedNs, rounds.creditNs(nowNs));
        lastWitnessNs = nowNs;
        witness = who;
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
        if (lastWitnessNs == NEVER) {
            if (nowNs - startNs < pace.deadtimeNs()) {
                return Lan.SEARCHING;
            }
            return witnessExpected ? Lan.LOST : Lan.NO_WITNESS;
        }
        return creditedNs != NEVER && nowNs - lastWitnessNs <= pace.deadtimeNs() ? Lan.PROVEN : Lan.LOST;
    }

    /** The youngest moment at which our LAN certainly worked, {@link ProbeRounds#NEVER} when there is none. */
    long creditedNs() {
        return creditedNs;
    }

    /** When a witness answered last, {@link ProbeRounds#NEVER} when none has. */
    long lastWitnessNs() {
        return lastWitnessNs;
    }

    /** Whether anybody could prove our LAN: somebody has, or should. */
    boolean hasWitness() {
        return witnessExpected || lastWitnessNs != NEVER;
    }

    /** Who answered last, empty when nobody did. */
    String witness() {
        return witness;
    }
}
