package org.hadirector.lvs.path.gate;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of loopback's accept_local, which the gate sets: it is as it was when the gate is gone. */
@RequiresRoot
class AcceptLocalTest {
    private static final Path FILE = Path.of("/proc/sys/net/ipv4/conf/lo/accept_local");

    private final TestNetwork network = new TestNetwork();
    private NetworkNamespace director;
    private final List<Process> holders = new ArrayList<>();
    private String ofThisNamespace;

    @BeforeEach
    void build() throws Exception {
        director = network.host("director");
        ofThisNamespace = value();
    }

    @AfterEach
    void tearDown() throws Exception {
        holders.forEach(Process::destroyForcibly);
        network.close();
        assertEquals(ofThisNamespace, value(), "the namespace of the test is none of the gate's");
    }

    private static String value() throws Exception {
        return Files.readString(FILE).strip();
    }

    private String there() throws Exception {
        return director.call(AcceptLocalTest::value);
    }

    private void set(String value) throws Exception {
        director.call(() -> Files.writeString(FILE, value));
    }

    private GatePath open() throws Exception {
        return director.call(() -> GatePath.open(List.of()));
    }

    @Test
    void shouldBeAsItWasAfterADetachFromAnotherNamespace() throws Exception {
        try (GatePath path = open()) {
            assertEquals("1", there());
            path.detach();
            assertEquals("0", there());
        }
    }

    @Test
    void shouldStayAsAnAdministratorSetIt() throws Exception {
        set("1");
        try (GatePath path = open()) {
            path.detach();
            assertEquals("1", there());
        }
    }

    @Test
    void shouldBeTheSuccessorsToPutBack() throws Exception {
        Process killed = holder();
        killed.destroyForcibly().waitFor();
        assertEquals("1", there(), "nobody was there to put it back");
        try (GatePath successor = open()) {
            assertEquals("1", there());
            successor.detach();
            assertEquals("0", there());
        }
    }

    @Test
    void shouldBeAsAnAdministratorSetItAfterASuccessorToo() throws Exception {
        set("1");
        holder().destroyForcibly().waitFor();
        try (GatePath successor = open()) {
            successor.detach();
        }
        assertEquals("1", there());
    }

    @Test
    void shouldBeCleanedUpAfterADeadProcess() throws Exception {
        open().close();
        assertEquals("1", there());
        director.call(GatePath::clean);
        assertEquals("0", there());
    }

    /** They take each other's gates away; who is still there hangs its own again, and needs it set. */
    @Test
    void shouldOutliveAnotherEngine() throws Exception {
        try (GatePath first = open();
                GatePath second = open()) {
            first.detach();
            await().until(() -> {
                second.follow(0);
                return there().equals("1");
            });
            second.detach();
            assertEquals("0", there());
        }
    }

    @Test
    void shouldLeaveClientsOnThisMachineAloneWhereItCannotBeSet() throws Exception {
        holder(
                "unshare",
                "-m",
                "sh",
                "-c",
                "mount --bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys && exec \"$@\"",
                "sh");
        assertEquals("0", there());
        assertEquals("", director.exec("tc", "filter", "show", "dev", "lo", "ingress"));
        assertTrue(director.exec("tc", "filter", "show", "dev", "lo", "egress").contains("ha-director"));
    }

    /** Another process with a gate, begun by these words. */
    private Process holder(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", director.name()));
        command.addAll(List.of(words));
        command.addAll(List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                GateHolder.class.getName(),
                GateLan.VIP));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        holders.add(process);
        assertEquals("ready", process.inputReader(StandardCharsets.UTF_8).readLine());
        return process;
    }
}
