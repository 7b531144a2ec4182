package org.hadirector.lvs.ipvsadm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import org.hadirector.lvs.engine.EngineLab;
import org.hadirector.lvs.engine.Segment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Connections and statistics as Linux 6.1 (user-mode-linux, HZ 100) showed them for the same services and packets; what
 * holds no connections is among the golden vectors.
 */
class ProcCommandTest {
    private static final String RULES =
            """
            -A -u 10.1.0.1:53 -s rr -p 60
            -a -u 10.1.0.1:53 -r 10.1.0.9:5353 -m
            -A -u [fd01::1]:53 -s rr -p 60 -M 64
            -a -u [fd01::1]:53 -r [fd01::9]:5353 -m
            -A -t 10.1.0.1:80 -s rr -p 300 -M 255.255.0.0
            -a -t 10.1.0.1:80 -r 10.1.0.9:80 -m -w 65535
            -A -f 7 -6 -s rr -p 5 -M 64 -o
            -a -f 7 -6 -r [fd01::9]:80 -m -w 65535
            """;

    private final EngineLab lab = new EngineLab();

    @BeforeEach
    void serve() {
        ByteArrayInputStream rules = new ByteArrayInputStream(RULES.getBytes(StandardCharsets.UTF_8));
        assertEquals(
                "", IpvsadmCommand.run(List.of("-R"), rules, lab.engine(), null).err());
        lab.neighbour(Segment.address("10.1.0.9")).neighbour(Segment.address("fd01::9"));
        lab.work();
    }

    private void packets() {
        lab.send(Segment.udp(Segment.address("10.1.0.9"), 4000, Segment.address("10.1.0.1"), 53, 1));
        lab.send(Segment.tcp(Segment.address("10.1.0.9"), 4001, Segment.address("10.1.0.1"), 80, Segment.SYN));
        // The server refuses.
        byte[] reset = Segment.tcp(Segment.address("10.1.0.9"), 80, Segment.address("10.1.0.9"), 4001, Segment.RST);
        lab.send(EngineLab.SERVERS, 0, reset);
        lab.send(Segment.udp(Segment.address("fd01::9"), 4002, Segment.address("fd01::1"), 53, 1));
    }

    private String file(String... words) {
        IpvsadmResult result = ProcCommand.run(List.of(words), lab.engine());
        assertEquals(0, result.exitCode(), result.err());
        return result.out();
    }

    private static void sameLines(String expected, String actual) {
        assertEquals(
                new TreeSet<>(expected.lines().toList()),
                new TreeSet<>(actual.lines().toList()));
    }

    @Test
    void shouldShowServicesOfBothFamilies() {
        packets();
        sameLines(
                """
                IP Virtual Server version 1.2.1 (size=4096)
                Prot LocalAddress:Port Scheduler Flags
                  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
                TCP  0A010001:0050 rr  persistent 30000 FFFF0000
                  -> 0A010009:0050      Masq    65535  0          1        \s
                UDP  [fd01:0000:0000:0000:0000:0000:0000:0001]:0035 rr persistent 6000 40000000
                  -> [fd01:0000:0000:0000:0000:0000:0000:0009]:14E9      Masq    1      0          1        \s
                UDP  0A010001:0035 rr  persistent 6000 FFFFFFFF
                  -> 0A010009:14E9      Masq    1      0          1        \s
                FWM  00000007 rr ops persistent 500 40000000
                  -> [fd01:0000:0000:0000:0000:0000:0000:0009]:0050      Masq    65535  0          0        \s
                """,
                file());
    }

    @Test
    void shouldShowConnectionsAndTemplates() {
        packets();
        sameLines(
                """
                Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData
                TCP 0A010000 0000 0A010001 0050 0A010009 0050 NONE            299
                UDP fd01:0000:0000:0000:0000:0000:0000:0009 0FA2 fd01:0000:0000:0000:0000:0000:0000:0001 0035 \
                fd01:0000:0000:0000:0000:0000:0000:0009 14E9 UDP             299
                UDP fd01:0000:0000:0000:0000:0000:0000:0000 0000 fd01:0000:0000:0000:0000:0000:0000:0001 0035 \
                fd01:0000:0000:0000:0000:0000:0000:0009 14E9 NONE             59
                UDP 0A010009 0FA0 0A010001 0035 0A010009 14E9 UDP             299
                TCP 0A010009 0FA1 0A010001 0050 0A010009 0050 CLOSE             9
                UDP 0A010009 0000 0A010001 0035 0A010009 14E9 NONE             59
                """,
                file("ip_vs_conn"));
        sameLines(
                """
                Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Origin Expires
                TCP 0A010000 0000 0A010001 0050 0A010009 0050 NONE        LOCAL      299
                UDP fd01:0000:0000:0000:0000:0000:0000:0009 0FA2 fd01:0000:0000:0000:0000:0000:0000:0001 0035 \
                fd01:0000:0000:0000:0000:0000:0000:0009 14E9 UDP         LOCAL      299
                UDP fd01:0000:0000:0000:0000:0000:0000:0000 0000 fd01:0000:0000:0000:0000:0000:0000:0001 0035 \
                fd01:0000:0000:0000:0000:0000:0000:0009 14E9 NONE        LOCAL       59
                UDP 0A010009 0FA0 0A010001 0035 0A010009 14E9 UDP         LOCAL      299
                TCP 0A010009 0FA1 0A010001 0050 0A010009 0050 CLOSE       LOCAL        9
                UDP 0A010009 0000 0A010001 0035 0A010009 14E9 NONE        LOCAL       59
                """,
                file("ip_vs_conn_sync"));
    }

    @Test
    void shouldSumUpAlsoWhatIsGoneUntilZeroed() {
        packets();
        assertTrue(file("ip_vs_stats").contains("\n       0        0        0                0                0\n\n"));
        lab.pass(2);
        String sums = "\n       3        3        1               76               28\n\n";
        assertTrue(file("ip_vs_stats").contains(sums), file("ip_vs_stats"));
        assertTrue(file("ip_vs_stats_percpu").contains("\n  0        3        3        1               76 "));
        for (String service : List.of("10.1.0.1:53", "[fd01::1]:53")) {
            IpvsadmCommand.run(List.of("-D", "-u", service), null, lab.engine(), null);
        }
        lab.pass(10);
        assertTrue(file("ip_vs_stats").contains(sums), "also without those services");
        IpvsadmCommand.run(List.of("-Z"), null, lab.engine(), null);
        assertTrue(file("ip_vs_stats").contains("\n       0        0        0                0                0\n\n"));
    }

    @Test
    void shouldNameTheFilesWhenAskedForAnother() {
        IpvsadmResult result = ProcCommand.run(List.of("ip_vs_none"), lab.engine());
        assertEquals(2, result.exitCode());
        assertTrue(result.err().contains("ip_vs_conn_sync | ip_vs_stats"), result.err());
        assertEquals("prot port    usecnt name\n", file("ip_vs_app"));
    }
}
