package org.hadirector.director.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.hadirector.director.drill.DrillBench;
import org.hadirector.director.lab.DirectorProgram;
import org.hadirector.director.lab.Lab;
import org.hadirector.director.lab.LabBuilder;
import org.hadirector.director.lab.LabHost;
import org.hadirector.director.lab.LabPlan;
import org.hadirector.director.lab.LabTiming;
import org.hadirector.director.lab.WebServer;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An exception in the deciding duty of a real daemon that serves: silence, end, exit status 70, the other one serves.
 */
@RequiresRoot
@Tag("lab")
class BrokenDutyTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    @TempDir
    Path temporary;

    private LabPlan plan;
    private DrillBench bench;
    private Process victim;

    @AfterEach
    void down() throws Exception {
        if (victim != null) {
            victim.destroyForcibly().waitFor();
        }
        if (bench != null) {
            bench.close();
        }
        if (plan != null) {
            LabBuilder.down(plan.dir());
        }
    }

    @Test
    void shouldFallSilentAndEndWhenTheDutyThrows() throws Exception {
        LabTiming timing = LabTiming.fast().withKeepalive("200ms").withDeadtime("1s");
        plan = new LabPlan("t" + ProcessHandle.current().pid() + "-duty", temporary.resolve("lab"), timing);
        LabHost ha1 = plan.host("ha1");
        LabHost ha2 = plan.host("ha2");
        Lab lab = new LabBuilder(DirectorProgram.current(), WebServer.installed()).up(plan, false);
        Path trigger = temporary.resolve("break");
        victim = start(lab, ha1, trigger);
        lab.startDirector(ha2);
        bench = new DrillBench(lab, Duration.ofMillis(10)).start();
        bench.awaitHealthy();
        bench.awaitMaster(ha1);
        Files.createFile(trigger);
        assertTrue(victim.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), "it ends by itself");
        assertEquals(70, victim.exitValue());
        String addresses = lab.run(ha1, List.of("ip", "addr", "show", "dev", "eth0"));
        assertFalse(addresses.contains(LabPlan.VIP + "/"), addresses);
        bench.awaitMaster(ha2);
        String log = Files.readString(plan.logDir(ha1).resolve("ha-log"));
        assertTrue(log.contains("CRIT: thread duty failed: java.lang.IllegalArgumentException"), log);
        assertTrue(log.contains("All HA resources relinquished."), log);
        assertFalse(log.contains("Giving up all HA resources."), "nobody is left to hand over");
    }

    private Process start(Lab lab, LabHost host, Path trigger) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = List.of(
                java,
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                BrokenDutyDaemon.class.getName(),
                plan.configDir(host).toString(),
                plan.runDir(host).toString(),
                plan.stateDir(host).toString(),
                trigger.toString());
        return new ProcessBuilder(lab.inside(host, command))
                .redirectErrorStream(true)
                .redirectOutput(temporary.resolve("victim.out").toFile())
                .start();
    }
}
