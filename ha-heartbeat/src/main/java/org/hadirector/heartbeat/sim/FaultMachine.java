package org.hadirector.heartbeat.sim;

import org.hadirector.heartbeat.decide.Input;

/** Lets the faults of a plan happen to a pair, and mends them. */
final class FaultMachine {
    private final SimPair pair;

    FaultMachine(SimPair pair) {
        this.pair = pair;
    }

    void plan(FaultPlan plan) {
        for (FaultPlan.Fault fault : plan.faults()) {
            pair.at(fault.atNs(), () -> {
                pair.trace(() -> "*** " + fault);
                begin(fault);
            });
            pair.at(fault.atNs() + fault.forNs(), () -> {
                pair.trace(() -> "*** mended " + fault.kind());
                mend(fault);
            });
        }
    }

    private void begin(FaultPlan.Fault fault) {
        SimNode node = pair.node(fault.node());
        switch (fault.kind()) {
            case KILL -> node.kill();
            case POWER_OFF -> node.powerOff();
            case STALL -> node.stall(fault.forNs());
            case RESOURCE_FAILS -> node.input(new Input.ResourceFailed(group(fault), "monitor said no"));
            case OPERATOR_STANDBY -> pair.request(fault.node(), Input.Verb.STANDBY, Input.Scope.ALL);
            case OPERATOR_TAKEOVER -> pair.request(fault.node(), Input.Verb.TAKEOVER, Input.Scope.ALL);
            case SHUTDOWN -> pair.shutdown(fault.node());
            case BAD_WEATHER -> pair.network()
                    .weather(0.4, 0.2, pair.settings().timing().keepaliveNs() * 2);
            default -> broken(fault, true);
        }
    }

    private String group(FaultPlan.Fault fault) {
        return pair.groups().get(fault.link() % pair.groups().size());
    }

    private void mend(FaultPlan.Fault fault) {
        switch (fault.kind()) {
            case KILL, POWER_OFF, SHUTDOWN -> pair.node(fault.node()).start();
            case STALL, RESOURCE_FAILS, OPERATOR_STANDBY, OPERATOR_TAKEOVER -> {}
            case BAD_WEATHER -> fairWeather();
            default -> broken(fault, false);
        }
    }

    private void fairWeather() {
        pair.network().weather(0.01, 0.05, 1_000_000);
    }

    private void broken(FaultPlan.Fault fault, boolean is) {
        SimNode node = pair.node(fault.node());
        switch (fault.kind()) {
            case LINK_CUT -> {
                pair.network().cut(fault.link(), 0, is);
                pair.network().cut(fault.link(), 1, is);
            }
            case LINK_ONE_WAY -> pair.network().cut(fault.link(), fault.node(), is);
            case ALL_LINKS_CUT -> pair.network().cutAll(is);
            case ALL_LINKS_ONE_WAY -> oneWay(fault.node(), is);
            case PORT_DEAD -> node.port(!is);
            case CARRIER_LOST -> node.carrier(!is);
            case GATEWAY_DEAD -> pair.lan().gateway(!is);
            case SWITCH_DEAD -> pair.lan().switchUp(!is);
            case ISOLATED -> {
                pair.network().cutAll(is);
                node.port(!is);
            }
            case DISK_FULL -> node.disk().full(is);
            case ACQUIRE_FAILS -> node.resources().failing(is);
            default -> throw new IllegalStateException("not a lasting fault: " + fault.kind());
        }
    }

    private void oneWay(int from, boolean is) {
        for (int link = 0; link < pair.network().links(); link++) {
            pair.network().cut(link, from, is);
        }
    }

    /** Everything is repaired, everybody started. */
    void heal() {
        pair.trace(() -> "*** everything is mended");
        pair.network().cutAll(false);
        fairWeather();
        pair.lan().gateway(true);
        pair.lan().switchUp(true);
        for (int i = 0; i < 2; i++) {
            SimNode node = pair.node(i);
            node.port(true);
            node.carrier(true);
            node.disk().full(false);
            node.resources().failing(false);
            node.resume();
            node.start();
        }
    }
}
