package org.hadirector.heartbeat.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hadirector.heartbeat.link.StatusMessage;
import org.hadirector.heartbeat.link.StatusMessage.Echo;
import org.junit.jupiter.api.Test;

class BeatAgeTest {
    private static final long MS = 1_000_000;
    private static final long OWN = 77;
    private static final long PEER_ZERO = 5_000_000 * MS;

    private final BeatHistory history = new BeatHistory();
    private final BeatAge age = new BeatAge(history, OWN);

    /** A beat said at a moment of ours by a peer whose clock has another zero. */
    private static StatusMessage said(long sequence, long atNs, Echo echo) {
        return new StatusMessage(1, "ha2", 9, sequence, PEER_ZERO + atNs, echo, 0, false, List.of());
    }

    @Test
    void shouldTakeALateBeatForASignOfTheMomentInWhichItWasSaid() {
        assertEquals(1_002 * MS, age.saidNs(said(1, 1_000 * MS, null), 1_002 * MS));
        assertEquals(1_101 * MS, age.saidNs(said(2, 1_100 * MS, null), 1_101 * MS));
        long late = age.saidNs(said(3, 1_200 * MS, null), 6_200 * MS);
        assertTrue(late >= 1_200 * MS && late <= 1_220 * MS, "said at " + late);
        assertEquals(late, age.saidNs(said(2, 1_100 * MS, null), 6_200 * MS), "an older one says no more");
    }

    @Test
    void shouldMeasureAnewForAnotherRunAndWhenTheEchoProvesTheClockWrong() {
        age.saidNs(said(1, 1_000 * MS, null), 1_000 * MS);
        long ours = history.next(9_000 * MS);
        // the peer was suspended for 8 s: its clock stood still
        assertTrue(age.saidNs(said(2, 1_050 * MS, null), 9_050 * MS) < 1_100 * MS);
        assertEquals(9_100 * MS, age.saidNs(said(3, 1_100 * MS, new Echo(OWN, ours)), 9_100 * MS));
        assertEquals(9_200 * MS, age.saidNs(said(4, 1_200 * MS, new Echo(OWN, ours)), 9_200 * MS));
        assertTrue(age.saidNs(said(5, 1_300 * MS, null), 9_900 * MS) < 9_400 * MS);
    }

    @Test
    void shouldNotCallTheBeatsOfADriftingClockLate() {
        for (int i = 1; i < 100_000; i++) {
            long nowNs = i * 1_000 * MS;
            long slow = nowNs - nowNs / 1_000;
            assertEquals(nowNs, age.saidNs(said(i, slow, null), nowNs), "beat " + i);
        }
    }
}
