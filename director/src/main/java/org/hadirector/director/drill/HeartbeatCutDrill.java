package org.hadirector.director.drill;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hadirector.director.drill.DrillBench.Fault;
import org.hadirector.director.lab.LabHost;
import org.hadirector.director.lab.LabHost.Role;
import org.hadirector.director.lab.NodeStatus;

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
        LabHost master = bench.master();
        long epoch = epoch(bench, master);
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
        // One more deadtime: a takeover that should not be would come now.
        long until =
                System.nanoTime() + bench.plan().timing().deadtimeDuration().toNanos();
        bench.await("another deadtime to pass", bench.limit(), () -> System.nanoTime() - until >= 0);
        DrillPhase phase = bench.measure(name, new Fault(quietNs, atNs, "", name), Map.of());
        mend(bench);
        bench.awaitHealthy();
        if (!bench.master().equals(master) || epoch(bench, master) != epoch) {
            throw new DrillException(name + ": the VIP moved from " + master.name() + " (epoch " + epoch + ") to "
                    + bench.master().name() + " although the LAN was alive");
        }
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

    private static long epoch(DrillBench bench, LabHost host) {
        return bench.status(host).map(NodeStatus::epoch).orElse(-1L);
    }
}
