package org.hadirector.heartbeat.decide;

import java.util.Arrays;

/**
 * For how long nobody else has answered for the VIP. It counts from a round of probes that was really sent, the window
 * of silence; whatever makes an answer possible that we did not hear ends it. Times are monotonic, in ns.
 */
final class VipSilence {
    private static final long NEVER = ProbeRounds.NEVER;
    private static final int FEWEST_ROUNDS = 3;

    private final Pace pace;
    private final ProbeRounds rounds;
    private long windowStartNs = NEVER;
    private long roundsInWindow;
    private final WindowTally tally = new WindowTally();
    private final long[] provenRounds = {NEVER, NEVER, NEVER};
    private boolean afterOutage = true;
    /** Since when our LAN works as far as we could look, NEVER while it does not. */
    private long worksSinceNs = NEVER;

    private String vipAnsweredBy = "";
    private long vipAnsweredNs = NEVER;
    private String vipProbedBy = "";
    private long vipProbedNs = NEVER;
    /**
     * The latest rounds of the window that the peer's own address answered, without one between that it did not: on a
     * LAN that loses frames by chance the VIP's answers are lost no more often than these.
     */
    private final long[] peerRounds = {NEVER, NEVER, NEVER, NEVER, NEVER};

    private long peerAnsweredNs = NEVER;

    VipSilence(Pace pace, ProbeRounds rounds) {
        this.pace = pace;
        this.rounds = rounds;
    }

    /** A round of probes is about to {@link ProbeRounds#begin}. */
    void roundLeaves(long nowNs) {
        if (latest(peerRounds) != rounds.lastNs()) {
            Arrays.fill(peerRounds, NEVER);
        }
        tally.roundLeaves(rounds.any() && nowNs - rounds.lastNs() < Pace.ROUND_TRIP_NS);
        roundsInWindow++;
        if (windowStartNs == NEVER) {
            windowStartNs = nowNs;
            roundsInWindow = 1;
        }
    }

    /** Another group's round leaves on the same LAN. */
    void otherRoundLeaves() {
        tally.otherRoundLeaves();
    }

    /** A witness answers; before {@link ProbeRounds#answered}, as only the first one in a round makes it a real one. */
    void lanProven(String who, long nowNs) {
        tally.answered(who);
        worksSinceNs = worksSinceNs == NEVER ? nowNs : worksSinceNs;
        if (nowNs - worksSinceNs > pace.longestTurnNs()) {
            afterOutage = false; // whoever fell silent with us had his turn since
        }
        if (!rounds.proven() && windowStartNs != NEVER) {
            append(provenRounds, rounds.lastNs());
        }
    }

    /** The peer's own address answered: its kernel hears our probes. */
    void peerAnswered(long nowNs) {
        peerAnsweredNs = nowNs;
        if (windowStartNs != NEVER && latest(peerRounds) != rounds.lastNs()) {
            append(peerRounds, rounds.lastNs());
        }
    }

    private static long latest(long[] moments) {
        return moments[moments.length - 1];
    }

    private static void append(long[] moments, long momentNs) {
        for (int i = 1; i < moments.length; i++) {
            moments[i - 1] = moments[i];
        }
        moments[moments.length - 1] = momentNs;
    }

    /** Another station answered for the VIP. */
    void vipAnswered(String hardwareAddress, long nowNs) {
        vipAnsweredBy = hardwareAddress;
        vipAnsweredNs = nowNs;
        afterOutage = false;
        voidWindow();
    }

    /** Another station probed for the VIP, as one does before it takes an address. */
    void vipProbed(String hardwareAddress, long nowNs) {
        vipProbedBy = hardwareAddress;
        vipProbedNs = nowNs;
    }

    /** What was seen so far proves nothing. */
    void voidWindow() {
        windowStartNs = NEVER;
        worksSinceNs = NEVER;
        Arrays.fill(provenRounds, NEVER);
        Arrays.fill(peerRounds, NEVER);
        roundsInWindow = 0;
        tally.clear();
    }

    /** Our LAN is out, or comes back: others may have lost it with us. */
    void outage() {
        afterOutage = true;
        voidWindow();
    }

    boolean afterOutage() {
        return afterOutage;
    }

    boolean rival(long nowNs) {
        return vipProbedNs != NEVER && nowNs - vipProbedNs <= pace.rivalNs();
    }

    boolean rival(String hardwareAddress, long nowNs) {
        return rival(nowNs) && vipProbedBy.equals(hardwareAddress);
    }

    /** Whether nobody answered for that long up to now, in enough rounds. */
    boolean lasts(long nowNs, long windowNs) {
        return windowStartNs != NEVER && nowNs - windowStartNs >= windowNs && roundsInWindow >= FEWEST_ROUNDS;
    }

    /** Whether enough rounds of the window were real ones, not too long ago. */
    boolean proven(long nowNs) {
        return provenRounds[0] != NEVER && nowNs - provenRounds[0] <= 2 * pace.probeWindowNs();
    }

    /** Whether the LAN loses so much that nobody may have been heard by accident; not for ever. */
    boolean accident(int place, long nowNs) {
        return windowNs(nowNs) < place * pace.longestSilenceNs() && tally.accident(place);
    }

    /** The share of the witnesses' answers that did not come in the window, in percent. */
    int percentMissed() {
        return tally.percentMissed();
    }

    /** Whether the peer's kernel answered enough rounds in a row, none of them before that moment, and up to now. */
    boolean peerAnsweredSince(long sinceNs, long nowNs) {
        return peerRounds[0] != NEVER
                && peerRounds[0] >= sinceNs
                && nowNs - peerRounds[0] <= 2 * pace.probeWindowNs()
                && nowNs - peerAnsweredNs <= pace.probeWindowNs() / 2;
    }

    boolean peerHeard(long nowNs, long withinNs) {
        return peerAnsweredNs != NEVER && nowNs - peerAnsweredNs <= withinNs;
    }

    /** How long the present window is, 0 when there is none. */
    long windowNs(long nowNs) {
        return windowStartNs == NEVER ? 0 : nowNs - windowStartNs;
    }

    /** The station that answered for the VIP last, empty when none did. */
    String vipAnsweredBy() {
        return vipAnsweredBy;
    }

    /** When it did, {@link ProbeRounds#NEVER} when none did. */
    long vipAnsweredNs() {
        return vipAnsweredNs;
    }
}
