package org.hadirector.heartbeat.decide;

import static org.hadirector.heartbeat.decide.CoreBench.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.decide.CoreSettings.Fencing;
import org.hadirector.heartbeat.link.GroupStatus;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;
import org.junit.jupiter.api.Test;

/** What a fence is worth when the node is heard after all, step by step. */
class FenceStepTest {
    private static final long MS = 1_000_000;
    private static final long RETRY = 200 * MS;
    private static final long BOOT = 222;

    private final CoreBench bench =
            new CoreBench(CoreStepTest.SETTINGS.withFencing(new Fencing(true, 0, RETRY)), 5_000 * MS);

    private List<Effect> heard(long boot, boolean answers) {
        GroupStatus group = new GroupStatus(5, 44, OwnerState.OWNER, 100, true, false, false, null, null, null);
        return bench.heard(boot, answers, List.of(), group);
    }

    /** The peer was heard, fell silent, and nothing but its fence is waited for. */
    private long attempt() {
        bench.cycle();
        heard(BOOT, true);
        return again();
    }

    private long again() {
        for (int i = 0; i < 1000; i++) {
            for (Effect.Fence fence : CoreBench.all(Effect.Fence.class, bench.cycle())) {
                assertEquals("ha2", fence.node());
                return fence.attempt();
            }
        }
        throw new AssertionError("not fenced: " + bench.core.view());
    }

    private String state() {
        return bench.core.view().fence().state();
    }

    @Test
    void shouldAlarmWhenTheVeryNodeIsHeardThatADeviceCallsOff() {
        bench.step(new Input.Fenced(attempt(), "a device"));
        assertEquals("CONFIRMED", state());
        assertEquals(
                List.of("the node is heard after its fence was confirmed: check the device and its host name"),
                told(Kind.ALARM, heard(BOOT, true)));
        assertEquals("IDLE", state());
        assertEquals("heard after it was fenced", bench.core.view().fence().reason());
    }

    @Test
    void shouldNotAlarmWhenItStartsAgain() {
        bench.step(new Input.Fenced(attempt(), "a device"));
        assertEquals(List.of(), told(Kind.ALARM, heard(BOOT + 1, true)));
        assertEquals("IDLE", state());
        assertEquals("started again", bench.core.view().fence().reason());
    }

    /** Its first beats answer none of ours yet, and it may come to serve before they do. */
    @Test
    void shouldBeCertainOfNothingOnceARunIsHeardThatIsNotKnown() {
        bench.step(new Input.Fenced(attempt(), "a device"));
        heard(BOOT, false);
        assertEquals("IDLE", state(), "the fenced run itself");
        bench.step(new Input.Fenced(again(), "a device"));
        heard(BOOT + 1, false);
        assertEquals("IDLE", state());
        assertEquals("may have started again", bench.core.view().fence().reason());
    }

    @Test
    void shouldNotTakeTheEndOfAFormerRunForThatOfThePresentOne() {
        long attempt = attempt();
        heard(BOOT + 1, true);
        List<Effect> effects = bench.step(new Input.Fenced(attempt, "a device"));
        assertEquals(List.of("it has started again meanwhile"), told(Kind.FENCE_FAILED, effects));
        assertEquals(List.of(), told(Kind.FENCED, effects));
        assertEquals("IDLE", state());
    }

    @Test
    void shouldNotTryAgainWhenTheNodeWasHeardWhileADeviceFailed() {
        long attempt = attempt();
        heard(BOOT, true);
        List<Effect> effects = bench.step(new Input.FenceFailed(attempt, "no power switch"));
        assertEquals(List.of("no power switch"), told(Kind.FENCE_FAILED, effects));
        assertEquals(List.of(), told(Kind.ALARM, effects), "nothing waits for it");
        assertEquals("IDLE", state());
    }

    @Test
    void shouldLetNothingMoreBeDoneToANodeThatIsHeard() {
        long attempt = attempt();
        List<Effect> effects = heard(BOOT, true);
        assertEquals(List.of(new Effect.FenceDropped(attempt)), CoreBench.all(Effect.FenceDropped.class, effects));
        assertEquals(List.of(), CoreBench.all(Effect.FenceDropped.class, heard(BOOT, true)), "said once");
        long second = again();
        effects = heard(BOOT, true);
        assertEquals(List.of(new Effect.FenceDropped(second)), CoreBench.all(Effect.FenceDropped.class, effects));
    }

    @Test
    void shouldTryAgainAfterAPauseAndAlarmOnce() {
        long attempt = attempt();
        List<Effect> effects = bench.step(new Input.FenceFailed(attempt, "no power switch"));
        assertEquals(1, told(Kind.ALARM, effects).size());
        long failedNs = bench.now;
        long second = again();
        assertEquals(attempt + 1, second);
        assertTrue(bench.now - failedNs >= RETRY, "waited");
        assertEquals(List.of(), told(Kind.ALARM, bench.step(new Input.FenceFailed(second, "no power switch"))));
        assertEquals(2, bench.core.view().fence().failures());
        heard(BOOT, true);
        assertEquals("IDLE", state(), "heard again");
        assertEquals(0, bench.core.view().fence().failures());
    }

    @Test
    void shouldHeedOnlyTheAnswerToItsLastAttempt() {
        long attempt = attempt();
        bench.step(new Input.Fenced(attempt + 1, "a device"));
        bench.step(new Input.FenceFailed(attempt - 1, "another"));
        assertEquals("RUNNING", state());
    }

    /** Whose power is off serves no longer on a lease: its last answer need not be followed by one of silence. */
    @Test
    void shouldWaitAProbeWindowOnlyForTheSilenceOfANodeThatWasFencedJustNow() {
        Pace pace = new Pace(CoreStepTest.TIMING);
        assertTrue(claimedAfterNs(0) < pace.vipSilenceNs());
        assertTrue(claimedAfterNs(CoreStepTest.TIMING.deadtimeNs()) >= pace.vipSilenceNs());
    }

    /** How long a claim takes after the address was heard last, for as long after a confirmed fence. */
    private long claimedAfterNs(long afterFenceNs) {
        CoreBench other = new CoreBench(CoreStepTest.SETTINGS.withFencing(new Fencing(true, 0, RETRY)), 5_000 * MS);
        GroupStatus group = new GroupStatus(5, 44, OwnerState.OWNER, 100, true, false, false, null, null, null);
        other.cycle();
        other.heard(BOOT, true, List.of(), group);
        List<Effect.Fence> fences = List.of();
        while (fences.isEmpty()) {
            fences = CoreBench.all(Effect.Fence.class, other.cycle());
        }
        other.step(new Input.VipAnswered("vip", "02:00:00:00:00:09"));
        other.step(new Input.Fenced(fences.get(0).attempt(), "a device"));
        for (long untilNs = other.now + afterFenceNs; other.now < untilNs; ) {
            other.cycle();
            other.step(new Input.VipAnswered("vip", "02:00:00:00:00:09"));
        }
        long heardNs = other.now;
        while (CoreBench.all(Effect.Acquire.class, other.cycle()).isEmpty()) {}
        return other.now - heardNs;
    }
}
