package org.hadirector.heartbeat.decide;

import java.util.Arrays;

/**
 * What the LAN of one group says: whether anybody else answers for the VIP, and whether our own LAN works at all.
 *
 * <p>A witness's answer is credited to the probe round <em>before</em> the last one, because an answer that lay in a
 * queue must never look younger than the question. Silence of the VIP counts only from a round that was really sent,
 * and three rounds in a row without a witness's answer end it: two nodes whose LAN comes back must not both find the
 * VIP silent "for long enough" in that moment.
 */
public class LanWatch {
    /** What is known about our own LAN. */
    public enum Lan {
        /** Too early to say. */
        SEARCHING,
        PROVEN,
        LOST,
        /** No witness ever answered: the policy {@code on-partition} decides. */
        NO_WITNESS
    }

    private static final long NEVER = Long.MIN_VALUE;
    private static final int ROUNDS = 3;

    private final Pace pace;
    private final long startNs;
    private boolean witnessExpected;
    private final long[] provenRounds = {NEVER, NEVER, NEVER};
    private boolean carrier = true;
    private long lastRoundNs = NEVER;
    private long previousRoundNs = NEVER;
    private boolean roundProven;
    private boolean afterOutage = true;
    /** Since when our LAN works as far as we could look, NEVER while it does not. */
    private long worksSinceNs = NEVER;

    /** No witness answered three rounds in a row, nor since. */
    private boolean broken;
    /** Since when our LAN works, outages of a lease aside, and answers of ours for the VIP can be heard there. */
    private long shownSinceNs = NEVER;

    private boolean answering = true;
    /** The youngest proof of our LAN that came when it had been shown there for a probe window. */
    private long shownNs = NEVER;

    private long roundsInWindow;
    private int unprovenRounds;
    private long windowStartNs = NEVER;
    private long creditedNs = NEVER;
    private long lastWitnessNs = NEVER;
    private String witness = "";
    private String vipAnsweredBy = "";
    private long vipAnsweredNs = NEVER;
    private long vipProbedNs = NEVER;
    /**
     * The latest rounds of the window that the peer's own address answered, without one between that it did not: on a
     * LAN that loses frames by chance the VIP's answers are lost no more often than these.
     */
    private final long[] peerRounds = {NEVER, NEVER, NEVER, NEVER, NEVER};

    private long peerAnsweredNs = NEVER;

    /**
     * @param startNs monotonic
     * @param witnessExpected a LAN on which nobody answers is dead, not merely lonely
     */
    public LanWatch(Pace pace, long startNs, boolean witnessExpected) {
        this.pace = pace;
        this.startNs = startNs;
        this.witnessExpected = witnessExpected;
    }

    /** Other files name other witnesses. */
    void expectWitness(boolean expected) {
        witnessExpected = expected;
    }

    /** Other files name another LAN: what was seen of the former one is good as long as it is young, and no longer. */
    void moved() {
        voidWindow();
        shownSinceNs = NEVER;
    }

    /** A round of probes leaves. */
    void probed(long nowNs) {
        unprovenRounds = lastRoundNs == NEVER || roundProven ? 0 : unprovenRounds + 1;
        if (unprovenRounds >= ROUNDS && hasWitness()) {
            afterOutage = true;
            broken = true;
            voidWindow();
        }
        if (latestPeerRoundNs() != lastRoundNs) {
            Arrays.fill(peerRounds, NEVER);
        }
        previousRoundNs = lastRoundNs;
        lastRoundNs = nowNs;
        roundProven = false;
        roundsInWindow++;
        if (windowStartNs == NEVER) {
            windowStartNs = nowNs;
            roundsInWindow = 1;
        }
    }

    /** A witness answered. */
    void witnessAnswered(String who, long nowNs) {
        if (lastRoundNs == NEVER || !carrier) {
            return;
        }
        creditedNs = Math.max(creditedNs, credit(nowNs));
        if (shownSinceNs == NEVER || broken && nowNs - lastWitnessNs > pace.leaseNs()) {
            shownSinceNs = nowNs;
        }
        broken = false;
        lastWitnessNs = nowNs;
        if (answering && creditedNs - shownSinceNs >= pace.probeWindowNs()) {
            shownNs = creditedNs;
        }
        witness = who;
        worksSinceNs = worksSinceNs == NEVER ? nowNs : worksSinceNs;
        if (nowNs - worksSinceNs > pace.longestTurnNs()) {
            afterOutage = false; // whoever fell silent with us had his turn since
        }
        if (!roundProven && windowStartNs != NEVER) {
            provenRounds[0] = provenRounds[1];
            provenRounds[1] = provenRounds[2];
            provenRounds[2] = lastRoundNs;
        }
        roundProven = true;
    }

    /**
     * When the question certainly left that was just answered: the round before the last, and where rounds follow
     * closely not less than the usual time between two ago, so that quick rounds make no late answer look younger.
     */
    private long credit(long nowNs) {
        if (previousRoundNs == NEVER) {
            return lastRoundNs;
        }
        return Math.min(previousRoundNs, nowNs - pace.slowProbeNs());
    }

    /** The peer's own address answered: its kernel hears our probes. */
    void peerAnswered(long nowNs) {
        if (lastRoundNs == NEVER || !carrier) {
            return;
        }
        peerAnsweredNs = nowNs;
        if (windowStartNs != NEVER && latestPeerRoundNs() != lastRoundNs) {
            for (int i = 1; i < peerRounds.length; i++) {
                peerRounds[i - 1] = peerRounds[i];
            }
            peerRounds[peerRounds.length - 1] = lastRoundNs;
        }
    }

    private long latestPeerRoundNs() {
        return peerRounds[peerRounds.length - 1];
    }

    /** Another station answered for the VIP. */
    void vipAnswered(String hardwareAddress, long nowNs) {
        vipAnsweredBy = hardwareAddress;
        vipAnsweredNs = nowNs;
        afterOutage = false;
        voidWindow();
    }

    /** Another station probed for the VIP, as one does before it takes an address. */
    void vipProbed(long nowNs) {
        vipProbedNs = nowNs;
    }

    /** Whether another station probes for the VIP now: it may be starting what stands before the address. */
    public boolean rival(long nowNs) {
        return vipProbedNs != NEVER && nowNs - vipProbedNs <= pace.rivalNs();
    }

    /** What was seen so far proves nothing: a stall, a failed probe. */
    void voidWindow() {
        windowStartNs = NEVER;
        worksSinceNs = NEVER;
        Arrays.fill(provenRounds, NEVER);
        Arrays.fill(peerRounds, NEVER);
        roundsInWindow = 0;
    }

    /** Returns whether that was news. */
    boolean carrierChanged(boolean up) {
        if (carrier == up) {
            return false;
        }
        carrier = up;
        afterOutage = true;
        voidWindow();
        if (!up) {
            creditedNs = NEVER;
            shownSinceNs = NEVER;
            shownNs = NEVER;
        }
        return true;
    }

    /** Whether nobody answered for the VIP for that long while our LAN was proven, up to now. */
    public boolean vipSilent(long nowNs, long windowNs) {
        return vipUnanswered(nowNs, windowNs)
                && provenRounds[0] != NEVER
                && nowNs - provenRounds[0] <= 2 * pace.probeWindowNs()
                && nowNs - lastWitnessNs <= pace.probeWindowNs();
    }

    /**
     * Whether the peer's kernel answered for its own address while nobody answered for the VIP, for that long and up to
     * now: it hears our probes, so its gate is closed.
     *
     * @param deadSinceNs what was seen before proves nothing: a living process may have opened the gate since
     */
    public boolean gateClosed(long nowNs, long windowNs, long deadSinceNs) {
        return nowNs - deadSinceNs >= windowNs
                && vipSilent(nowNs, windowNs)
                && peerRounds[0] != NEVER
                && peerRounds[0] >= deadSinceNs
                && nowNs - peerRounds[0] <= 2 * pace.probeWindowNs()
                && nowNs - peerAnsweredNs <= pace.probeWindowNs() / 2;
    }

    /** Whether the peer's own address answered within that time. */
    public boolean peerHeard(long nowNs, long withinNs) {
        return peerAnsweredNs != NEVER && nowNs - peerAnsweredNs <= withinNs;
    }

    /** As {@link #vipSilent} without any proof that our own LAN works. */
    public boolean vipUnanswered(long nowNs, long windowNs) {
        return carrier && windowStartNs != NEVER && nowNs - windowStartNs >= windowNs && roundsInWindow >= ROUNDS;
    }

    /** How long the present window of silence is, 0 when there is none. */
    public long windowNs(long nowNs) {
        return windowStartNs == NEVER ? 0 : nowNs - windowStartNs;
    }

    public Lan lan(long nowNs) {
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

    /**
     * Whether the present window began when our LAN came back, as it may have done for the other node too: until the
     * VIP is answered for, or the LAN has worked for so long that every turn is over.
     */
    public boolean afterOutage() {
        return afterOutage;
    }

    /** Whether no witness has answered the last round yet. */
    public boolean roundOpen() {
        return lastRoundNs != NEVER && !roundProven;
    }

    /** Whether the round before the present one ended without an answer, and the present one has none yet either. */
    boolean roundMissed() {
        return unprovenRounds > 0 && !roundProven;
    }

    /** The youngest moment at which our LAN certainly worked, {@link Long#MIN_VALUE} when there is none. */
    public long provenNs() {
        return creditedNs;
    }

    /**
     * The youngest moment at which the peer's probes certainly found us here, had there been any: our LAN worked and
     * the VIP was answered for, both for so long that some probes of whoever suspects us came in between. An outage of
     * no more than a lease counts for nothing: whoever probed before it began to count silence anew.
     * {@link Long#MIN_VALUE} when there is none.
     */
    long shownNs() {
        return shownNs;
    }

    /** A claim that was granted begins: nobody answers for the VIP until {@link #show}. */
    void hide() {
        answering = false;
        shownNs = NEVER;
    }

    /**
     * An address is up on our LAN, or all of them are: from now on the peer's probes find us, if they did not before.
     */
    void show(long nowNs) {
        if (!answering) {
            answering = true;
            shownSinceNs = shownSinceNs == NEVER ? NEVER : nowNs;
        }
    }

    /** A claim without a grant begins, after a window of silence on a LAN that worked throughout. */
    void trust() {
        answering = true;
        shownNs = creditedNs;
    }

    /** Whether anybody could prove our LAN: somebody has, or should. */
    public boolean hasWitness() {
        return witnessExpected || lastWitnessNs != NEVER;
    }

    public boolean carrier() {
        return carrier;
    }

    public long lastRoundNs() {
        return lastRoundNs;
    }

    /** Who answered last, empty when nobody did. */
    public String witness() {
        return witness;
    }

    /** The station that answered for the VIP last, empty when none did. */
    public String vipAnsweredBy() {
        return vipAnsweredBy;
    }

    /** When it did, {@link Long#MIN_VALUE} when none did. */
    public long vipAnsweredNs() {
        return vipAnsweredNs;
    }
}
