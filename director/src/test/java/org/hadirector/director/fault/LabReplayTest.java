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
import org.hadirector.director.drill.DrillBench;
import org.hadirector.director.journal.JournalEntry;
import org.hadirector.director.journal.JournalReader;
import org.hadirector.director.lab.DirectorProgram;
import org.hadirector.director.lab.Lab;
import org.hadirector.director.lab.LabBuilder;
import org.hadirector.director.lab.LabHost;
import org.hadirector.director.lab.LabPlan;
import org.hadirector.director.lab.LabTiming;
import org.hadirector.director.lab.NodeStatus;
import org.hadirector.director.lab.WebServer;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beats of real daemons, recorded on their cable and played to them. */
@RequiresRoot
@Tag("lab")
class LabReplayTest {
    /** Calm: nothing may move because of a busy test machine. */
    private static final LabTiming TIMING =
            LabTiming.fast().withKeepalive("200ms").withDeadtime("2s").withAutoFailback("off");

    private static final double FAST = 50;

    @TempDir
    Path temporary;

    private LabPlan plan;
    private DrillBench bench;
    private LabHost ha1;
    private LabHost ha2;
    private FaultWorld world;

    @BeforeEach
    void up() throws Exception {
        plan = new LabPlan("t" + ProcessHandle.current().pid() + "-replay", temporary.resolve("lab"), TIMING);
        ha1 = plan.host("ha1");
        ha2 = plan.host("ha2");
        Lab lab = new LabBuilder(DirectorProgram.current(), WebServer.installed()).up(plan, true);
        bench = new DrillBench(lab, Duration.ofMillis(20)).start();
        bench.awaitMaster(ha1);
        world = new FaultWorld(lab, ha1, new Random(1));
    }

    @AfterEach
    void down() throws IOException {
        if (bench != null) {
            bench.close();
        }
        if (plan != null) {
            LabBuilder.down(plan.dir());
        }
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
            assertEquals("down", bench.status(ha2).orElseThrow().peerState(), "a recording is no peer");
            bench.await("it is told", bench.limit(), () -> count("BEATS_REFUSED") > 0);
            Map<?, ?> link = eth1(ha2);
            assertEquals("down", link.get("state"));
            assertTrue(number(link, "unproven") > 0, link::toString);
            assertTrue(number(link, "replayed") > 0, link::toString);
            assertTrue(bench.lab().director(ha2, "status").contains("that do not answer ours: not counted"));
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
        long epoch = bench.status(ha1).orElseThrow().epoch();
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
        assertEquals(epoch, bench.status(ha1).orElseThrow().epoch());
        for (LabHost host : List.of(ha1, ha2)) {
            List<String> kinds = new JournalReader(plan.stateDir(host))
                    .all().stream()
                            .filter(entry -> entry.monotonicNs() - fromNs >= 0)
                            .map(JournalEntry::kind)
                            .toList();
            assertEquals(2, kinds.stream().filter("BEATS_REFUSED"::equals).count(), () -> host.name() + kinds);
            assertFalse(kinds.contains("PEER_UP") || kinds.contains("PEER_DEAD"), () -> host.name() + kinds);
            String log = Files.readString(plan.logDir(host).resolve("ha-log"));
            assertTrue(log.contains("link eth1: refuses beats not newer than what was heard before"), log);
        }
    }

    private long count(String kind) throws IOException {
        return new JournalReader(plan.stateDir(ha2))
                .all().stream().filter(entry -> entry.kind().equals(kind)).count();
    }

    private Map<?, ?> eth1(LabHost host) {
        List<?> links = (List<?>) bench.status(host).orElseThrow().tree().get("links");
        return links.stream()
                .map(link -> (Map<?, ?>) link)
                .filter(link -> link.get("name").equals("eth1"))
                .findFirst()
                .orElseThrow();
    }

    private static long number(Map<?, ?> tree, String key) {
        return ((Number) tree.get(key)).longValue();
    }
}
