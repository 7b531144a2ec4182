package org.hadirector.heartbeat.sim.fault;

import java.util.ArrayList;
import java.util.List;
import org.hadirector.heartbeat.sim.SimNode;
import org.hadirector.heartbeat.sim.SimPair;

/** Lets the faults of a plan happen to a pair, and mends them. */
public final class FaultMachine {
    private final SimPair pair;
    private final List<Fault> broken = new ArrayList<>();

    public FaultMachine(SimPair pair) {
        this.pair = pair;
    }

    /** Plans everything; happens while the pair runs. */
    public void plan(FaultPlan plan) {
        for (Fault fault : plan.faults()) {
            pair.at(fault.atNs(), () -> begin(fault));
        }
    }

    private void begin(Fault fault) {
        pair.happens(() -> fault.kind().words().of(pair, fault));
        broken.add(fault);
        fault.kind().begin().on(pair, fault);
        pair.at(fault.endNs(), () -> {
            if (broken.remove(fault)) {
                if (fault.kind().lasts()) {
                    pair.happens(() -> "over: " + fault.kind().words().of(pair, fault));
                }
                fault.kind().mend().on(pair, fault);
            }
        });
    }

    /**
     * Everything is repaired, everybody started. A node that rests after failures, longer after each, is restarted by
     * who repaired it: nobody waits for the end of that.
     */
    public void heal() {
        pair.happens(() -> "everything is mended");
        List<Fault> rest = List.copyOf(broken);
        broken.clear();
        rest.forEach(fault -> fault.kind().mend().on(pair, fault));
        pair.network().fairWeather();
        for (int i = 0; i < 2; i++) {
            pair.node(i).resume();
            if (restsAfterFailures(pair.node(i))) {
                pair.node(i).kill();
            }
            pair.node(i).start();
            pair.node(i).startAgain();
        }
    }

    private static boolean restsAfterFailures(SimNode node) {
        return node.running()
                && node.view().groups().stream()
                        .anyMatch(group -> group.detail().notReady().contains("resources failed"));
    }
}
