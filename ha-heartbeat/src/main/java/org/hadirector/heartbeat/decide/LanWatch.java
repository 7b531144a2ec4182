package org.hadirector.heartbeat.decide;

/**
 * What the LAN of one group says: whether it works ({@link LanProof}), whether nobody else answers for the VIP
 * ({@link VipSilence}), and whether whoever looks for us finds us there ({@link VipPresence}). It passes what is heard
 * to these three and answers what takes more than one of them.
 *
 * <p>Silence of the VIP counts only from a round of probes that was really sent, and three rounds in a row without a
 * witness's answer end it: two nodes whose LAN comes back must not both find the VIP silent "for long enough" in that
 * moment.
 */
public class LanWatch {
    /** What is known about our own LAN. */
    public enum Lan {
        /** Too early to say. */
        SEARCHING,
        PROVEN,
        LOST,
        /** No witness ever answered, and the peer does not: the policy {@code on-partition} decides. */
        NO_WITNESS
    }

    /** So many in a row without a witness's answer are an outage. */
    private static final int OUTAGE_ROUNDS = 3;

    private static final String PEER = "the other node";

    private final Pace pace;
    private final ProbeRounds rounds;
    private final LanProof proof;
    private final VipSilence silence;
    private final VipPresence presence;

    /**
     * @param startNs monotonic
     * @param witnessExpected a LAN on which nobody answers is dead, not merely lonely
     */
    public LanWatch(Pace pace, long startNs, boolean witnessExpected) {
        this.pace = pace;
        this.rounds = new ProbeRounds(pace);
        this.proof = new LanProof(pace, rounds, startNs, witnessExpected);
        this.silence = new VipSilence(pace, rounds);
        this.presence = new VipPresence(pace);
    }

    /** Other files name other witnesses. */
    void expectWitness(boolean expected) {
        proof.expectWitness(expected);
    }

    /** Other files name another LAN: what was seen of the former one is good as long as it is young, and no longer. */
    void moved() {
        silence.voidWindow();
        presence.moved();
    }

    /** A round of probes leaves. */
    void probed(long nowNs) {
        if (rounds.end() >= OUTAGE_ROUNDS && hasWitness()) {
            silence.outage();
            presence.lanBroke();
        }
        silence.roundLeaves(nowNs);
        rounds.begin(nowNs);
    }

    /** A round of another group's probes leaves on the same LAN: it asks the same witnesses. */
    void otherProbed() {
        silence.otherRoundLeaves();
    }

    /** A witness answered. */
    void witnessAnswered(String who, long nowNs) {
        if (listening()) {
            long beforeNs = proof.lastAnswerNs();
            proof.witnessAnswered(who, nowNs);
            proven(who, beforeNs, nowNs);
        }
    }

    /**
     * The peer's own address answered: its kernel hears our probes. Beside a witness that proves nothing of our LAN:
     * the more stations do, the likelier a LAN that loses frames is proven while it loses the answers for the VIP.
     */
    void peerAnswered(long nowNs) {
        if (!listening()) {
            return;
        }
        silence.peerAnswered(nowNs);
        if (!hasWitness()) {
            long beforeNs = proof.lastAnswerNs();
            proof.answered(nowNs);
            proven(PEER, beforeNs, nowNs);
        }
    }

    private void proven(String who, long beforeNs, long nowNs) {
        presence.lanProven(proof.creditedNs(), beforeNs, nowNs);
        silence.lanProven(who, nowNs);
        rounds.answered();
    }

    /** Whether an answer can be one to a question of ours. */
    private boolean listening() {
        return rounds.any() && carrier();
    }

    /** Another station answered for the VIP. */
    void vipAnswered(String hardwareAddress, long nowNs) {
        silence.vipAnswered(hardwareAddress, nowNs);
    }

    /** Another station probed for the VIP, as one does before it takes an address. */
    void vipProbed(String hardwareAddress, long nowNs) {
        silence.vipProbed(hardwareAddress, nowNs);
    }

    /** Whether another station probes for the VIP now: it may be starting what stands before the address. */
    public boolean rival(long nowNs) {
        return silence.rival(nowNs);
    }

    /** Whether the station that probed for the VIP last is this one, and did so a moment ago. */
    boolean rival(String hardwareAddress, long nowNs) {
        return silence.rival(hardwareAddress, nowNs);
    }

    /** What was seen so far proves nothing: a stall, a failed probe. */
    void voidWindow() {
        silence.voidWindow();
    }

    /** Returns whether that was news. */
    boolean carrierChanged(boolean up) {
        if (carrier() == up) {
            return false;
        }
        proof.carrier(up);
        silence.outage();
        if (!up) {
            presence.carrierLost();
        }
        return true;
    }

    /** Whether nobody answered for the VIP for that long while our LAN was proven, up to now. */
    public boolean vipSilent(long nowNs, long windowNs) {
        return vipUnanswered(nowNs, windowNs)
                && silence.proven(nowNs)
                && nowNs - proof.lastAnswerNs() <= pace.probeWindowNs();
    }

    /** As {@link #vipSilent} without any proof that our own LAN works. */
    public boolean vipUnanswered(long nowNs, long windowNs) {
        return carrier() && silence.lasts(nowNs, windowNs);
    }

    /**
     * Whether the LAN loses so much that the VIP may be silent by accident: {@link WindowTally}. Not for ever, for a
     * witness may have reasons of its own to answer seldom.
     *
     * @param place of this node, 1 for who goes first ({@link Turn#place})
     */
    public boolean silentByAccident(int place, long nowNs) {
        return silence.accident(place, nowNs);
    }

    /** The share of the witnesses' answers that did not come in the present window, in percent. */
    public int percentMissed() {
        return silence.percentMissed();
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
                && silence.peerAnsweredSince(deadSinceNs, nowNs);
    }

    /** Whether the peer's own address answered within that time. */
    public boolean peerHeard(long nowNs, long withinNs) {
        return silence.peerHeard(nowNs, withinNs);
    }

    /** How long the present window of silence is, 0 when there is none. */
    public long windowNs(long nowNs) {
        return silence.windowNs(nowNs);
    }

    public Lan lan(long nowNs) {
        return proof.lan(nowNs);
    }

    /**
     * Whether the present window began when our LAN came back, as it may have done for the other node too: until the
     * VIP is answered for, or the LAN has worked for so long that every turn is over.
     */
    public boolean afterOutage() {
        return silence.afterOutage();
    }

    /** Whether nobody has answered the last round yet. */
    public boolean roundOpen() {
        return rounds.open();
    }

    /** Whether the round before the present one ended without an answer, and the present one has none yet either. */
    boolean roundMissed() {
        return rounds.missed();
    }

    /** The youngest moment at which our LAN certainly worked, {@link Long#MIN_VALUE} when there is none. */
    public long provenNs() {
        return proof.creditedNs();
    }

    /**
     * The youngest moment at which the peer's probes certainly found us here, had there been any: {@link VipPresence}.
     * {@link Long#MIN_VALUE} when there is none.
     */
    long shownNs() {
        return presence.shownNs();
    }

    /** A claim that was granted begins: nobody answers for the VIP until {@link #show}. */
    void hide() {
        presence.hide();
    }

    /** An address is up on our LAN, or all of them are: from now on the peer's probes find us, if not before. */
    void show(long nowNs) {
        presence.show(nowNs);
    }

    /** A claim without a grant begins, after a window of silence on a LAN that worked throughout. */
    void trust() {
        presence.trust(proof.creditedNs());
    }

    /** Whether anybody but the peer could prove our LAN: somebody has, or should. */
    public boolean hasWitness() {
        return proof.hasWitness();
    }

    public boolean carrier() {
        return proof.carrier();
    }

    public long lastRoundNs() {
        return rounds.lastNs();
    }

    /** Which witness answered last, empty when none did. */
    public String witness() {
        return proof.witness();
    }

    /** The station that answered for the VIP last, empty when none did. */
    public String vipAnsweredBy() {
        return silence.vipAnsweredBy();
    }

    /** When it did, {@link Long#MIN_VALUE} when none did. */
    public long vipAnsweredNs() {
        return silence.vipAnsweredNs();
    }
}
