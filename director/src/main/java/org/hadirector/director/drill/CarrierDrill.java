package org.hadirector.director.drill;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.hadirector.director.drill.DrillBench.Fault;
import org.hadirector.director.lab.LabHost;
import org.hadirector.director.lab.LabHost.Role;

/**
 * Takes the master's LAN cable out while the heartbeat lives. Its kernel tells of the lost carrier, it says so in a
 * beat, the standby asks and is granted: no deadtime passes.
 */
final class CarrierDrill implements Drill {
    @Override
    public String name() {
        return "carrier";
    }

    @Override
    public String description() {
        return "pull the master's LAN cable: its node says so and hands over at once; plug it in again";
    }

    @Override
    public DrillReport run(DrillBench bench) throws DrillException, IOException {
        LabHost master = bench.master();
        LabHost standby = bench.plan().peerOf(master);
        List<DrillPhase> phases = new ArrayList<>();

        long quietNs = bench.quietTime();
        long beforeNs = System.nanoTime();
        bench.lab().lanCable(master, false);
        long pulledNs = System.nanoTime();
        bench.awaitMaster(standby);
        bench.quietTime();
        Map<String, Double> figures = new LinkedHashMap<>();
        // The command that pulls takes longer than the move: the kernel's news is somewhere between these two.
        figures.put("pull command", OutageReport.milliseconds(pulledNs - beforeNs));
        moved(bench, standby, beforeNs, figures);
        phases.add(bench.measure(
                "moved to " + standby.name(),
                new Fault(quietNs, beforeNs, master.name(), "LAN cable pulled"),
                figures));

        long backNs = bench.quietTime();
        long pluggedNs = System.nanoTime();
        bench.lab().lanCable(master, true);
        bench.awaitHealthy();
        phases.add(bench.measure(
                "cable of " + master.name() + " plugged in again",
                new Fault(backNs, pluggedNs, master.name(), "LAN cable plugged in"),
                Map.of()));
        return new DrillReport(name(), bench.plan().timing(), phases);
    }

    private static void moved(DrillBench bench, LabHost heir, long fromNs, Map<String, Double> figures)
            throws DrillException, IOException {
        OptionalLong owner = bench.firstEvent(heir, "OWNER", fromNs);
        bench.firstEvent(bench.plan().peerOf(heir), "CARRIER", fromNs)
                .ifPresent(lost -> owner.ifPresent(
                        owned -> figures.put("carrier lost to owner", OutageReport.milliseconds(owned - lost))));
        if (!figures.containsKey("carrier lost to owner")) {
            throw new DrillException("the journals do not tell of the lost carrier and the new owner");
        }
    }

    @Override
    public void mend(DrillBench bench) throws IOException {
        for (LabHost host : bench.plan().hosts(Role.DIRECTOR)) {
            bench.lab().lanCable(host, true);
        }
    }
}
