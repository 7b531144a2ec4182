package org.hadirector.takeover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.hadirector.linux.NetlinkInterfaces;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.Sysctls;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresRoot
final class RealServerSetupTest {
    private static final String FRESH = "all 0 0, eth0 0 0";
    private static final String QUIET = "all 1 2, eth0 1 2";

    private final TestNetwork network = new TestNetwork();

    @TempDir
    private Path directory;

    private Path stateFile;
    private NetworkNamespace server;
    private NetworkNamespace director;
    private NetlinkAddressTable table;
    private NetlinkInterfaces interfaces;
    private RealServerSetup setup;
    private InetAddress vip;

    @BeforeEach
    void buildLan() throws Exception {
        server = network.host("rs");
        director = network.host("dir");
        network.cable(server, "eth0", "10.9.0.11/24", director, "eth0", "10.9.0.1/24");
        table = server.call(NetlinkAddressTable::open);
        interfaces = server.call(NetlinkInterfaces::open);
        stateFile = directory.resolve("run/realserver");
        setup = new RealServerSetup(table, interfaces, Sysctls.ofKernel(), stateFile);
        vip = InetAddress.getByName("10.9.0.100");
    }

    @AfterEach
    void tearDown() throws Exception {
        try (network) {
            table.close();
            interfaces.close();
        }
    }

    private void inServer(Step body) throws Exception {
        server.call(() -> {
            body.run();
            return null;
        });
    }

    private String sysctls() throws Exception {
        StringBuilder values = new StringBuilder();
        for (String device : List.of("all", "eth0")) {
            String conf = "/proc/sys/net/ipv4/conf/" + device;
            String two = server.exec("cat", conf + "/arp_ignore", conf + "/arp_announce")
                    .strip();
            values.append(values.isEmpty() ? "" : ", ")
                    .append(device)
                    .append(' ')
                    .append(two.replace('\n', ' '));
        }
        return values.toString();
    }

    private boolean serverAnswersArpForTheVip() throws Exception {
        director.ip("neigh", "flush", "dev", "eth0");
        try {
            director.exec("ping", "-c", "1", "-W", "1", "10.9.0.100");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private List<Boolean> checked() throws Exception {
        Callable<List<Boolean>> body = () -> setup.check(vip, null).stream()
                .map(RealServerCheck.Condition::ok)
                .toList();
        return server.call(body);
    }

    @Test
    void shouldTakeTheVipWithoutAnsweringArpForIt() throws Exception {
        inServer(() -> setup.start(vip, null));

        assertEquals(QUIET, sysctls());
        assertTrue(server.ip("addr", "show", "lo").contains("inet 10.9.0.100/32 scope global deprecated lo:0"));
        assertEquals(List.of(true, true, true, true), checked());
        assertFalse(serverAnswersArpForTheVip());

        server.exec("sysctl", "-q", "-w", "net.ipv4.conf.all.arp_ignore=0", "net.ipv4.conf.eth0.arp_ignore=0");
        assertTrue(serverAnswersArpForTheVip()); // the test can tell
        assertEquals(List.of(true, true, false, true), checked());
    }

    @Test
    void shouldPutEverythingBack() throws Exception {
        inServer(() -> setup.start(vip, null));
        inServer(() -> setup.start(vip, "eth0"));
        inServer(() -> setup.stop(vip));
        inServer(() -> setup.stop(vip));

        assertEquals(FRESH, sysctls());
        assertFalse(server.ip("addr", "show", "lo").contains("10.9.0.100"));
        assertFalse(Files.exists(stateFile));
    }

    @Test
    void shouldKeepTheSettingsUntilTheLastVipGoes() throws Exception {
        InetAddress second = InetAddress.getByName("10.9.0.101");
        inServer(() -> setup.start(vip, null));
        inServer(() -> setup.start(second, null));
        assertTrue(server.ip("addr", "show", "lo").contains("inet 10.9.0.101/32 scope global deprecated lo:1"));

        inServer(() -> setup.stop(vip));
        assertEquals(QUIET, sysctls());
        inServer(() -> setup.stop(second));

        assertEquals(FRESH, sysctls());
    }

    @Test
    void shouldLeaveAloneWhatTheAdministratorSet() throws Exception {
        server.exec("sysctl", "-q", "-w", "net.ipv4.conf.all.arp_ignore=2");
        inServer(() -> setup.start(vip, null));
        assertEquals("all 2 2, eth0 1 2", sysctls());
        server.exec("sysctl", "-q", "-w", "net.ipv4.conf.eth0.arp_announce=1");

        inServer(() -> setup.stop(vip));

        assertEquals("all 2 0, eth0 0 1", sysctls());
    }

    @Test
    void shouldRememberTheFirstFormerValue() throws Exception {
        inServer(() -> setup.start(vip, null));
        server.exec("sysctl", "-q", "-w", "net.ipv4.conf.eth0.arp_ignore=3");
        inServer(() -> setup.start(vip, null));
        assertEquals(QUIET, sysctls());

        inServer(() -> setup.stop(vip));

        assertEquals(FRESH, sysctls());
    }

    @Test
    void shouldNameEveryWrongCondition() throws Exception {
        server.ip("addr", "add", "10.9.0.100/24", "dev", "eth0");

        List<RealServerCheck.Condition> conditions = server.call(() -> setup.check(vip, "eth0"));

        assertEquals(List.of(false, false, false, false), checked());
        assertEquals(
                List.of(
                        "director realserver start 10.9.0.100",
                        "ip addr del 10.9.0.100/24 dev eth0",
                        "sysctl -w net.ipv4.conf.all.arp_ignore=1",
                        "sysctl -w net.ipv4.conf.all.arp_announce=2"),
                conditions.stream().map(RealServerCheck.Condition::remedy).toList());
    }

    @Test
    void shouldWarnOfAWideMaskOnLoopback() throws Exception {
        server.ip("addr", "add", "10.9.0.100/24", "dev", "lo");

        RealServerCheck.Condition first =
                server.call(() -> setup.check(vip, null)).get(0);

        assertFalse(first.ok());
        assertTrue(first.found().startsWith("/24"), first.found());
    }

    @Test
    void shouldServeIpv6WithTheAddressAlone() throws Exception {
        server.ip("-6", "addr", "add", "fd00:9::11/64", "dev", "eth0", "nodad");
        InetAddress six = InetAddress.getByName("fd00:9::100");

        inServer(() -> setup.start(six, null));
        assertEquals(FRESH, sysctls());
        assertTrue(server.ip("addr", "show", "lo").contains("inet6 fd00:9::100/128 scope global nodad deprecated"));
        inServer(() -> setup.stop(six));

        assertFalse(server.ip("addr", "show", "lo").contains("fd00:9::100"));
        assertFalse(Files.exists(stateFile));
    }

    @Test
    void shouldNameTheWrongInterfaceAndTheDamagedState() throws Exception {
        ConfigException refused = assertThrows(ConfigException.class, () -> inServer(() -> setup.start(vip, "eth7")));
        assertEquals("there is no LAN interface eth7 — name one of eth0", refused.getMessage());

        Files.createDirectories(stateFile.getParent());
        Files.writeString(stateFile, "vip 10.9.0.100\nformer eth0 arp_ignore\n");
        IOException damaged = assertThrows(IOException.class, () -> inServer(() -> setup.stop(vip)));
        assertTrue(damaged.getMessage().contains("realserver:2:"), damaged.getMessage());
        assertEquals(FRESH, sysctls());
    }

    private interface Step {
        void run() throws Exception;
    }
}
