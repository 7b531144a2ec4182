package org.hadirector.lvs.ipvsadm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hadirector.lvs.engine.EngineLab;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.mark.MarkRule;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Marks of the engine's own: the words, and what becomes of packets. */
class MarkCommandTest {
    private final EngineLab lab = new EngineLab();
    private int nextPort = 20_000;

    @BeforeEach
    void servers() {
        for (String server : List.of("192.168.0.1", "192.168.0.2", "fd00::1")) {
            lab.neighbour(Segment.address(server));
        }
    }

    private void ipvsadm(String... lines) {
        byte[] rules = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        IpvsadmResult result = IpvsadmCommand.run(List.of("-R"), new ByteArrayInputStream(rules), lab.engine(), null);
        assertEquals("", result.err());
        lab.work();
    }

    private IpvsadmResult run(String line, String stdin) {
        IpvsadmResult result = MarkCommand.run(List.of(line.split(" ")), stdin, lab.engine(), null);
        lab.work();
        return result;
    }

    private String mark(String line) {
        IpvsadmResult result = run(line, "");
        assertEquals(0, result.exitCode(), result.err());
        return result.out();
    }

    private String refused(String line) {
        IpvsadmResult result = run(line, "");
        assertTrue(result.exitCode() != 0 && result.out().isEmpty(), line);
        return result.err();
    }

    /** Where a client's new connection goes: the last byte of the server's MAC, or {@code stack}, or {@code no}. */
    private String connect(String client, String address, int port) {
        return connect(EngineLab.CLIENTS, client, address, port);
    }

    private String connect(int device, String client, String address, int port) {
        byte[] syn = Segment.tcp(Segment.address(client), nextPort++, Segment.address(address), port, Segment.SYN);
        lab.path().local();
        List<Sent> sent = lab.send(device, 0, syn);
        if (sent.isEmpty()) {
            return lab.path().local().isEmpty() ? "no" : "stack";
        }
        return sent.get(0).interfaceIndex() == EngineLab.SERVERS
                ? "." + sent.get(0).frame()[5]
                : "no";
    }

    @Test
    void shouldBindPortsOfAnAddressIntoOneService() {
        ipvsadm("-A -f 1 -s rr -p 300", "-a -f 1 -r 192.168.0.1 -g", "-a -f 1 -r 192.168.0.2 -g");
        assertEquals("stack", connect("10.2.0.1", "10.1.0.1", 80), "nobody marks");
        mark("add -d 10.1.0.1 -p tcp --dports 80,443,8000:8010 -j MARK --set-mark 1");
        String server = connect("10.2.0.1", "10.1.0.1", 80);
        assertTrue(server.startsWith("."), server);
        for (int port : List.of(443, 8000, 8005, 8010)) {
            assertEquals(server, connect("10.2.0.1", "10.1.0.1", port), "one client, one server");
        }
        assertTrue(!server.equals(connect("10.2.0.2", "10.1.0.1", 443)), "another client, the other server");
        for (int port : List.of(22, 81, 7999, 8011)) {
            assertEquals("stack", connect("10.2.0.1", "10.1.0.1", port));
        }
        assertEquals("stack", connect("10.2.0.1", "10.1.0.2", 80));
        mark("del -d 10.1.0.1/32 -p tcp --dports 80,443,8000:8010 --set-mark 0x1");
        assertEquals("stack", connect("10.2.0.1", "10.1.0.1", 80));
    }

    @Test
    void shouldTakePacketsUpOnlyForAServiceThatIsThere() {
        mark("add -d 10.1.0.0/29 --set-mark 7");
        assertEquals("-d 10.1.0.0/29 -j MARK --set-mark 7  # no service has this mark\n", mark("list"));
        assertEquals("stack", connect("10.2.0.1", "10.1.0.6", 99));
        ipvsadm("-A -f 7 -s rr", "-a -f 7 -r 192.168.0.1 -g");
        assertEquals("-d 10.1.0.0/29 -j MARK --set-mark 7\n", mark("list"));
        assertEquals(".1", connect("10.2.0.1", "10.1.0.6", 99));
        assertEquals("stack", connect("10.2.0.1", "10.1.0.8", 99));
        ipvsadm("-D -f 7");
        assertEquals("stack", connect("10.2.0.1", "10.1.0.6", 99));
    }

    @Test
    void shouldGoBeforeAnAddressServiceAndLeaveItsPackets() {
        ipvsadm("-A -f 1 -s rr", "-a -f 1 -r 192.168.0.1 -g", "-A -t 10.1.0.1:80 -s rr");
        ipvsadm("-a -t 10.1.0.1:80 -r 192.168.0.2:80 -g");
        mark("add -d 10.1.0.1 -p tcp --dport 80 --set-mark 1");
        assertEquals(".1", connect("10.2.0.1", "10.1.0.1", 80));
        ipvsadm("-D -t 10.1.0.1:80");
        assertEquals(".1", connect("10.2.0.1", "10.1.0.1", 80), "still wanted for the mark");
        ipvsadm("-A -t 10.1.0.1:80 -s rr", "-a -t 10.1.0.1:80 -r 192.168.0.2:80 -g");
        mark("clear");
        assertEquals(".2", connect("10.2.0.1", "10.1.0.1", 80), "still wanted for the service");
    }

    @Test
    void shouldLetTheLastRuleDecideBySourceAndInterface() {
        ipvsadm("-A -f 1 -s rr", "-a -f 1 -r 192.168.0.1 -g", "-A -f 2 -s rr", "-a -f 2 -r 192.168.0.2 -g");
        mark("add -d 10.1.0.1 -p tcp --set-mark 1");
        mark("add -s 10.2.0.0/16 -d 10.1.0.1 -p tcp --set-mark 2");
        mark("add -d 10.1.0.1 -i if" + EngineLab.SERVERS + " -p tcp --dport 80 --set-mark 0");
        assertEquals(".1", connect("10.3.0.1", "10.1.0.1", 80));
        assertEquals(".2", connect("10.2.9.1", "10.1.0.1", 80));
        assertEquals("stack", connect(EngineLab.SERVERS, "10.2.9.1", "10.1.0.1", 80));
        assertEquals(".2", connect(EngineLab.SERVERS, "10.2.9.1", "10.1.0.1", 81));
    }

    @Test
    void shouldMarkIpv6() {
        ipvsadm("-A -f 3 -6 -s rr", "-a -f 3 -6 -r fd00::1 -g");
        mark("add -s fd02::/64 -d fd01::1 -p tcp --dport 80 --set-mark 3");
        assertEquals(".1", connect("fd02::9", "fd01::1", 80));
        assertEquals("stack", connect("fd03::9", "fd01::1", 80));
        assertEquals("stack", connect("10.2.0.1", "10.1.0.1", 80));
    }

    @Test
    void shouldTakeOverWhatIptablesSaveWritesAndTellTheRest() {
        IpvsadmResult restored = run(
                "restore",
                """
                # Generated by iptables-save v1.8.9 (nf_tables)
                *mangle
                :PREROUTING ACCEPT [0:0]
                -A PREROUTING -d 10.1.0.1/32 -p tcp -m multiport --dports 80,443 -j MARK --set-xmark 0x1/0xffffffff
                -A PREROUTING -d 10.1.0.1/32 -i eth0 -p udp -m udp --dport 53 -j MARK --set-xmark 0x2/0xffffffff
                -A PREROUTING -m mac --mac-source 00:11:22:33:44:55 -j MARK --set-xmark 0x3/0xffffffff
                -A POSTROUTING -d 10.1.0.1/32 -j TTL --ttl-set 64
                COMMIT
                """);
        assertEquals(1, restored.exitCode());
        assertEquals(IpvsadmResult.Stream.OPEN, restored.stream());
        assertEquals(2, restored.err().lines().count(), restored.err());
        assertTrue(restored.err().startsWith("director: -m mac is not known here, in: -A PREROUTING -m mac"));
        String saved = "-d 10.1.0.1/32 -p tcp --dports 80,443 -j MARK --set-mark 1\n"
                + "-d 10.1.0.1/32 -i eth0 -p udp --dport 53 -j MARK --set-mark 2\n";
        assertEquals(saved, mark("save"));
        mark("clear");
        assertEquals(0, run("restore", saved).exitCode());
        assertEquals(saved, mark("save"));
    }

    @Test
    void shouldFollowAConfigurationAndKeepWhatAnAdministratorAdded() throws Exception {
        MarkRuleParser parser = new MarkRuleParser(null);
        List<MarkRule> before = List.of(
                parser.rule(List.of("-d", "10.1.0.1", "--set-mark", "1")),
                parser.rule(List.of("-d", "10.1.0.2", "--set-mark", "2")));
        lab.engine().marks().replace(before);
        mark("add -d 10.1.0.9 --set-mark 9");
        lab.engine()
                .marks()
                .reconfigure(before, List.of(before.get(1), parser.rule(List.of("-d", "10.1.0.3", "--set-mark", "3"))));
        assertEquals(
                "-d 10.1.0.2/32 -j MARK --set-mark 2\n-d 10.1.0.3/32 -j MARK --set-mark 3\n"
                        + "-d 10.1.0.9/32 -j MARK --set-mark 9\n",
                mark("save"));
    }

    @Test
    void shouldSayWhatIsWrongAndChangeNothing() {
        assertTrue(refused("add -p tcp --set-mark 1").contains("-d is missing"));
        assertTrue(refused("add -d 10.1.0.1").contains("--set-mark is missing"));
        assertTrue(refused("add -d 10.1.0.0/16 --set-mark 1").contains("more than 256 addresses"));
        assertTrue(refused("add -d fd01::/64 --set-mark 1").contains("more than 256 addresses"));
        assertTrue(refused("add -d 0.0.0.0/0 --set-mark 1").contains("more than 256 addresses"));
        assertTrue(
                refused("add -d 10.1.0.1 -p tcp --dport 1:65535 --set-mark 1").contains("4096 are the most"));
        assertTrue(refused("add -d 10.1.0.1 --dport 80 --set-mark 1").contains("needs -p tcp"));
        assertTrue(refused("add -d 10.1.0.1 -p icmp --set-mark 1").contains("tcp, udp or sctp"));
        assertTrue(refused("add -d 10.1.0.1 -p tcp --dport 80:70 --set-mark 1").contains("ports 80 to 70"));
        assertTrue(refused("add -d 10.1.0.1 --set-mark 1/0xff").contains("without a mask"));
        assertTrue(refused("add -d 10.1.0.1 --set-mark").contains("needs a value"));
        assertTrue(refused("add -d ten --set-mark 1").contains("ten is no address"));
        assertTrue(refused("add -d fd01::1 -s 10.0.0.1 --set-mark 1").contains("two families"));
        assertTrue(refused("del -d 10.1.0.1 --set-mark 1").contains("No such mark rule"));
        mark("add -d 10.1.0.1 --set-mark 1");
        assertTrue(refused("add -d 10.1.0.1/32 --set-mark 0x1").contains("already exists"));
        assertTrue(refused("nonsense").startsWith("Usage: director lvs mark"));
        assertEquals("-d 10.1.0.1/32 -j MARK --set-mark 1\n", mark("save"));
    }
}
