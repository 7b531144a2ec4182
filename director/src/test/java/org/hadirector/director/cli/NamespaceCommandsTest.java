package org.hadirector.director.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.hadirector.lvs.path.gate.GatePath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that change the kernel of the network namespace they run in: {@code realserver} and {@code clean}. */
@RequiresRoot
class NamespaceCommandsTest {
    private static final String VIP = "10.9.0.6";

    @TempDir
    Path directory;

    private final TestNetwork network = new TestNetwork();
    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private NetworkNamespace host;

    @BeforeEach
    void cable() throws IOException {
        host = network.host("node");
        network.cable(host, "eth0", "10.9.0.5/24", network.host("other"), "eth0", "10.9.0.1/24");
        host.ip("link", "set", "lo", "up");
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void down() throws IOException {
        System.setOut(realOut);
        System.setErr(realErr);
        network.close();
    }

    private int director(String... words) throws Exception {
        out.reset();
        err.reset();
        List<String> all = new ArrayList<>();
        for (String place : List.of("config", "run", "state")) {
            all.add("--" + place);
            all.add(Files.createDirectories(directory.resolve(place)).toString());
        }
        all.addAll(List.of(words));
        return host.call(() -> Main.run("director", all.toArray(String[]::new)));
    }

    private String arp() throws IOException {
        return host.exec("sysctl", "-n", "net.ipv4.conf.eth0.arp_ignore", "net.ipv4.conf.eth0.arp_announce")
                .strip()
                .replace('\n', ' ');
    }

    @Test
    void shouldMakeARealServerAndUndoIt() throws Exception {
        String before = arp();
        assertEquals(1, director("realserver", "check", VIP), "not one yet");
        assertTrue(out.toString().contains("FAILED"), out.toString());

        assertEquals(0, director("realserver", "start", VIP), err.toString());
        assertTrue(host.ip("-o", "addr", "show", "dev", "lo").contains(VIP + "/32"));
        assertEquals("1 2", arp());
        assertEquals(0, director("realserver", "check", VIP), out.toString());
        assertFalse(out.toString().contains("FAILED"), out.toString());
        assertEquals(0, director("realserver", "start", VIP), "again");

        assertEquals(0, director("realserver", "stop", VIP), err.toString());
        assertFalse(host.ip("-o", "addr", "show", "dev", "lo").contains(VIP));
        assertEquals(before, arp());
        assertEquals(0, director("realserver", "stop", VIP), "again");
    }

    @Test
    void shouldRefuseWhatIsNoAddressAndWhatIsNoVerb() throws Exception {
        assertEquals(1, director("realserver", "start", "10.9.0"));
        assertTrue(err.toString().contains("10.9.0"), err.toString());
        assertEquals(2, director("realserver", "restart", VIP));
        assertEquals(2, director("realserver", "start"));
    }

    @Test
    void shouldCleanOnceAndThenFindNothing() throws Exception {
        Files.createDirectories(directory.resolve("config"));
        Files.writeString(
                directory.resolve("config/haresources"), "ha1 " + VIP + "/24/eth0 IPv6addr::fd00::6/64/eth0\n");
        host.ip("addr", "add", VIP + "/24", "dev", "eth0", "label", "eth0:0", "valid_lft", "300", "preferred_lft", "0");
        host.ip("addr", "add", "fd00::6/64", "dev", "eth0", "nodad", "valid_lft", "300", "preferred_lft", "0");
        guard(VIP);

        assertEquals(0, director("clean"), err.toString());
        String said = out.toString();
        assertTrue(said.contains(VIP) && said.contains("fd00:0:0:0:0:0:0:6") && said.contains("gate of eth0"), said);
        assertFalse(host.ip("-o", "addr").contains(VIP));
        assertFalse(host.ip("-o", "addr").contains("fd00::6"));
        assertFalse(host.exec("tc", "qdisc", "show").contains("clsact"));

        assertEquals(0, director("clean"), err.toString());
        assertEquals("nothing was left\n", out.toString());
    }

    /** The files may have been changed since the daemon read them, or be broken by now: the gate knows better. */
    @Test
    void shouldCleanWhatTheFilesNoLongerName() throws Exception {
        Files.createDirectories(directory.resolve("config"));
        Files.writeString(directory.resolve("config/haresources"), "ha1 IPaddr::300.1.1.1 IPv6addr::fd00::6/64/eth0\n");
        host.ip("addr", "add", VIP + "/24", "dev", "eth0", "label", "eth0:0", "valid_lft", "300", "preferred_lft", "0");
        host.ip("addr", "add", "10.9.0.7/24", "dev", "eth0", "valid_lft", "300", "preferred_lft", "300");
        host.ip("addr", "add", "fd00::6/64", "dev", "eth0", "nodad", "valid_lft", "300", "preferred_lft", "0");
        guard(VIP);

        assertEquals(0, director("clean"), err.toString());
        String left = host.ip("-o", "addr");
        assertFalse(left.contains(VIP) || left.contains("fd00::6"), left);
        assertTrue(left.contains("10.9.0.7"), "a lease of DHCP, nobody's service: " + left);
        assertFalse(host.exec("tc", "qdisc", "show").contains("clsact"));
    }

    private void guard(String vip) throws Exception {
        host.call(() -> {
            GatePath gate = GatePath.open(List.of("eth0"));
            gate.guard(InetAddress.getByName(vip));
            gate.close();
            return null;
        });
    }

    @Test
    void shouldLeaveAnAddressThatNobodyLeased() throws Exception {
        Files.createDirectories(directory.resolve("config"));
        Files.writeString(directory.resolve("config/haresources"), "ha1 " + VIP + "/24/eth0\n");
        host.ip("addr", "add", VIP + "/24", "dev", "eth0");
        assertEquals(0, director("clean"), err.toString());
        assertEquals("nothing was left\n", out.toString());
        assertTrue(host.ip("-o", "addr").contains(VIP), "an administrator's, or a resource taken by hand");
    }
}
