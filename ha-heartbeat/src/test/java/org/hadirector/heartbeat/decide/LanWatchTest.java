package org.hadirector.heartbeat.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.hadirector.heartbeat.decide.CoreSettings.Timing;
import org.junit.jupiter.api.Test;

/** A LAN on which every round is answered, and what that is good for when the files name another one. */
class LanWatchTest {
    private static final long MS = 1_000_000;
    private static final long ROUND = 10 * MS;
    private static final Pace PACE = new Pace(new Timing(100 * MS, 500 * MS, 1000 * MS, 2000 * MS, 250 * MS));

    private final LanWatch lan = new LanWatch(PACE, 0, true);
    private long now;

    private void answeredFor(long ns) {
        for (long until = now + ns; now < until; now += ROUND) {
            lan.probed(now);
            lan.witnessAnswered("gateway", now + MS);
        }
    }

    private boolean shownNow() {
        return lan.shownNs() == lan.provenNs();
    }

    @Test
    void shouldShowUsOnAnotherLanOnlyAfterAProbeWindowThere() {
        answeredFor(1000 * MS);
        assertTrue(shownNow());
        long before = lan.provenNs();
        lan.moved();
        answeredFor(PACE.probeWindowNs() / 2);
        assertTrue(lan.provenNs() > before);
        assertEquals(before, lan.shownNs());
        answeredFor(2 * PACE.probeWindowNs());
        assertTrue(shownNow());
    }

    @Test
    void shouldCountSilenceOnAnotherLanAnew() {
        answeredFor(1000 * MS);
        assertTrue(lan.vipSilent(now, PACE.probeWindowNs()));
        lan.moved();
        answeredFor(PACE.probeWindowNs() / 2);
        assertFalse(lan.vipSilent(now, PACE.probeWindowNs()));
        answeredFor(2 * PACE.probeWindowNs());
        assertTrue(lan.vipSilent(now, PACE.probeWindowNs()));
    }

    @Test
    void shouldShowUsOnlyOnceTheVipOfAGrantedClaimIsUp() {
        answeredFor(1000 * MS);
        lan.hide();
        answeredFor(1000 * MS);
        assertEquals(Long.MIN_VALUE, lan.shownNs());
        lan.show(now);
        answeredFor(2 * PACE.probeWindowNs());
        assertTrue(shownNow());
    }

    @Test
    void shouldBeProvenByThePeerAloneAsLongAsItLives() {
        LanWatch lonely = new LanWatch(PACE, 0, false);
        for (; now < 1000 * MS; now += ROUND) {
            lonely.probed(now);
            lonely.peerAnswered(now + MS);
        }
        assertEquals(LanWatch.Lan.PROVEN, lonely.lan(now));
        assertTrue(lonely.vipSilent(now, PACE.probeWindowNs()));
        assertFalse(lonely.hasWitness());
        for (long until = now + 2 * PACE.deadtimeNs(); now < until; now += ROUND) {
            lonely.probed(now);
        }
        assertEquals(LanWatch.Lan.NO_WITNESS, lonely.lan(now), "the peer is dead, or our LAN: nobody can say");
    }

    @Test
    void shouldNotBeProvenByThePeerBesideAWitness() {
        answeredFor(1000 * MS);
        for (long until = now + 2 * PACE.deadtimeNs(); now < until; now += ROUND) {
            lan.probed(now);
            lan.peerAnswered(now + MS);
        }
        assertEquals(LanWatch.Lan.LOST, lan.lan(now));
    }

    /** Each of {@code witnesses} answers every round but those whose number {@code of} divides. */
    private void lossyFor(int rounds, int witnesses, int of) {
        for (int i = 1; i <= rounds; i++, now += ROUND) {
            lan.probed(now);
            for (int w = 0; w < witnesses; w++) {
                if ((i + w) % of != 0) {
                    lan.witnessAnswered("w" + w, now + MS);
                }
            }
        }
    }

    @Test
    void shouldCountTheFirstSilenceWhereNoWitnessMissesAnything() {
        for (int rounds = 1; rounds < 40; rounds++) {
            answeredFor(ROUND);
            assertFalse(lan.silentByAccident(1, now), "after " + rounds + " rounds");
        }
        assertEquals(0, lan.percentMissed());
    }

    /** The tally begins with the first answer that is missed. */
    @Test
    void shouldAskForALongerSilenceTheMoreAnswersAreMissed() {
        lossyFor(30, 1, 1000);
        lossyFor(2, 1, 2);
        assertFalse(lan.silentByAccident(1, now), "it may be on its way");
        lossyFor(13, 1, 1000);
        assertTrue(lan.silentByAccident(1, now), "C(t - n, m - n) / C(t, m) = 13 / C(26, 12) = 1.3e-6");
        lossyFor(1, 1, 1000);
        assertFalse(lan.silentByAccident(1, now), "14 / C(28, 13) = 3.7e-7");
        lossyFor(9, 1, 1000);
        assertTrue(lan.silentByAccident(2, now), "who comes second: 23 / C(46, 22) = 2.9e-12");
        lossyFor(1, 1, 1000);
        assertFalse(lan.silentByAccident(2, now), "24 / C(48, 23) = 7.7e-13");
        lan.vipAnswered("02:00:00:00:00:02", now);
        lossyFor(30, 1, 2);
        assertTrue(lan.silentByAccident(1, now), "half of all answers are missed");
        lossyFor(20, 1, 2);
        assertFalse(lan.silentByAccident(1, now));
    }

    /** Rounds of a pair with keepalives of 10 ms follow faster than a busy LAN answers. */
    @Test
    void shouldNotTakeForLostWhatMayBeLate() {
        long quick = Pace.ROUND_TRIP_NS / 2;
        for (int i = 0; i < 40; i++, now += quick) {
            lan.probed(now);
            if (i >= 2) {
                lan.witnessAnswered("gateway", now); // to the round before the last
            }
            assertFalse(lan.silentByAccident(1, now), "round " + i);
        }
        lan.probed(now);
        lan.probed(now + quick);
        lan.probed(now + 2 * quick);
        assertTrue(lan.silentByAccident(1, now), "two more are missing");
    }

    /** Whether banked before the LAN began to lose, or of those that came through. */
    @Test
    void shouldNotTakeCopiesForTheAnswersThatAreLost() {
        for (int i = 0; i < 60; i++, now += ROUND) {
            lan.probed(now);
            for (int copy = 0; copy < 3; copy++) {
                lan.witnessAnswered("gateway", now + (1 + copy) * MS);
            }
            assertFalse(lan.silentByAccident(1, now), "nothing is lost");
        }
        for (int i = 0; i < 12; i++, now += ROUND) {
            lan.probed(now);
            for (int copy = 0; copy < 2 * (i % 2); copy++) {
                lan.witnessAnswered("gateway", now + (1 + copy) * MS);
            }
        }
        assertTrue(lan.percentMissed() >= 45, "half of the answers: " + lan.percentMissed());
        assertTrue(lan.silentByAccident(1, now));
    }

    /** Two groups that ask at the same moment are both answered after both have asked. */
    @Test
    void shouldTakeTheAnswersToOtherGroupsForNoCopies() {
        for (int i = 0; i < 40; i++, now += ROUND) {
            lan.probed(now);
            if (i > 0) {
                lan.witnessAnswered("gateway", now + MS);
            }
            lan.witnessAnswered("gateway", now + MS);
            lan.otherProbed();
        }
        assertTrue(lan.percentMissed() <= 3, "the one that is on its way: " + lan.percentMissed());
    }

    @Test
    void shouldNotTakeTheAnswersToOtherGroupsForOnesToItsOwnQuestions() {
        for (int i = 0; i < 15; i++, now += ROUND) {
            lan.probed(now);
            lan.otherProbed();
            lan.witnessAnswered("gateway", now + MS);
        }
        assertTrue(lan.percentMissed() >= 46, "one answer to two questions: " + lan.percentMissed());
        assertTrue(lan.silentByAccident(1, now));
    }

    /** Sixty of them, one a round: somebody always answers, and nearly all answers are missed. */
    @Test
    void shouldNotWaitForEverForWitnessesThatSeldomAnswer() {
        long until = now + PACE.longestSilenceNs();
        for (int i = 0; now < until; i++, now += ROUND) {
            assertTrue(i < 120 || lan.silentByAccident(1, now), "one sixtieth");
            lan.probed(now);
            lan.witnessAnswered("w" + i % 60, now + MS);
        }
        assertFalse(lan.silentByAccident(1, now));
    }
}
