package org.hadirector.heartbeat.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.function.LongFunction;
import org.hadirector.heartbeat.decide.CoreSettings.Timing;
import org.hadirector.heartbeat.decide.Input.Scope;
import org.hadirector.heartbeat.decide.Input.Verb;
import org.hadirector.heartbeat.decide.LanMutants;
import org.hadirector.heartbeat.decide.PairCore;
import org.junit.jupiter.api.Test;

/**
 * A node that serves because its LAN works, while the other one hears no beat of it: it must be found there by some
 * probes of the other one first. As in seeds 328682 and 318828.
 */
class ShownOnTheLanScenarioTest {
    private static final long MS = 1_000_000;
    private static final long KEEPALIVE = 100 * MS;
    private static final long DEADTIME = 1000 * MS;
    private static final long LEASE = 250 * MS;
    private static final SimSettings SETTINGS =
            SimSettings.usual().withTiming(new Timing(KEEPALIVE, 500 * MS, DEADTIME, 2000 * MS, LEASE));

    private static SimPair pair(CoreFactory factory, boolean backLan) {
        SimPair pair = new SimPair(SETTINGS, 4711, factory, 150);
        for (int i = 0; i < 2; i++) {
            pair.node(i).resources().longest(MS);
        }
        if (backLan) {
            pair.lan().back().add();
        }
        pair.node(0).start();
        pair.node(1).start();
        pair.run(6 * DEADTIME);
        assertEquals(0, pair.server(Scenario.VIP), pair::lastSteps);
        return pair;
    }

    /**
     * All links and the owner's LAN are cut, so that only former echoes entitle it; then the LAN is back for a moment.
     */
    private static String backForAMoment(CoreFactory factory, long cutNs, long backNs) {
        SimPair pair = pair(factory, false);
        pair.network().cutAll(true);
        pair.node(0).port(false);
        pair.run(cutNs);
        pair.node(0).port(true);
        pair.run(backNs);
        pair.node(0).port(false);
        pair.run(KEEPALIVE + LEASE / 10);
        pair.node(0).port(true);
        pair.run(DEADTIME);
        return pair.audits().violation();
    }

    private static String backForSomeMoment(CoreFactory factory, long backNs) {
        long echoes = DEADTIME - 2 * KEEPALIVE;
        return first(echoes - LEASE / 2, echoes, MS, cut -> backForAMoment(factory, cut, backNs));
    }

    @Test
    void shouldNotServeOnALanThatIsBackForAMoment() {
        for (long back = 6 * MS; back <= 81 * MS; back += 25 * MS) {
            assertNull(backForSomeMoment(PairCore::new, back), "back for " + back / MS + " ms");
        }
    }

    @Test
    void shouldHaveTwoServersWhenOneProofOfTheLanIsEnough() {
        CoreFactory broken = LanMutants.all().get("serves on the first proof of its LAN");
        assertNotNull(backForSomeMoment(broken, 6 * MS));
    }

    /** A granted claim spends long on what stands before the address, and all links are cut meanwhile. */
    private static String cutBeforeTheAddressIsUp(CoreFactory factory, boolean backLan, long startNs) {
        SimPair pair = pair(factory, backLan);
        pair.node(1).resources().startsTakeExactly(startNs);
        pair.request(0, Verb.STANDBY, Scope.ALL);
        pair.run(2 * KEEPALIVE);
        pair.network().cutAll(true);
        pair.run(2 * DEADTIME);
        return pair.audits().violation();
    }

    /** The address comes up just when the other node's patience ends. */
    private static String cutBeforeSomeAddressIsUp(CoreFactory factory, boolean backLan) {
        long patience = DEADTIME + KEEPALIVE;
        return first(
                patience - 3 * MS,
                patience + 3 * MS,
                MS / 20,
                start -> cutBeforeTheAddressIsUp(factory, backLan, start));
    }

    @Test
    void shouldNotClaimOnALanWhereNobodyCanFindIt() {
        assertNull(cutBeforeSomeAddressIsUp(PairCore::new, false));
    }

    @Test
    void shouldHaveTwoServersWhenAClaimIsTrustedBeforeItsAddressIsUp() {
        CoreFactory broken = LanMutants.all().get("claims on its LAN without an address there");
        assertNotNull(cutBeforeSomeAddressIsUp(broken, false));
    }

    @Test
    void shouldNotCountAnAddressThatIsUpOnAnotherLan() {
        assertNull(cutBeforeSomeAddressIsUp(PairCore::new, true));
    }

    @Test
    void shouldHaveTwoServersWhenAnAddressOfAnyLanCounts() {
        CoreFactory broken = LanMutants.all().get("counts an address of any LAN");
        assertNotNull(cutBeforeSomeAddressIsUp(broken, true));
    }

    /** All links and the owner's LAN are cut; a witness of another LAN answers it all the time. */
    private static SimPair cutButForAnotherLan(CoreFactory factory) {
        SimPair pair = pair(factory, true);
        pair.network().cutAll(true);
        pair.node(0).port(false);
        pair.run(3 * DEADTIME);
        pair.node(0).port(true);
        pair.run(DEADTIME);
        return pair;
    }

    @Test
    void shouldNotServeOnAnotherLansWord() {
        SimPair pair = cutButForAnotherLan(PairCore::new);
        assertNull(pair.audits().violation(), pair::lastSteps);
        assertEquals(1, pair.server(Scenario.VIP), pair::lastSteps);
    }

    @Test
    void shouldHaveTwoServersWhenAnyLanIsTakenForProof() {
        CoreFactory broken = LanMutants.all().get("takes an answer on any LAN for a proof of its own");
        assertNotNull(cutButForAnotherLan(broken).audits().violation());
    }

    /** What the audits found first, or null. */
    private static String first(long fromNs, long toNs, long grainNs, LongFunction<String> scene) {
        for (long atNs = fromNs; atNs < toNs; atNs += grainNs) {
            String found = scene.apply(atNs);
            if (found != null) {
                return found + ", at " + atNs / 1e6 + " ms";
            }
        }
        return null;
    }
}
