package org.hadirector.director.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabConfigTest {
    private static final Path DIR = Path.of("/run/x/pair");

    @Test
    void shouldMapTheSeedsHaCfToTheLab() {
        List<String> lines = files(LabTiming.seed(), "ha2").get("ha.cf").lines().toList();
        assertEquals(
                List.of(
                        "# The seed's ha.cf on the lab's hosts and paths.",
                        "debugfile /run/x/pair/ha2/log/ha-debug",
                        "logfile /run/x/pair/ha2/log/ha-log",
                        "keepalive 3",
                        "deadtime 9",
                        "serial /run/x/pair/ttyS-ha2",
                        "baud 19200",
                        "node ha1",
                        "node ha2",
                        "udpport 694",
                        "bcast eth1"),
                lines);
    }

    @Test
    void shouldSetTheTimingOfTheExperimentBeforeTheMediaThatFollow() {
        LabTiming timing = LabTiming.fast().withInitdead("1s").withAutoFailback("off");
        List<String> lines = files(timing, "ha1").get("ha.cf").lines().toList();
        assertTrue(lines.containsAll(List.of("keepalive 100ms", "deadtime 500ms", "initdead 1s", "auto_failback off")));
        assertTrue(lines.indexOf("udpport 694") < lines.indexOf("bcast eth1"), "a port counts for later media only");
    }

    @Test
    void shouldLeaveNoAddressOfTheSeedBehind() {
        files(LabTiming.seed(), "ha1").forEach((name, text) -> {
            assertFalse(text.contains("211.58"), name);
            assertFalse(text.contains("wowlinux"), name);
        });
    }

    @Test
    void shouldServeTheVipOverBothRealServers() {
        Map<String, String> files = files(LabTiming.seed(), "ha1");
        assertTrue(files.get("haresources").matches("ha1\\s+192\\.0\\.2\\.6\\s+ldirectord\\s+"));
        String table = files.get("conf/ldirectord.cf");
        assertTrue(table.contains("virtual=192.0.2.6:80"), table);
        LabPlan plan = new LabPlan("pair", DIR, LabTiming.seed());
        for (LabHost server : plan.hosts(LabHost.Role.REAL_SERVER)) {
            assertTrue(table.contains("real=" + server.lanAddress() + ":80 gate"), table);
            assertTrue(LabPlan.page(server).contains("Test Page"), "the seed's check looks for it");
        }
    }

    private static Map<String, String> files(LabTiming timing, String host) {
        LabPlan plan = new LabPlan("pair", DIR, timing);
        return new LabConfig(plan, plan.host(host)).files();
    }
}
