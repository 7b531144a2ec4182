package org.hadirector.lvs.conn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ConnectionExpiryTest {
    private static final int LATE = 50; // two slots

    private final ConnectionTable table = new ConnectionTable(100_000, 3);

    private int row(int port) {
        return table.add(new ConnectionKey().protocol(6).client(1, port, port & 0xffff), 0, 0);
    }

    @Property(tries = 50)
    void shouldFireEachOnceNeverEarlyHardlyLate(
            @ForAll @LongRange(min = -1_000_000_000_000L, max = 1_000_000_000_000L) long start, @ForAll long seed) {
        Random random = new Random(seed);
        ConnectionTable rows = new ConnectionTable(4096, 3);
        ConnectionExpiry expiry = new ConnectionExpiry(rows, start);
        Map<Integer, Long> deadlines = new HashMap<>();
        long now = start;
        for (int i = 0; i < 500; i++) {
            int row = rows.add(new ConnectionKey().protocol(6).client(1, i, i), 0, 0);
            long deadline = now + random.nextInt(300_000);
            expiry.arm(row, deadline);
            deadlines.put(row, deadline);
        }
        while (!deadlines.isEmpty()) {
            now += 1 + random.nextInt(2_000);
            long reached = now;
            int anyone = deadlines.keySet().iterator().next();
            if (deadlines.get(anyone) > now) {
                long moved = now + random.nextInt(200_000);
                expiry.touch(anyone, moved);
                deadlines.put(anyone, moved);
            }
            expiry.advance(now, row -> assertTrue(deadlines.remove(row) <= reached, "early or twice"), 1 << 20);
            deadlines.forEach((row, deadline) -> assertTrue(deadline + LATE > reached, "late"));
        }
    }

    @Test
    void shouldStopAtTheLimitAndGoOnNextTime() {
        ConnectionExpiry expiry = new ConnectionExpiry(table, 0);
        for (int i = 0; i < 10; i++) {
            expiry.arm(row(i), 100);
        }
        List<Integer> fired = new ArrayList<>();
        assertEquals(4, expiry.advance(1000, fired::add, 4));
        assertEquals(4, fired.size());
        expiry.advance(1000, fired::add, 100);
        assertEquals(10, fired.stream().distinct().count());
    }

    @Test
    void shouldNotFireWhatWasDisarmed() {
        ConnectionExpiry expiry = new ConnectionExpiry(table, 0);
        int first = row(1);
        int second = row(2);
        int third = row(3);
        expiry.arm(first, 100);
        expiry.arm(second, 100);
        expiry.arm(third, 100);
        expiry.disarm(second);
        List<Integer> fired = new ArrayList<>();
        expiry.advance(1000, fired::add, 100);
        assertEquals(List.of(third, first), fired);
    }

    @Test
    void shouldReachDeadlinesBeyondOneTurnOfTheWheel() {
        ConnectionExpiry expiry = new ConnectionExpiry(table, 0);
        int row = row(1);
        long month = 31L * 24 * 3600 * ConnectionExpiry.TICKS_PER_SECOND;
        expiry.arm(row, month);
        List<Integer> fired = new ArrayList<>();
        for (long tick = 0; tick < month; tick += 50_000) {
            expiry.advance(tick, fired::add, 100);
        }
        assertTrue(fired.isEmpty());
        expiry.advance(month + LATE, fired::add, 100);
        assertEquals(List.of(row), fired);
    }
}
