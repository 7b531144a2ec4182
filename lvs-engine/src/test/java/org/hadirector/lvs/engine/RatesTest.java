package org.hadirector.lvs.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.List;
import org.hadirector.lvs.ipvsadm.IpvsadmCommand;
import org.hadirector.lvs.ipvsadm.IpvsadmResult;
import org.hadirector.lvs.path.ServiceKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Rates with worked numbers. The kernel (linux ip_vs_est.c) looks every 2 s; with d more than the last time,
 * connections and packets per second scaled by 2^10 are {@code r += ((d << 9) - r) >> 2}, shown as {@code (r + 511) >>
 * 10}; bytes, scaled by 2^5, {@code r += ((d << 4) - r) >> 2}, shown as {@code (r + 15) >> 5}.
 */
class RatesTest {
    private static final InetAddress VIP = Segment.address("10.1.0.1");
    private static final int SYN_BYTES = 40;

    private final EngineLab lab = new EngineLab();
    private ServiceKey key;
    private int clientPort = 1000;

    @BeforeEach
    void serve() throws LvsException {
        key = lab.serve("rr", "10.1.0.1", "192.168.0.11", "192.168.0.12");
    }

    private void connect(int times) {
        for (int i = 0; i < times; i++) {
            lab.send(Segment.tcp(Segment.address("10.4.0.1"), clientPort++, VIP, 80, Segment.SYN));
        }
    }

    private ServiceStatus service() {
        return lab.engine().service(key).orElseThrow();
    }

    private static Traffic.Rates in(long connections, long packets, long bytes) {
        return new Traffic.Rates(connections, packets, 0, bytes, 0);
    }

    /** Each rate beside what it is scaled: 100 << 9 >> 2 is 12,800, a quarter less with every silent interval. */
    @Test
    void shouldFollowABurstAsTheKernelDoes() {
        connect(100);
        assertEquals(in(0, 0, 0), service().traffic().rates(), "nobody has looked yet");
        List<Traffic.Rates> service = List.of(
                in(12, 12, 500), // 12,800; 16,000
                in(9, 9, 375), // 9,600; 12,000
                in(7, 7, 281), // 7,200; 9,000
                in(5, 5, 211), // 5,400; 6,750
                in(4, 4, 158), // 4,050; 5,062
                in(3, 3, 119), // 3,037; 3,796
                in(2, 2, 89)); // 2,277; 2,847
        List<Traffic.Rates> server = List.of(
                in(6, 6, 250), // 6,400; 8,000
                in(5, 5, 187), // 4,800; 6,000: 4.6875 is shown as 5, 187.5 as 187
                in(4, 4, 141), // 3,600; 4,500
                in(3, 3, 105), // 2,700; 3,375
                in(2, 2, 79), // 2,025; 2,531
                in(1, 1, 59), // 1,518; 1,898
                in(1, 1, 44)); // 1,138; 1,423
        for (int look = 0; look < service.size(); look++) {
            lab.pass(2);
            assertEquals(service.get(look), service().traffic().rates(), "look " + look);
            for (ServerStatus status : service().servers()) {
                assertEquals(server.get(look), status.traffic().rates(), "look " + look);
            }
        }
    }

    /** A service's rate is measured by itself: 6 << 9 >> 2 is 768, shown as 1; of each server 384, shown as 0. */
    @Test
    void shouldNotAddUpTheServers() {
        connect(6);
        lab.pass(2);
        assertEquals(in(1, 1, 30), service().traffic().rates());
        service()
                .servers()
                .forEach(server -> assertEquals(in(0, 0, 15), server.traffic().rates()));
        IpvsadmResult listing = IpvsadmCommand.run(List.of("-Ln", "--rate"), null, lab.engine(), null);
        List<String> lines = listing.out().lines().toList();
        assertEquals(
                List.of(
                        "TCP  10.1.0.1:80                         1        1        0       30        0",
                        "  -> 192.168.0.11:80                     0        0        0       15        0",
                        "  -> 192.168.0.12:80                     0        0        0       15        0"),
                lines.subList(3, 6));
    }

    /** One a second comes to 1,021 of 1,024, where 1,024 - 1,021 no longer has a quarter: shown as 1. */
    @Test
    void shouldSettleBelowASteadyRate() {
        for (int look = 0; look < 60; look++) {
            connect(2);
            lab.pass(2);
        }
        assertEquals(1, service().traffic().rates().connections());
        assertEquals(0, service().servers().get(0).traffic().rates().connections(), "half of one a second: 509");
        assertEquals(2 * SYN_BYTES / 2, service().traffic().rates().inBytes());
    }

    /** A silent interval is one, however many packets came before it; what comes at once after a look counts later. */
    @Test
    void shouldLookEveryTwoSecondsAndNotWhenPacketsCome() {
        lab.pass(1.9);
        connect(8);
        lab.pass(0.2);
        assertEquals(1, service().traffic().rates().connections(), "8 << 9 >> 2 is 1,024");
        connect(800);
        lab.pass(1.8);
        assertEquals(1, service().traffic().rates().connections());
        lab.pass(0.2);
        assertEquals(101, service().traffic().rates().connections(), "1,024 + (409,600 - 1,024 >> 2) is 103,168");
    }

    @Test
    void shouldLetRatesStartAtZeroWithTheSums() throws LvsException {
        connect(100);
        lab.pass(2);
        connect(8);
        lab.engine().zero(key);
        assertEquals(new Traffic(0, 0, 0, 0, 0, in(0, 0, 0)), service().traffic());
        assertEquals(in(0, 0, 0), service().servers().get(0).traffic().rates());
        lab.pass(2);
        assertEquals(
                new Traffic(8, 8, 0, 320, 0, in(1, 1, 40)), service().traffic(), "what came since the last look is in");
    }
}
