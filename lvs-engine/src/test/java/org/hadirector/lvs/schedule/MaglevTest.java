package org.hadirector.lvs.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.hadirector.lvs.model.SchedulerFlag;
import org.junit.jupiter.api.Test;

class MaglevTest {
    private static final int CLIENTS = 20_000;

    private static FakeServer[] choices(Farm farm) {
        FakeServer[] choices = new FakeServer[CLIENTS];
        for (int i = 0; i < CLIENTS; i++) {
            choices[i] = farm.pick(Farm.key(0x0a02_0000 + i, 0));
        }
        return choices;
    }

    @Property(tries = 40)
    void shouldMoveFewWhenAServerLeavesAndReturns(@ForAll @IntRange(min = 2, max = 60) int count, @ForAll long seed) {
        Random random = new Random(seed);
        int[] weights = new int[count];
        Arrays.fill(weights, 1 + random.nextInt(3));
        Farm farm = Farm.of("mh", seed, weights);
        FakeServer[] before = choices(farm);
        int leaving = random.nextInt(count);
        FakeServer gone = farm.servers.get(leaving);
        farm.remove(leaving);
        FakeServer[] after = choices(farm);
        int moved = 0;
        int orphans = 0;
        for (int i = 0; i < CLIENTS; i++) {
            orphans += before[i] == gone ? 1 : 0;
            moved += before[i] != gone && before[i] != after[i] ? 1 : 0;
        }
        assertEquals(1.0 / count, orphans / (double) CLIENTS, 0.03 / Math.sqrt(count));
        // A table of M slots moves few of the others' while M is much more than the servers (Maglev, section 5.3).
        assertTrue(moved <= 0.04 * CLIENTS, "moved " + moved + " clients whose server did not leave");
        gone.present = true;
        farm.servers.add(leaving, gone);
        farm.scheduler.serversChanged();
        assertTrue(Arrays.equals(before, choices(farm)), "the same servers in the same order, other choices");
    }

    @Test
    void shouldMoveNobodyElseWhenAServerIsQuiescentOrFull() {
        Farm plain = Farm.of("mh", 1, 5, 4, 3, 2, 1);
        FakeServer[] before = choices(plain);
        FakeServer quiescent = plain.servers.get(1);
        FakeServer full = plain.servers.get(3);
        full.overloaded = true;
        plain.edit(quiescent, 0);
        FakeServer[] after = choices(plain);
        for (int i = 0; i < CLIENTS; i++) {
            assertSame(before[i] == quiescent || before[i] == full ? null : before[i], after[i]);
        }
        plain.scheduler.bind(plain.servers, Set.of(SchedulerFlag.FLAG_1));
        FakeServer[] fallback = choices(plain);
        for (int i = 0; i < CLIENTS; i++) {
            assertNotNull(fallback[i]);
            assertTrue(after[i] == null || after[i] == fallback[i]);
        }
    }

    @Property(tries = 40)
    void shouldGiveSharesByWeight(@ForAll long seed) {
        Random random = new Random(seed);
        int[] weights = random.ints(2 + random.nextInt(8), 0, 20).toArray();
        Farm farm = Farm.of("mh", seed, weights);
        int total = Arrays.stream(weights).sum();
        Map<FakeServer, Integer> counts = new HashMap<>();
        for (FakeServer server : choices(farm)) {
            counts.merge(server, 1, Integer::sum);
        }
        for (FakeServer server : farm.servers) {
            double share = counts.getOrDefault(server, 0) / (double) CLIENTS;
            assertEquals(total == 0 ? 0 : server.weight / (double) total, share, 0.02, server::toString);
        }
    }

    @Test
    void shouldServeNobodyWithoutServersOrWeights() {
        assertNull(Farm.of("mh", 1).pick(Farm.key(1, 1)));
        assertNull(Farm.of("mh", 1, 0, 0).pick(Farm.key(1, 1)));
    }
}
