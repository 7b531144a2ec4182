package org.hadirector.lvs.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lblc and lblcr remember, and for how long. */
class LocalityTest {
    private static FakeServer ask(Farm farm, int destination) {
        FakeServer server = farm.pick(Farm.key(destination * 31, destination));
        server.active++;
        return server;
    }

    @ParameterizedTest
    @ValueSource(strings = {"lblc", "lblcr"})
    void shouldStayWithTheServerUntilItIsGoneOrQuiescent(String name) {
        Farm farm = Farm.of(name, 1, 100, 100, 100);
        FakeServer first = ask(farm, 1);
        assertNotSame(first, ask(farm, 2));
        for (int i = 0; i < 40; i++) {
            assertSame(first, ask(farm, 1));
        }
        farm.edit(first, 0);
        FakeServer second = ask(farm, 1);
        assertNotSame(first, second);
        assertSame(second, ask(farm, 1));
        farm.remove(farm.servers.indexOf(second));
        FakeServer third = ask(farm, 1);
        assertTrue(third != first && third != second);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lblc", "lblcr"})
    void shouldLeaveAServerThatIsSwampedWhileAnotherIdles(String name) {
        Farm farm = Farm.of(name, 1, 2, 2);
        FakeServer first = ask(farm, 1);
        FakeServer other = farm.servers.get(first == farm.servers.get(0) ? 1 : 0);
        first.active = 3;
        other.active = 1;
        assertSame(first, farm.pick(Farm.key(0, 1)), "nobody idles");
        other.active = 0;
        assertSame(other, farm.pick(Farm.key(0, 1)));
        assertSame(other, farm.pick(Farm.key(0, 1)));
    }

    @Test
    void shouldKeepBothInTheSetOfLblcrAndOnlyTheLastInLblc() {
        for (String name : List.of("lblc", "lblcr")) {
            Farm farm = Farm.of(name, 1, 2, 2);
            FakeServer first = ask(farm, 1);
            first.active = 3;
            FakeServer other = farm.pick(Farm.key(0, 1));
            first.active = 1;
            other.active = 2;
            assertSame(name.equals("lblcr") ? first : other, farm.pick(Farm.key(0, 1)), name);
        }
    }

    @Test
    void shouldShrinkASetThatHasNotChangedForADay() {
        Farm farm = Farm.of("lblcr", 1, 2, 2, 2);
        Set<FakeServer> set = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            FakeServer server = farm.pick(Farm.key(0, 1));
            server.active = 3;
            set.add(server);
        }
        assertEquals(3, set.size());
        farm.servers.get(0).active = 0;
        farm.servers.get(1).active = 3;
        farm.servers.get(2).active = 2;
        for (int second = 0; second <= 86_400; second += 60) {
            assertSame(farm.servers.get(0), farm.pick(Farm.key(0, 1)));
            farm.scheduler.passed(60);
        }
        farm.pick(Farm.key(0, 1)); // this one removes the most loaded member
        farm.servers.get(0).active = 2;
        farm.servers.get(1).active = 1;
        farm.servers.get(2).active = 2;
        assertNotSame(farm.servers.get(1), farm.pick(Farm.key(0, 1)), "still in the set");
    }
}
