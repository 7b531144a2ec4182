package org.hadirector.director.drill;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hadirector.director.drill.DrillBench.Fault;
import org.hadirector.director.journal.JournalEntry;
import org.hadirector.director.lab.LabHost;
import org.hadirector.director.lab.LabHost.Role;

/**
 * The master's node loses its power: all its cables go dead at once, then its process ends without a word. Its kernel
 * tells nobody; the carrier of the direct heartbeat cable and the serial line do. So the standby must not wait for
 * deadtime, only until the last lease is certainly over.
 */
final class NodeOffDrill implements Drill {
    @Override
    public String name() {
        return "node-off";
    }

    @Override
    public String description() {
        return "the master's node without power: all its links dead at once; taken over by what its cables tell";
    }

    @Override
    public DrillReport run(DrillBench bench) throws DrillException, IOException {
        LabHost master = bench.master();
        LabHost standby = bench.plan().peerOf(master);
        List<DrillPhase> phases = new ArrayList<>();

        long quietNs = bench.quietTime();
        long offNs = System.nanoTime();
        off(bench, master);
        bench.awaitMaster(standby);
        bench.quietTime();
        JournalEntry taken = bench.events(standby, "BEREAVED", offNs).stream()
                .findFirst()
                .orElseThrow(() -> new DrillException("the journal of " + standby.name() + " does not tell why"));
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("off to entitled", OutageReport.milliseconds(taken.monotonicNs() - offNs));
        phases.add(bench.measure(
                "failover to " + standby.name(), new Fault(quietNs, offNs, master.name(), "power off"), figures));
        if (!taken.reason().contains("every link is dead")) {
            throw new DrillException("taken over for another reason than what the cables told: " + taken.reason());
        }

        long backNs = bench.quietTime();
        long onNs = System.nanoTime();
        mend(bench);
        bench.awaitHealthy();
        phases.add(bench.measure(
                master.name() + " has power again", new Fault(backNs, onNs, master.name(), "power on"), Map.of()));
        return new DrillReport(name(), bench.plan().timing(), phases);
    }

    /** It stops at once; what the kernel of a dying process would still say must find no cable. */
    private static void off(DrillBench bench, LabHost node) throws IOException {
        bench.lab().freezeDirector(node);
        bench.lab().heartbeatCable(false);
        bench.lab().pullSerialCable();
        bench.lab().lanCable(node, false);
        bench.lab().killDirector(node);
        bench.lab().forgetAddresses(node);
    }

    @Override
    public void mend(DrillBench bench) throws IOException {
        for (LabHost host : bench.plan().hosts(Role.DIRECTOR)) {
            bench.lab().lanCable(host, true);
        }
        bench.lab().heartbeatCable(true);
        if (!bench.lab().serialCablePlugged()) {
            bench.lab().plugSerialCable();
        }
        for (LabHost host : bench.plan().hosts(Role.DIRECTOR)) {
            if (!bench.lab().directorAlive(host)) {
                bench.lab().startDirector(host);
            }
        }
    }
}
