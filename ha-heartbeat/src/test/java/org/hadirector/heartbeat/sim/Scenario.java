package org.hadirector.heartbeat.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.hadirector.heartbeat.decide.CoreEvent;
import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.decide.CoreView;
import org.hadirector.heartbeat.decide.Effect;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.heartbeat.decide.PairCore;
import org.hadirector.heartbeat.sim.audit.Audits;

/** A pair in fair weather, and the questions that the scenarios ask of it. */
final class Scenario {
    static final long MS = 1_000_000;
    static final String VIP = "vip";

    final SimPair pair;
    final long keepalive;
    final long deadtime;
    final long lease;

    Scenario(SimSettings settings) {
        this(settings, 4711);
    }

    Scenario(SimSettings settings, long seed) {
        this(settings, seed, PairCore::new);
    }

    private Scenario(SimSettings settings, long seed, CoreFactory factory) {
        pair = new SimPair(settings, seed, factory, 150);
        pair.node(0).resources().longest(MS);
        pair.node(1).resources().longest(MS);
        keepalive = settings.timing().keepaliveNs();
        deadtime = settings.timing().deadtimeNs();
        lease = settings.timing().leaseNs();
    }

    /** Both nodes run and the first one, preferred, serves. */
    static Scenario running() {
        return running(SimSettings.usual());
    }

    static Scenario running(SimSettings settings) {
        return running(new Scenario(settings));
    }

    static Scenario running(SimSettings settings, long seed) {
        return running(new Scenario(settings, seed));
    }

    /** The same with sensors of all kinds; {@code direct} and {@code guardian} as in {@link SimSensors#on}. */
    static Scenario withSensors(SimSettings settings, boolean direct, boolean guardian) {
        Scenario scenario = new Scenario(settings);
        scenario.pair.sensors().on(direct, guardian);
        return running(scenario);
    }

    /** The same with direct cables and other cores. */
    static Scenario withSensors(SimSettings settings, CoreFactory factory) {
        Scenario scenario = new Scenario(settings, 4711, factory);
        scenario.pair.sensors().on(true, false);
        return running(scenario);
    }

    private static Scenario running(Scenario scenario) {
        scenario.pair.node(0).start();
        scenario.pair.node(1).start();
        scenario.until(() -> scenario.pair.server(VIP) == 0, 4 * scenario.deadtime);
        scenario.run(4 * scenario.deadtime);
        scenario.expectServer(0);
        return scenario;
    }

    /** Lets time pass; the audits watch. */
    void run(long forNs) {
        pair.run(forNs);
        assertNull(pair.audits().violation(), () -> pair.audits().violation() + "\n" + pair.lastSteps());
    }

    /** Lets time pass until something holds, and returns how long that took. */
    long until(BooleanSupplier condition, long atMostNs) {
        long from = pair.nowNs();
        while (!condition.getAsBoolean() && pair.nowNs() - from <= atMostNs) {
            run(MS / 4);
        }
        assertTrue(condition.getAsBoolean(), () -> "did not happen in time\n" + pair.lastSteps());
        return pair.nowNs() - from;
    }

    long untilServedBy(int node, long atMostNs) {
        return until(() -> pair.server(VIP) == node, atMostNs);
    }

    void expectServer(int node) {
        assertEquals(node, pair.server(VIP), pair::lastSteps);
    }

    Effect.Answer ask(int node, Input.Verb verb, Input.Scope scope) {
        long id = pair.request(node, verb, scope);
        until(() -> pair.answer(id) != null, 6 * deadtime);
        return pair.answer(id);
    }

    /** A mark from which to look at events. */
    int mark() {
        return pair.audits().events().size();
    }

    List<CoreEvent> told(int node, Kind kind, int sinceMark) {
        List<Audits.Told> all = pair.audits().events();
        return all.subList(sinceMark, all.size()).stream()
                .filter(told -> told.node() == node && told.event().kind() == kind)
                .map(Audits.Told::event)
                .toList();
    }

    CoreView.Group group(int node) {
        return pair.node(node).view().groups().get(0);
    }
}
