package org.hadirector.director.drill;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hadirector.director.drill.DrillBench.Fault;
import org.hadirector.director.lab.LabHost;
import org.hadirector.director.lab.LabHost.Role;

/** Pulls the heartbeat cables, each alone and both together: the LAN lives, so nobody may move. */
final class HeartbeatCutDrill implements Drill {
    private static final String BROADCAST = "eth1";
    private static final String SERIAL = "ttyS";

    @Override
    public String name() {
        return "heartbeat-cut";
    }

    @Override
    public String description() {
        return "pull the heartbeat cable, the serial cable, then both: a warning each, and no takeover";
    }

    @Override
    public DrillReport run(DrillBench bench) throws DrillException, IOException {
        List<DrillPhase> phases = new ArrayList<>();
        phases.add(pull(bench, "heartbeat cable pulled", List.of(BROADCAST)));
        phases.add(pull(bench, "serial cable pulled", List.of(SERIAL)));
        phases.add(pull(bench, "both cables pulled", List.of(BROADCAST, SERIAL)));
        return new DrillReport(name(), bench.plan().timing(), phases);
    }

    private DrillPhase pull(DrillBench bench, String name, List<String> cables) throws DrillException, IOException {
        Steadfast owner = Steadfast.now(bench);
        long quietNs = bench.quietTime();
        long atNs = System.nanoTime();
        for (String cable : cables) {
            plug(bench, cable, false);
        }
        for (LabHost host : bench.plan().hosts(Role.DIRECTOR)) {
            for (String cable : cables) {
                bench.await(
                        host.name() + " to notice that " + cable + " is silent", bench.limit(), () -> bench.status(host)
                                .map(status -> status.linkState(cable).equals("down"))
                                .orElse(false));
            }
        }
        owner.holdDeadtime();
        DrillPhase phase = bench.measure(name, new Fault(quietNs, atNs, "", name), Map.of());
        mend(bench);
        bench.awaitHealthy();
        owner.check(name, "the LAN was alive");
        return phase;
    }

    @Override
    public void mend(DrillBench bench) throws IOException {
        plug(bench, BROADCAST, true);
        plug(bench, SERIAL, true);
    }

    private static void plug(DrillBench bench, String cable, boolean plugged) throws IOException {
        if (cable.equals(BROADCAST)) {
            bench.lab().heartbeatCable(plugged);
        } else if (plugged && !bench.lab().serialCablePlugged()) {
            bench.lab().plugSerialCable();
        } else if (!plugged) {
            bench.lab().pullSerialCable();
        }
    }
}
