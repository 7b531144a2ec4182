package org.hadirector.director.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.hadirector.director.drill.Steadfast;
import org.hadirector.director.journal.EpochStore;
import org.hadirector.director.journal.JournalEntry;
import org.hadirector.director.lab.LabHost;
import org.hadirector.director.lab.LabTest;
import org.hadirector.director.lab.LabTiming;
import org.hadirector.director.lab.NodeStatus;
import org.hadirector.heartbeat.link.BootId;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Beats of real daemons, recorded on their cable and played to them. */
@RequiresRoot
@Tag("lab")
class LabReplayTest extends LabTest {
    /** Calm: nothing may move because of a busy test machine, and a lease of a second outlasts most of its pauses. */
    private static final LabTiming TIMING = LabTiming.fast()
            .withKeepalive("200ms")
            .withDeadtime("4s")
            .withInitdead("4")
            .withAutoFailback("off");

    private static final double FAST = 50;
    /** Seconds since 1970. */
    private static final long IN_2033 = 2_000_000_000;

    private LabHost ha1;
    private LabHost ha2;
    private FaultWorld world;

    @BeforeEach
    void up() throws Exception {
        pair(TIMING);
        ha1 = host("ha1");
        ha2 = host("ha2");
        bench.awaitMaster(ha1);
        world = new FaultWorld(bench.lab(), ha1, new Random(1));
    }

    @Test
    void shouldGiveNoLifeToADeadPeerWhoseBeatsArePlayedToARestartedNode() throws Exception {
        FrameTape tape = world.tape(TIMING.deadtimeDuration().multipliedBy(2));
        assertFalse(tape.of("hb-ha1").isEmpty());
        world.kill(ha1);
        world.kill(ha2);
        try (FramePlayer player = world.play(tape, ha2, FAST)) {
            bench.lab().startDirector(ha2);
            world.awaitAnswer(ha2);
            long fromNs = System.nanoTime();
            bench.await("ha2 owns alone", bench.limit(), () -> bench.status(ha2)
                    .map(NodeStatus::master)
                    .orElse(false));
            Duration waited = Duration.ofNanos(System.nanoTime() - fromNs);
            Duration atMost =
                    TIMING.initdeadDuration().plus(TIMING.deadtimeDuration().multipliedBy(2));
            assertTrue(waited.compareTo(atMost) <= 0, () -> "waited " + waited + ", at most " + atMost);
            assertEquals("down", status("ha2").peerState(), "a recording is no peer");
            bench.await("it is told", bench.limit(), () -> count("BEATS_REFUSED") > 0);
            Map<?, ?> link = eth1(ha2);
            assertEquals("down", link.get("state"));
            assertTrue(number(link, "unproven") > 0, link::toString);
            assertTrue(number(link, "replayed") > 0, link::toString);
            assertTrue(statusText("ha2").contains("that do not answer ours: not counted"));
            long before = player.sent();
            bench.await("more of it", bench.limit(), () -> player.sent() > before + 3 * FAST);
            assertEquals(1, count("BEATS_REFUSED"), "said once, not for each beat");
        }
        // and the real one is welcome after all
        bench.lab().startDirector(ha1);
        bench.awaitHealthy();
        assertEquals("ha2", bench.master().name());
    }

    @Test
    void shouldTakeNoNoticeOfRecordingsAndForgeriesWhileBothLive() throws Exception {
        FrameTape tape = world.tape(TIMING.deadtimeDuration());
        Steadfast owner = Steadfast.now(bench);
        world.kill(ha2);
        bench.lab().startDirector(ha2);
        bench.awaitHealthy();
        FrameTape again = world.tape(TIMING.deadtimeDuration());
        FrameTape forged = again.with(frame -> BeatFrame.forged(frame, world.random()));
        long fromNs = System.nanoTime();
        for (LabHost host : List.of(ha1, ha2)) {
            world.play(tape, host, FAST);
            world.play(again, host, FAST);
            world.play(forged, host, FAST);
        }
        for (LabHost host : List.of(ha1, ha2)) {
            bench.await(
                    "many are refused",
                    bench.limit(),
                    () -> number(eth1(host), "replayed") > 5 * FAST && number(eth1(host), "forged") > 3 * FAST);
        }
        world.mend();
        bench.awaitHealthy();
        assertEquals("ha1", bench.master().name());
        owner.check("recordings and forgeries", "both nodes lived");
        for (LabHost host : List.of(ha1, ha2)) {
            List<String> kinds = journal(host.name()).stream()
                    .filter(entry -> entry.monotonicNs() - fromNs >= 0)
                    .map(JournalEntry::kind)
                    .toList();
            assertEquals(2, kinds.stream().filter("BEATS_REFUSED"::equals).count(), () -> host.name() + kinds);
            assertFalse(kinds.contains("PEER_UP") || kinds.contains("PEER_DEAD"), () -> host.name() + kinds);
            String log = haLog(host.name());
            assertTrue(log.contains("link eth1: refuses beats not newer than what was heard before"), log);
        }
    }

    /** The id of its next run is years below the one before; the peer has heard that one and goes on running. */
    @Test
    void shouldHearANodeThatLostItsStateAndWhoseClockWasSetBack() throws Exception {
        Path state = plan.stateDir(ha2);
        world.kill(ha2);
        new EpochStore(state).nextBootId(IN_2033);
        bench.lab().startDirector(ha2);
        bench.awaitHealthy();
        long ahead = peerBootId(ha1);
        world.kill(ha2);
        try (Stream<Path> files = Files.list(state)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        bench.lab().startDirector(ha2);
        bench.await("ha1 hears it", bench.limit(), () -> peerBootId(ha1) != ahead);
        bench.awaitHealthy();
        assertTrue(BootId.newer(ahead, peerBootId(ha1)), "the larger id was the former one");
        assertEquals("ha1", bench.master().name());
    }

    private long count(String kind) throws IOException {
        return journal("ha2").stream()
                .filter(entry -> entry.kind().equals(kind))
                .count();
    }

    private Map<?, ?> eth1(LabHost host) {
        List<?> links = (List<?>) status(host.name()).tree().get("links");
        return links.stream()
                .map(link -> (Map<?, ?>) link)
                .filter(link -> link.get("name").equals("eth1"))
                .findFirst()
                .orElseThrow();
    }

    private long peerBootId(LabHost host) {
        Map<?, ?> peer = (Map<?, ?>) status(host.name()).tree().get("peer");
        return Long.parseUnsignedLong((String) peer.get("bootId"), 16);
    }

    private static long number(Map<?, ?> tree, String key) {
        return ((Number) tree.get(key)).longValue();
    }
}
