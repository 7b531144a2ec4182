package org.hadirector.lvs.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.setting.Setting;
import org.hadirector.lvs.setting.SettingException;
import org.junit.jupiter.api.Test;

/** The kernel's estimator: sums every two seconds, rates as an average in which the newest weighs a quarter. */
class TrafficCountersTest {
    private static final InetAddress CLIENT = Segment.address("10.4.0.1");
    private static final InetAddress VIP = Segment.address("10.1.0.1");

    private static void count(TrafficCounters counters, int packets) {
        for (int i = 0; i < packets; i++) {
            counters.in(100);
        }
        counters.estimate();
    }

    /** After n rounds of a steady rate r an average that began at 0 shows r (1 - 0.75^n). */
    @Property(tries = 100)
    void shouldSmoothRatesAsAnAverageOfQuarters(
            @ForAll @IntRange(min = 1, max = 2000) int packets, @ForAll @IntRange(min = 1, max = 40) int rounds) {
        TrafficCounters counters = new TrafficCounters();
        for (int round = 1; round <= rounds; round++) {
            count(counters, packets);
            double share = 1 - Math.pow(0.75, round);
            Traffic.Rates rates = counters.snapshot().rates();
            assertEquals(packets / 2.0 * share, rates.inPackets(), 1);
            assertEquals(packets * 50.0 * share, rates.inBytes(), 1);
            assertEquals((long) packets * round, counters.snapshot().inPackets());
        }
    }

    @Test
    void shouldForgetARateWithinAMinute() {
        TrafficCounters counters = new TrafficCounters();
        count(counters, 1000);
        assertEquals(125, counters.snapshot().rates().inPackets());
        for (int i = 0; i < 30; i++) {
            count(counters, 0);
        }
        assertEquals(0, counters.snapshot().rates().inPackets());
        assertEquals(1000, counters.snapshot().inPackets());
        counters.zero();
        assertEquals(0, counters.snapshot().inPackets());
        count(counters, 7);
        assertEquals(7, counters.snapshot().inPackets());
    }

    @Test
    void shouldShowSumsOfTheLastTwoSecondsAndStandStillWithoutEstimation() throws LvsException, SettingException {
        EngineLab lab = new EngineLab();
        ServiceKey key = lab.serve("rr", "10.1.0.1", "192.168.0.11");
        lab.send(Segment.tcp(CLIENT, 1000, VIP, 80, Segment.SYN));
        assertEquals(0, packets(lab, key));
        lab.pass(2);
        assertEquals(1, packets(lab, key));
        lab.engine().settings().set(Setting.RUN_ESTIMATION, "0");
        lab.send(Segment.tcp(CLIENT, 1000, VIP, 80, Segment.ACK));
        lab.pass(4);
        assertEquals(1, packets(lab, key));
        lab.engine().settings().set(Setting.RUN_ESTIMATION, "1");
        lab.pass(2);
        assertEquals(2, packets(lab, key), "nothing is lost meanwhile");
        assertTrue(lab.engine().service(key).orElseThrow().traffic().inPackets() == 2);
    }

    private static long packets(EngineLab lab, ServiceKey key) {
        return lab.engine()
                .service(key)
                .orElseThrow()
                .servers()
                .get(0)
                .traffic()
                .inPackets();
    }
}
