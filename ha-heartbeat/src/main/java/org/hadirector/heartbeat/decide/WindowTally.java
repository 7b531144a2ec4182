package org.hadirector.heartbeat.decide;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What became of the questions of one window of silence. Every round asks for the VIP and for each witness; a LAN that
 * loses frames by chance loses answers whoever was asked. So where witnesses miss some, the silence of the VIP may be
 * an accident: of {@code t} questions, {@code n} of them for the VIP, {@code m} went unanswered; the chance that all
 * {@code n} are among these is {@code C(t - n, m - n) / C(t, m)}, whatever share is lost (Fisher's exact test). The
 * silence counts once that is below one in a million.
 *
 * <p>It counts from when witnesses began to miss more than may be on its way: what was silent before the LAN began to
 * lose frames may have come back since. Where they do not every window counts.
 *
 * <p>No witness answers more often than it was asked: what comes beyond that is a copy, made by a LAN that repeats
 * frames. Were copies counted, they would stand for the answers that the same LAN loses.
 */
final class WindowTally {
    private static final double ACCIDENT = 1e-6;
    /** So many answers of each witness may be late, not lost, where rounds follow within a round trip. */
    private static final int ON_THEIR_WAY = 2;

    private static final String NEW = "";

    /** That have answered in the window: of who never does nobody knows why. */
    private final Set<String> witnesses = new HashSet<>();
    /** Questions that a witness may still answer; of one that has not answered yet as of the empty name. */
    private final Map<String, Integer> open = new HashMap<>();
    /** Rounds of other groups since ours. */
    private int others;
    /** To each witness, ours and those of other groups: nobody can tell for which of them an answer comes. */
    private long questions;

    private long answers;
    /** Both as they were when the LAN began to lose, and before the present round. */
    private long questionsBefore;

    private long answersBefore;
    private long questionsEnded;
    private long answersEnded;
    /** Rounds of ours between these two, 0 as long as the LAN loses nothing. */
    private long rounds;

    /** A new window begins with the next round. */
    void clear() {
        witnesses.clear();
        open.clear();
        others = 0;
        questions = 0;
        answers = 0;
        questionsEnded = 0;
        answersEnded = 0;
        beginHere();
    }

    private void beginHere() {
        questionsBefore = questions;
        answersBefore = answers;
        rounds = 0;
    }

    /**
     * A round of ours leaves.
     *
     * @param soon whether answers to the one before may still be on their way
     */
    void roundLeaves(boolean soon) {
        long late = soon ? ON_THEIR_WAY * witnesses.size() : 0;
        if (witnesses.size() * questions - answers <= late) {
            beginHere();
        } else {
            rounds++;
        }
        questionsEnded = questions;
        answersEnded = answers;
        // What another group has asked since may be answered a moment after we ask.
        int mayCome = (soon ? ON_THEIR_WAY : 0) + others;
        open.replaceAll((who, left) -> Math.min(left, mayCome));
        others = 0;
        asks();
    }

    private void asks() {
        questions++;
        open.putIfAbsent(NEW, 0);
        open.replaceAll((who, left) -> left + 1);
    }

    /** Another group's round leaves on the same LAN. */
    void otherRoundLeaves() {
        if (questions > 0) {
            others++;
            asks();
        }
    }

    /** A witness answers. */
    void answered(String who) {
        int left = open.getOrDefault(who, open.getOrDefault(NEW, 0));
        if (left > 0) {
            witnesses.add(who);
            open.put(who, left - 1);
            answers++;
        }
    }

    /** Questions to witnesses since the LAN began to lose. */
    private long asked() {
        return witnesses.size() * (questionsEnded - questionsBefore);
    }

    /** Those without an answer. */
    private long missed() {
        return Math.max(0, asked() - (answersEnded - answersBefore));
    }

    /** The share of the witnesses' answers that did not come since the LAN began to lose, in percent. */
    int percentMissed() {
        return rounds == 0 ? 0 : (int) (100 * missed() / asked());
    }

    /**
     * Whether the VIP may be silent by accident.
     *
     * @param place 1 for who goes first. Who comes after counts as long again for each place: by then those before, who
     *     count as well, serve, and answer
     */
    boolean accident(int place) {
        if (rounds == 0) {
            return false;
        }
        long all = rounds + asked();
        long unanswered = rounds + missed();
        double wanted = Math.pow(ACCIDENT, place);
        double chance = 1;
        for (long i = 0; i < rounds && chance > wanted; i++) {
            chance *= (double) (unanswered - i) / (all - i);
        }
        return chance > wanted;
    }
}
