package org.hadirector.director.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.hadirector.director.lab.Lab;
import org.hadirector.director.lab.LabHost;
import org.hadirector.director.lab.LabPlan;
import org.hadirector.director.lab.LabTest;
import org.hadirector.director.lab.LabTiming;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An exception in the deciding duty of a real daemon that serves: silence, end, exit status 70, the other one serves.
 */
@RequiresRoot
@Tag("lab")
class BrokenDutyTest extends LabTest {
    private Process victim;

    @Override
    protected void beforeDown() throws Exception {
        if (victim != null) {
            victim.destroyForcibly().waitFor();
        }
    }

    @Test
    void shouldFallSilentAndEndWhenTheDutyThrows() throws Exception {
        LabTiming timing = LabTiming.fast().withKeepalive("200ms").withDeadtime("1s");
        Lab lab = build(timing);
        LabHost ha1 = host("ha1");
        LabHost ha2 = host("ha2");
        Path trigger = temporary.resolve("break");
        victim = start(lab, ha1, trigger);
        lab.startDirector(ha2);
        bench.start();
        bench.awaitHealthy();
        bench.awaitMaster(ha1);
        Files.createFile(trigger);
        assertTrue(victim.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), "it ends by itself");
        assertEquals(70, victim.exitValue());
        String addresses = lab.run(ha1, List.of("ip", "addr", "show", "dev", "eth0"));
        assertFalse(addresses.contains(LabPlan.VIP + "/"), addresses);
        bench.awaitMaster(ha2);
        String log = haLog("ha1");
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
