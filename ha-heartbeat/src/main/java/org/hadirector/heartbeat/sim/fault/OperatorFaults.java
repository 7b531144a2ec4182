package org.hadirector.heartbeat.sim.fault;

import java.util.List;
import org.hadirector.heartbeat.decide.Input.Scope;
import org.hadirector.heartbeat.decide.Input.Verb;
import org.hadirector.heartbeat.sim.SimPair;

/** Operators, who come at any moment. */
final class OperatorFaults {
    static final List<FaultKind> ALL = List.of(
            request("operator-standby", Verb.STANDBY),
            request("operator-takeover", Verb.TAKEOVER),
            FaultKind.pair(
                    "shutdown",
                    (pair, fault) -> "an operator stops " + name(pair, fault),
                    (pair, fault) -> pair.shutdown(fault.node()),
                    (pair, fault) -> pair.node(fault.node()).start()));

    private OperatorFaults() {}

    private static FaultKind request(String key, Verb verb) {
        return FaultKind.moment(
                key,
                (pair, fault) -> "an operator says " + verb + " " + scope(fault) + " " + only(pair, fault) + " on "
                        + name(pair, fault),
                (pair, fault) -> pair.request(fault.node(), verb, scope(fault), only(pair, fault)));
    }

    /** One group by its name, or none: every group of the scope. */
    private static String only(SimPair pair, Fault fault) {
        List<String> groups = pair.groups();
        return fault.pick() % 8 > 3 && fault.pick() % 8 < 6 ? groups.get(fault.pick() / 8 % groups.size()) : "";
    }

    /** Mostly everything. */
    private static Scope scope(Fault fault) {
        return switch (fault.pick() % 8) {
            case 6 -> Scope.LOCAL;
            case 7 -> Scope.FOREIGN;
            default -> Scope.ALL;
        };
    }

    private static String name(SimPair pair, Fault fault) {
        return pair.node(fault.node()).name();
    }
}
