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
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.hadirector.director.drill.Drill;
import org.hadirector.director.drill.DrillException;
import org.hadirector.director.drill.DrillReport;
import org.hadirector.director.drill.DrillTable;
import org.hadirector.director.drill.Drills;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The pair, whole: real daemons on real (if virtual) wires, seen by a client that never stops asking. How long an
 * outage lasts is for the bench to say; here it counts whether clients are served, by whom, and why it moved.
 */
@RequiresRoot
@Tag("lab")
class LabPairTest extends LabTest {
    private static final Duration END = Duration.ofSeconds(20);
    private static final LabTiming TIMING =
            LabTiming.fast().withKeepalive("200ms").withDeadtime("1s");

    /** For tests in which nothing may move: the lease outlasts the pauses of a busy test machine. */
    private static final LabTiming CALM =
            LabTiming.fast().withKeepalive("400ms").withDeadtime("3s");

    @Test
    void shouldServeClientsFromBothRealServersThroughOneMaster() throws Exception {
        pair(TIMING);
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

    @Test
    void shouldServeClientsAgainAfterTheMasterWasKilledAndGiveBackWhenItReturns() throws Exception {
        pair(TIMING);
        DrillReport report = drill("kill");
        assertEquals(List.of("failover to ha2", "ha1 is back as standby", "failback to ha1"), names(report));
        assertServed(report);
        assertTrue(kinds("ha2").contains("BEREAVED"), "ha2 moved because its peer was dead");
        assertVipOnlyOn("ha1");
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

    @Test
    void shouldSwitchThereAndBackOnCommand() throws Exception {
        pair(TIMING);
        assertServed(drill("standby"));
        assertTrue(kinds("ha2").contains("GRANTED"), "a planned switch is asked for and granted");
        assertFalse(kinds("ha2").contains("BEREAVED"), "nobody died");
        assertVipOnlyOn("ha1");
    }

    @Test
    void shouldHandOverOnSigterm() throws Exception {
        pair(TIMING);
        bench.lab().stopDirector(host("ha1"), END);
        bench.awaitMaster(host("ha2"));
        bench.quietTime();
        assertFalse(kinds("ha2").contains("BEREAVED"), "it was handed over, not inherited: " + kinds("ha2"));
        assertVipOnlyOn("ha2");
        assertFalse(Files.exists(plan.runDir(host("ha1")).resolve("control.sock")), "the socket is gone");
        bench.lab().startDirector(host("ha1"));
        bench.awaitHealthy();
    }

    @Test
    void shouldWarnAndStayWhenHeartbeatCablesArePulled() throws Exception {
        pair(CALM);
        DrillReport report = drill("heartbeat-cut");
        assertServed(report);
        assertFalse(kinds("ha2").contains("BEREAVED"), "the LAN was alive");
        assertTrue(kinds("ha2").contains("LINK_DEAD") && kinds("ha1").contains("LINK_DEAD"), "it was noticed");
    }

    @Test
    void shouldTakeADeadRealServerOutOfTheTableAndBackIn() throws Exception {
        pair(TIMING);
        DrillReport report = drill("real-server");
        assertServed(report);
        assertEquals("ha1", bench.master().name());
    }

    @Test
    void shouldNotMindTheDeathOfTheStandby() throws Exception {
        pair(CALM);
        long epoch = status("ha1").epoch();
        bench.lab().killDirector(host("ha2"));
        bench.await("ha1 to call its peer dead", bench.limit(), () -> status("ha1")
                .peerState()
                .equals("down"));
        bench.quietTime();
        assertTrue(status("ha1").master());
        assertEquals(epoch, status("ha1").epoch());
        bench.lab().startDirector(host("ha2"));
        bench.awaitHealthy();
        assertEquals(epoch, status("ha1").epoch());
    }

    @Test
    void shouldRefuseASecondDaemonOnTheSameNode() throws Exception {
        pair(TIMING);
        Path output = temporary.resolve("second.out");
        Process second = new ProcessBuilder(bench.lab()
                        .inside(host("ha1"), DirectorProgram.current().daemon(plan, host("ha1"))))
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

    @Test
    void shouldLoadNativeCodeOnlyFromADirectoryOfItsOwn() throws Exception {
        pair(TIMING);
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
