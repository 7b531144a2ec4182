package org.hadirector.lvs.path.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.hadirector.linux.Errno;
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user reads who may not have a gate. */
class GateRefusalTest {
    @ParameterizedTest
    @CsvSource({
        "-bpf -sys_admin, BPF_MAP_CREATE, CAP_BPF",
        "-net_raw, AF_PACKET, CAP_NET_RAW",
    })
    @RequiresRoot
    void shouldNameTheStepAndTheCapability(String without, String call, String capability) throws Exception {
        try (TestNetwork network = new TestNetwork()) {
            NetworkNamespace host = network.host("bare");
            Process process = new ProcessBuilder(List.of(
                            "ip",
                            "netns",
                            "exec",
                            host.name(),
                            "setpriv",
                            "--bounding-set=" + without.replace(' ', ','),
                            System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                            "-Xmx64m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            GateHolder.class.getName(),
                            "10.77.0.100"))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
            assertTrue(said.contains("the gate failed at"), said);
            assertTrue(said.contains(call), said);
            assertTrue(said.contains("it takes " + capability), said);
        }
    }

    @Test
    void shouldNameWhatAKernelLacks() {
        IOException refused = GateRefusal.explain(
                GateRefusal.Step.ATTACH, new LinuxException("tc qdisc add dev #1 clsact", Errno.ENOENT));
        assertTrue(refused.getMessage().contains("modprobe sch_ingress"), refused.getMessage());
        IOException other = new IOException("something else");
        assertSame(other, GateRefusal.explain(GateRefusal.Step.LOAD, other));
        LinuxException busy = new LinuxException("BPF_PROG_LOAD gate", Errno.EBUSY);
        assertEquals(
                "the gate failed at loading its program into the kernel: " + busy.getMessage(),
                GateRefusal.explain(GateRefusal.Step.LOAD, busy).getMessage());
    }
}
