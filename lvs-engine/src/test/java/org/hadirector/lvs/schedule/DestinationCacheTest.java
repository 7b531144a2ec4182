package org.hadirector.lvs.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DestinationCacheTest {
    private static final int DAY = 86_400;

    private int dropped;
    private final DestinationCache cache = new DestinationCache(3, () -> DAY, row -> dropped++);

    private int ask(int address) {
        int row = cache.find(0, address);
        return row == DestinationCache.NONE ? cache.add(0, address) : row;
    }

    @Property(tries = 30)
    void shouldAgreeWithAMap(@ForAll long seed) {
        Random random = new Random(seed);
        Map<Integer, Integer> addressOfRow = new HashMap<>();
        DestinationCache any = new DestinationCache(seed, () -> 2000, addressOfRow::remove);
        Map<Integer, Integer> lastUse = new HashMap<>();
        for (int step = 0; step < 5000; step++) {
            int address = random.nextInt(3000);
            int row = any.find(address, ~address);
            if (row == DestinationCache.NONE) {
                row = any.add(address, ~address);
                addressOfRow.put(row, address);
            }
            assertEquals(address, addressOfRow.get(row));
            lastUse.put(address, any.now());
            any.passed(random.nextInt(3));
            assertEquals(addressOfRow.size(), any.size());
        }
        for (int address : addressOfRow.values()) {
            // At the latest at the second full check after the end of its time.
            assertTrue(any.now() - lastUse.get(address) < 2000 + 2 * 30 * 60, "kept too long");
        }
        lastUse.forEach((address, used) ->
                assertTrue(addressOfRow.containsValue(address) || any.now() - used >= 2000, "dropped too early"));
    }

    @Test
    void shouldForgetAfterADayWhatNobodyAsksFor() {
        ask(1);
        ask(2);
        for (int minute = 0; minute < 24 * 60 + 30; minute++) {
            ask(2);
            cache.passed(60);
        }
        assertEquals(1, cache.size());
        assertEquals(1, dropped);
        assertNotEquals(DestinationCache.NONE, cache.find(0, 2));
    }

    @Test
    void shouldShrinkWhenThereAreManyButKeepWhatIsUsed() {
        int many = DestinationCache.COMFORTABLE + 300;
        for (int address = 0; address < many; address++) {
            ask(address);
        }
        cache.passed(300);
        assertEquals(many, cache.size());
        for (int address = 0; address < 1000; address++) {
            ask(address);
        }
        cache.passed(60);
        assertEquals(400, dropped, "4/3 of what is too much");
        for (int address = 0; address < 1000; address++) {
            assertNotEquals(DestinationCache.NONE, cache.find(0, address));
        }
    }

    @Test
    void shouldTakeNoMoreThanItMay() {
        for (int address = 0; address < DestinationCache.MOST; address++) {
            assertNotEquals(DestinationCache.NONE, ask(address));
        }
        assertEquals(DestinationCache.NONE, ask(-1));
        for (int address = 0; address < DestinationCache.MOST; address += 97) {
            assertNotEquals(DestinationCache.NONE, cache.find(0, address));
        }
    }
}
