package org.hadirector.lvs.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.ToLongFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.hadirector.lvs.model.SchedulerFlag;

/** What holds for every scheduler whatever administrators and clients do, and what each one promises beyond. */
class SchedulerInvariantsTest {
    /** Those that may find nobody though somebody is there: the hash has spoken, or all are beyond their limit. */
    private static final Set<String> MAY_REFUSE = Set.of("sh", "dh", "mh", "ovf");

    @Provide
    Arbitrary<String> schedulers() {
        return Arbitraries.of(Schedulers.names());
    }

    @Property(tries = 300)
    void shouldPickNobodyWhoMustNotBePicked(@ForAll("schedulers") String name, @ForAll long seed) {
        Random random = new Random(seed);
        Farm farm = new Farm(name, random, random.nextBoolean() ? SchedulerFlag.FLAG_1 : SchedulerFlag.FLAG_2);
        for (int step = 0; step < 300; step++) {
            farm.disturb();
            FakeServer server = farm.pick();
            if (server == null) {
                assertTrue(!farm.hasAvailable() || MAY_REFUSE.contains(name), () -> "nobody of " + farm.servers);
                continue;
            }
            assertTrue(farm.servers.contains(server) && server.present, () -> server + " is not in the table");
            assertTrue(server.weight > 0, () -> "quiescent: " + server);
            // The kernel's lblc does not look at the threshold of a server that an address is used to.
            assertTrue(!server.overloaded || name.equals("lblc"), () -> "overloaded: " + server);
        }
    }

    @Property(tries = 200)
    void shouldGiveEachItsExactShareOfEveryCycleOfWrr(@ForAll long seed) {
        Random random = new Random(seed);
        Farm farm = new Farm("wrr", random);
        int common = 1 + random.nextInt(9);
        int cycle = 0;
        for (int i = 1 + random.nextInt(12); i > 0; i--) {
            int share = random.nextInt(30);
            farm.add(common * share);
        }
        int divisor = farm.servers.stream().mapToInt(FakeServer::weight).reduce(0, SchedulerInvariantsTest::gcd);
        for (FakeServer server : farm.servers) {
            cycle += divisor == 0 ? 0 : server.weight / divisor;
        }
        farm.scheduler.bind(farm.servers, Set.of());
        for (int round = 0; round < 3 && cycle > 0; round++) {
            Map<FakeServer, Integer> counts = count(farm, cycle);
            farm.servers.forEach(
                    server -> assertEquals(server.weight / divisor, counts.getOrDefault(server, 0), server::toString));
        }
    }

    /** The rounds of linux ip_vs_wrr.c one by one, which is 65,535 times through the list at the worst. */
    private static final class EveryRound {
        private final List<FakeServer> servers;
        private int last = -1;
        private int bar;
        private int top;
        private int divisor;

        EveryRound(Farm farm) {
            servers = farm.servers;
            changed();
            bar = top;
        }

        void changed() {
            last = -1;
            divisor =
                    Math.max(1, servers.stream().mapToInt(FakeServer::weight).reduce(0, SchedulerInvariantsTest::gcd));
            int heaviest = servers.stream().mapToInt(FakeServer::weight).max().orElse(0);
            top = heaviest == 0 ? 0 : heaviest - divisor + 1;
            bar = bar > top || bar == 0 ? top : divisor > 1 ? bar / divisor * divisor + 1 : bar;
        }

        FakeServer pick() {
            int start = last;
            int at = start + 1;
            for (int turns = 0; top > 0; at = 0) {
                for (; at < servers.size(); at++) {
                    if (servers.get(at).weight >= bar && !servers.get(at).overloaded) {
                        last = at;
                        return servers.get(at);
                    }
                }
                bar -= divisor;
                if (bar <= 0) {
                    bar = top;
                    if (turns++ > 0 || start == -1) {
                        return null;
                    }
                }
            }
            return null;
        }
    }

    @Property(tries = 300)
    void shouldSkipNoRoundOfWrrThatWouldFindSomebody(@ForAll long seed) {
        Random random = new Random(seed);
        Farm farm = new Farm("wrr", random);
        EveryRound rounds = new EveryRound(farm);
        int step = 1 + random.nextInt(7);
        for (int i = 0; i < 200; i++) {
            int weight = step * random.nextInt(random.nextBoolean() ? 5 : 200);
            switch (random.nextInt(farm.servers.isEmpty() ? 1 : 12)) {
                case 0 -> farm.add(weight);
                case 1 -> farm.remove(random.nextInt(farm.servers.size()));
                case 2 -> farm.edit(farm.servers.get(random.nextInt(farm.servers.size())), weight);
                case 3, 4 -> {
                    farm.servers.get(random.nextInt(farm.servers.size())).overloaded ^= true;
                    continue;
                }
                default -> {
                    assertSame(rounds.pick(), farm.pick(), farm.servers::toString);
                    continue;
                }
            }
            rounds.changed();
        }
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    private static Map<FakeServer, Integer> count(Farm farm, int picks) {
        Map<FakeServer, Integer> counts = new HashMap<>();
        for (int i = 0; i < picks; i++) {
            counts.merge(farm.pick(), 1, Integer::sum);
        }
        return counts;
    }

    @Property(tries = 200)
    void shouldTakeEveryAvailableServerOnceARoundOfRr(@ForAll long seed) {
        Random random = new Random(seed);
        Farm farm = new Farm("rr", random);
        for (int story = 0; story < 20; story++) {
            for (int i = random.nextInt(5); i >= 0; i--) {
                farm.disturb();
            }
            List<FakeServer> available =
                    farm.servers.stream().filter(Destination::isAvailable).toList();
            if (!available.isEmpty()) {
                Map<FakeServer, Integer> counts = count(farm, 3 * available.size());
                available.forEach(server -> assertEquals(3, counts.get(server), server::toString));
            }
        }
    }

    @Property(tries = 200)
    void shouldPassNobodyOverInRrWhenAServerLeaves(@ForAll long seed) {
        Random random = new Random(seed);
        Farm farm = Farm.of("rr", seed, 1, 1, 1, 1, 1, 1);
        for (int i = random.nextInt(12); i > 0; i--) {
            farm.pick();
        }
        FakeServer last = farm.pick();
        int at = farm.servers.indexOf(last);
        FakeServer next = farm.servers.get((at + 1) % 6);
        int leaving = random.nextInt(6);
        FakeServer gone = farm.servers.get(leaving);
        farm.remove(leaving);
        assertSame(gone == next ? farm.servers.get(gone.number == 1 ? 0 : leaving % 5) : next, farm.pick());
    }

    @Property(tries = 60)
    void shouldHashAsEveryOtherDirectorDoes(@ForAll long seed) {
        Random random = new Random(seed);
        String name = List.of("sh", "dh", "mh").get(random.nextInt(3));
        Farm farm = new Farm(name, random, SchedulerFlag.FLAG_1);
        for (int i = 0; i < 50; i++) {
            farm.disturb();
        }
        // Another director with the same servers in the same order, that did not go through the story.
        Farm other = new Farm(name, random, SchedulerFlag.FLAG_1);
        other.servers.addAll(farm.servers);
        other.scheduler.serversChanged();
        for (int i = 0; i < 200; i++) {
            int client = random.nextInt();
            FakeServer server = farm.pick(Farm.key(client, i));
            assertSame(server, farm.pick(Farm.key(client, i)));
            assertSame(server, other.pick(Farm.key(client, i)));
        }
    }

    @Property(tries = 100)
    void shouldChooseTheLeastLoaded(@ForAll long seed) {
        Random random = new Random(seed);
        Map<String, ToLongFunction<FakeServer>> loads = Map.of(
                "lc", server -> 256L * server.active + server.inactive,
                "wlc", server -> 256L * server.active + server.inactive,
                "sed", server -> server.active + 1L,
                "nq", server -> server.active + 1L);
        String name = List.copyOf(loads.keySet()).get(random.nextInt(4));
        Farm farm = new Farm(name, random);
        for (int step = 0; step < 200; step++) {
            farm.disturb();
            FakeServer chosen = farm.pick();
            if (chosen == null) {
                assertTrue(!farm.hasAvailable());
                continue;
            }
            boolean idle = name.equals("nq") && farm.servers.stream().anyMatch(s -> s.isAvailable() && s.active == 0);
            if (idle) {
                assertEquals(0, chosen.active);
                continue;
            }
            for (FakeServer server : farm.servers) {
                if (server.isAvailable()) {
                    long weight = name.equals("lc") ? 1 : server.weight;
                    long chosenWeight = name.equals("lc") ? 1 : chosen.weight;
                    long difference = loads.get(name).applyAsLong(chosen) * weight
                            - loads.get(name).applyAsLong(server) * chosenWeight;
                    boolean newer = farm.servers.indexOf(server) < farm.servers.indexOf(chosen);
                    assertTrue(difference < 0 || difference == 0 && !newer, () -> server + " before " + chosen);
                }
            }
        }
    }

    @Property(tries = 100)
    void shouldFailOverAndOverflowByWeight(@ForAll long seed) {
        Random random = new Random(seed);
        boolean overflow = random.nextBoolean();
        Farm farm = new Farm(overflow ? "ovf" : "fo", random);
        for (int step = 0; step < 200; step++) {
            farm.disturb();
            FakeServer heaviest = null;
            for (FakeServer server : farm.servers) {
                boolean open = server.isAvailable() && (!overflow || server.active <= server.weight);
                if (open && (heaviest == null || server.weight > heaviest.weight)) {
                    heaviest = server;
                }
            }
            assertSame(heaviest, farm.pick());
        }
    }

    @Property(tries = 30)
    void shouldTakeTwosAsOftenAsChanceSays(@ForAll("fixedSeeds") long seed) {
        Random random = new Random(seed);
        int[] weights = random.ints(5, 1, 9).toArray();
        weights[3] = 0;
        Farm farm = Farm.of("twos", seed, weights);
        farm.servers.get(1).overloaded = true;
        double total = weights[0] + weights[2] + weights[4];
        // Nobody loaded: the first draw is taken. The newest has one chance more, of one more in all.
        Map<FakeServer, Integer> idle = count(farm, 40_000);
        assertNull(idle.get(farm.servers.get(1)));
        assertShare((weights[0] + 1) / (total + 1), idle.get(farm.servers.get(0)));
        assertShare(weights[2] / (total + 1), idle.get(farm.servers.get(2)));
        assertShare(weights[4] / (total + 1), idle.get(farm.servers.get(4)));
        // One loaded: it is taken only when it is drawn twice.
        farm.servers.get(4).active = 1;
        double chance = weights[4] / (total + 1);
        assertShare(chance * chance, count(farm, 40_000).getOrDefault(farm.servers.get(4), 0));
    }

    @Provide
    Arbitrary<Long> fixedSeeds() {
        return Arbitraries.of(java.util.stream.LongStream.range(0, 30).boxed().toList());
    }

    /** Within five standard deviations of 40,000 draws. */
    private static void assertShare(double chance, Integer count) {
        assertNotNull(count);
        assertEquals(40_000 * chance, count, 5 * Math.sqrt(40_000 * chance * (1 - chance)));
    }
}
