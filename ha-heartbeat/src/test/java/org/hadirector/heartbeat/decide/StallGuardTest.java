package org.hadirector.heartbeat.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** For how long a node that overslept accuses nobody. */
class StallGuardTest {
    private static final long MS = 1_000_000;
    private static final long KEEPALIVE = 100 * MS;
    private static final long DEADTIME = 500 * MS;
    private static final long LEASE = 125 * MS;
    private static final long START = 7 * MS;

    private final StallGuard guard = new StallGuard(
            new Pace(new CoreSettings.Timing(KEEPALIVE, 250 * MS, DEADTIME, 2 * DEADTIME, LEASE)), START);
    private long nowNs = START;
    private boolean peerSilent;

    /** The next step was asked for at once and comes that late; returns what the guard calls a stall. */
    private long step(long lateNs) {
        nowNs += lateNs;
        long stall = guard.observe(nowNs, dueNs -> peerSilent);
        guard.expect(nowNs);
        return stall;
    }

    private void assertAccusesAfter(long waitNs) {
        assertFalse(guard.mayAccuse(nowNs + waitNs - 1));
        assertTrue(guard.mayAccuse(nowNs + waitNs));
    }

    @Test
    void shouldWaitLongerTheLongerItSlept() {
        step(0);
        assertTrue(guard.mayAccuse(nowNs));
        assertEquals(0, step(KEEPALIVE / 2), "punctual enough");
        assertTrue(guard.mayAccuse(nowNs));
        assertEquals(LEASE, step(LEASE));
        assertAccusesAfter(2 * KEEPALIVE);
        assertEquals(LEASE + MS, step(LEASE + MS));
        assertAccusesAfter(DEADTIME);
        assertEquals(2, guard.stalls());
        assertEquals(LEASE + MS, guard.lastLateNs());
    }

    @Test
    void shouldNotWaitForLongWhenThePeerWasDeadBefore() {
        step(0);
        peerSilent = true;
        assertEquals(3 * DEADTIME, step(3 * DEADTIME));
        assertAccusesAfter(2 * KEEPALIVE);
    }

    /** Then the silence may be of its own making. */
    @Test
    void shouldTakeNoSilenceForDeathThatItCouldNotHaveJudged() {
        step(0);
        step(2 * DEADTIME);
        peerSilent = true;
        step(2 * DEADTIME);
        assertAccusesAfter(DEADTIME);
    }

    @Test
    void shouldAccuseNobodyAtOnceWhenItsFirstStepComesLate() {
        assertEquals(0, step(4 * DEADTIME), "a start takes its time");
        assertAccusesAfter(DEADTIME);
        assertEquals(0, guard.stalls());
    }
}
