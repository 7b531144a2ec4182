package org.hadirector.director.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hadirector.director.drill.Drill;
import org.hadirector.director.drill.DrillException;
import org.hadirector.director.drill.DrillReport;
import org.hadirector.director.drill.DrillTable;
import org.hadirector.director.drill.Drills;
import org.hadirector.director.drill.Steadfast;
import org.hadirector.director.why.Change;
import org.hadirector.director.why.Step;
import org.hadirector.director.why.Stories;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The pair, whole: real daemons on real (if virtual) wires, seen by a client that never stops asking. How long an
 * outage lasts is for the bench to say; here it counts whether clients are served, by whom, and why it moved.
 */
@RequiresRoot
@Tag("lab")
class LabPairTest extends LabTest {
    private static final Duration END = Duration.ofSeconds(20);
    private static final LabTiming TIMING =
            LabTiming.fast().withKeepalive("200ms").withDeadtime("2s");

    /** For tests in which nothing may move: the lease outlasts the pauses of a busy test machine. */
    private static final LabTiming CALM =
            LabTiming.fast().withKeepalive("400ms").withDeadtime("3s");

    @TestFactory
    Stream<DynamicTest> shouldServeAndMove() throws Exception {
        pair(TIMING);
        return Stream.of(
                part("serves clients from both real servers through one master", this::serveFromBothRealServers),
                part("rehearses before it takes part and leaves nothing of it", this::lookAtRehearsals),
                part("loads native code only from a directory of its own", this::lookAtNativeCode),
                part("is ended by the kernel should one of its urgent threads never sleep", this::lookAtLimits),
                part("refuses a second daemon on the same node", this::startASecondDaemon),
                part("takes a dead real server out of the table and back in", this::killARealServer),
                part("switches there and back on command", this::switchThereAndBack),
                part("hands over on SIGTERM", this::terminateTheMaster),
                part("serves again after the master was killed, gives back when it returns", this::killTheMaster),
                part("knows after a pause who took over meanwhile", this::stopTheMasterForAWhile));
    }

    @TestFactory
    Stream<DynamicTest> shouldStay() throws Exception {
        pair(CALM);
        return Stream.of(
                part("warns and stays when heartbeat cables are pulled", this::pullHeartbeatCables),
                part("does not mind the death of the standby", this::killTheStandby));
    }

    private void serveFromBothRealServers() throws Exception {
        long fromNs = bench.quietTime();
        assertEquals("ha1", bench.master().name(), "haresources prefers it");
        assertEquals(
                Set.of("rs1", "rs2"),
                bench.analysis()
                        .report(fromNs, fromNs, System.nanoTime())
                        .byServer()
                        .keySet());
        assertVipOnlyOn("ha1");
        String table = bench.command(host("ha1"), "lvs", "-L", "-n").out();
        assertTrue(table.contains("TCP  192.0.2.6:80 rr"), table);
        assertTrue(table.contains("192.0.2.25:80") && table.contains("192.0.2.27:80"), table);
    }

    private void lookAtRehearsals() throws Exception {
        for (String node : List.of("ha1", "ha2")) {
            assertEquals(1, bench.events(host(node), "REHEARSED", 0).size());
            assertFalse(kinds(node).contains("REHEARSAL_FAILED"), node);
            String loopback = bench.lab().run(host(node), List.of("ip", "addr", "show", "dev", "lo"));
            assertFalse(loopback.contains("127.9.9.9"), loopback);
        }
    }

    private void killTheMaster() throws Exception {
        long fromNs = System.nanoTime();
        DrillReport report = drill("kill");
        assertEquals(List.of("failover to ha2", "ha1 is back as standby", "failback to ha1"), names(report));
        assertServed(report);
        assertTrue(since("ha2", "BEREAVED", fromNs), "ha2 moved because its peer was dead");
        assertVipOnlyOn("ha1");
        Change meanwhile = lossOfHa1(epochOfBereaved(fromNs));
        assertTrue(
                meanwhile.summary().matches("ha2 owned it when ha1 heard it; ha1 was away, it was started .* journal"),
                meanwhile::summary);
        assertEquals(
                List.of("START", "PEER_OWNS"),
                meanwhile.steps().stream().map(Step::kind).toList());
        assertTrue(bench.lab().director(host("ha1"), "why", "--last", "2").contains("ha1's daemon died"), "ha2 knows");
    }

    private void stopTheMasterForAWhile() throws Exception {
        long fromNs = System.nanoTime();
        String pid = Long.toString(
                bench.lab().directorProcess(host("ha1")).orElseThrow().pid());
        bench.lab().run(host("ha1"), List.of("kill", "-STOP", pid));
        bench.awaitMaster(host("ha2"));
        bench.quietTime();
        bench.lab().run(host("ha1"), List.of("kill", "-CONT", pid));
        bench.awaitHealthy();
        Change meanwhile = lossOfHa1(epochOfBereaved(fromNs));
        assertTrue(
                meanwhile.summary().matches("ha1 stood still for [0-9]+ ms, and ha2 took it over"), meanwhile::summary);
        bench.awaitMaster(host("ha1"));
    }

    /** The move from ha1 to ha2 in that epoch, the latest one, as ha1's own journal tells it when it is written. */
    private Change lossOfHa1(long epoch) throws IOException, DrillException {
        String what = "ha1's journal to tell of the loss in epoch " + epoch;
        bench.await(what, bench.limit(), () -> latestLossOfHa1()
                .filter(loss -> loss.epoch() == epoch)
                .isPresent());
        return latestLossOfHa1().orElseThrow();
    }

    private Optional<Change> latestLossOfHa1() throws IOException {
        return Stories.of(journal("ha1"), List.of()).stream()
                .filter(change -> change.from().equals("ha1") && change.to().equals("ha2"))
                .reduce((former, latter) -> latter);
    }

    private long epochOfBereaved(long fromNs) throws IOException {
        return bench.events(host("ha2"), "BEREAVED", fromNs).get(0).epoch();
    }

    @Test
    void shouldStayWhereItIsWithoutAutoFailback() throws Exception {
        pair(TIMING.withAutoFailback("off"));
        LabHost killed = bench.master();
        LabHost heir = plan.peerOf(killed);
        DrillReport report = drill("kill");
        assertEquals(List.of("failover to " + heir.name(), killed.name() + " is back as standby"), names(report));
        assertServed(report);
        assertVipOnlyOn(heir.name());
    }

    private void switchThereAndBack() throws Exception {
        long fromNs = System.nanoTime();
        assertServed(drill("standby"));
        assertTrue(since("ha2", "GRANTED", fromNs), "a planned switch is asked for and granted");
        assertFalse(since("ha2", "BEREAVED", fromNs), "nobody died");
        assertVipOnlyOn("ha1");
    }

    private void terminateTheMaster() throws Exception {
        long fromNs = System.nanoTime();
        bench.lab().stopDirector(host("ha1"), END);
        bench.awaitMaster(host("ha2"));
        bench.quietTime();
        assertFalse(since("ha2", "BEREAVED", fromNs), "it was handed over, not inherited");
        assertVipOnlyOn("ha2");
        assertFalse(Files.exists(plan.runDir(host("ha1")).resolve("control.sock")), "the socket is gone");
        bench.lab().startDirector(host("ha1"));
        bench.awaitHealthy();
        bench.awaitMaster(host("ha1"));
    }

    private void pullHeartbeatCables() throws Exception {
        long fromNs = System.nanoTime();
        DrillReport report = drill("heartbeat-cut");
        assertServed(report);
        assertFalse(since("ha2", "BEREAVED", fromNs), "the LAN was alive");
        assertTrue(since("ha2", "LINK_DEAD", fromNs) && since("ha1", "LINK_DEAD", fromNs), "it was noticed");
    }

    private void killARealServer() throws Exception {
        DrillReport report = drill("real-server");
        assertServed(report);
        assertEquals("ha1", bench.master().name());
    }

    private void killTheStandby() throws Exception {
        Steadfast owner = Steadfast.now(bench);
        bench.lab().killDirector(host("ha2"));
        bench.await("ha1 to call its peer dead", bench.limit(), () -> status("ha1")
                .peerState()
                .equals("down"));
        bench.quietTime();
        owner.check("standby killed", "it was not the owner");
        bench.lab().startDirector(host("ha2"));
        bench.awaitHealthy();
        owner.check("standby started", "the owner was never gone");
    }

    private void startASecondDaemon() throws Exception {
        Path output = temporary.resolve("second.out");
        Process second = new ProcessBuilder(
                        bench.lab().inside(host("ha1"), program().daemon(plan, host("ha1"))))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(second.waitFor(END.toSeconds(), TimeUnit.SECONDS), "it must give up by itself");
            assertNotEquals(0, second.exitValue());
            assertTrue(Files.readString(output).contains("already"), Files.readString(output));
        } finally {
            second.destroyForcibly();
        }
        bench.quietTime();
        assertTrue(status("ha1").master(), "the first one did not notice");
    }

    private void lookAtNativeCode() throws Exception {
        long pid = bench.lab().directorProcess(host("ha1")).orElseThrow().pid();
        Path natives = plan.stateDir(host("ha1")).resolve("native");
        List<String> loaded = Files.readAllLines(Path.of("/proc/" + pid + "/maps"));
        for (String library : List.of("/jna", "/libjSerialComm")) {
            List<String> lines =
                    loaded.stream().filter(line -> line.contains(library)).toList();
            assertFalse(lines.isEmpty(), library);
            assertTrue(lines.stream().allMatch(line -> line.contains(natives + library)), lines::toString);
        }
    }

    private void lookAtLimits() throws Exception {
        long pid = bench.lab().directorProcess(host("ha1")).orElseThrow().pid();
        List<String> limits = Files.readAllLines(Path.of("/proc/" + pid + "/limits"));
        assertTrue(
                limits.stream().anyMatch(line -> line.matches("Max realtime timeout +9000000 +10000000 +us *")),
                limits::toString);
    }

    private boolean since(String node, String kind, long fromNs) throws IOException {
        return bench.firstEvent(host(node), kind, fromNs).isPresent();
    }

    private DrillReport drill(String name) throws DrillException, IOException {
        Drill drill = Drills.named(name).orElseThrow();
        DrillReport report = drill.run(bench);
        drill.mend(bench);
        bench.awaitHealthy();
        return report;
    }

    private static void assertServed(DrillReport report) {
        assertTrue(report.served(), DrillTable.of(report));
    }

    private void assertVipOnlyOn(String owner) throws IOException {
        for (LabHost director : plan.hosts(LabHost.Role.DIRECTOR)) {
            String addresses = bench.lab().run(director, List.of("ip", "-4", "addr", "show", "dev", "eth0"));
            boolean has = addresses.contains(LabPlan.VIP + "/");
            assertEquals(director.name().equals(owner), has, director.name() + ": " + addresses);
            assertTrue(!has || addresses.contains("eth0:0"), addresses);
        }
    }

    private static List<String> names(DrillReport report) {
        return report.phases().stream().map(phase -> phase.name()).toList();
    }
}
