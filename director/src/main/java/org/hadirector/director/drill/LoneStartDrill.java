package org.hadirector.director.drill;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hadirector.director.drill.DrillBench.Fault;
import org.hadirector.director.lab.LabHost;
import org.hadirector.director.lab.LabHost.Role;

/** Both nodes were off, one comes up alone: how long until it serves. It first waits initdead for the other. */
final class LoneStartDrill implements Drill {
    @Override
    public String name() {
        return "lone-start";
    }

    @Override
    public String description() {
        return "stop both directors, start one alone: from the start to the first answer (initdead included)";
    }

    @Override
    public DrillReport run(DrillBench bench) throws DrillException, IOException {
        LabHost alone = bench.plan().hosts(Role.DIRECTOR).get(0);
        LabHost other = bench.plan().peerOf(alone);
        bench.lab().stopDirector(other, bench.limit());
        bench.lab().stopDirector(alone, bench.limit());
        long startedNs = System.nanoTime();
        bench.lab().startDirector(alone);
        bench.awaitMaster(alone);
        bench.quietTime();
        Map<String, Double> figures = new LinkedHashMap<>();
        bench.analysis()
                .firstAnswer(startedNs)
                .ifPresent(at -> figures.put("start to first answer", (at - startedNs) / 1e6));
        Fault start = new Fault(startedNs, startedNs, alone.name(), "director started alone");
        return new DrillReport(
                name(), bench.plan().timing(), List.of(bench.measure("lone start of " + alone.name(), start, figures)));
    }

    @Override
    public void mend(DrillBench bench) throws IOException {
        for (LabHost host : bench.plan().hosts(Role.DIRECTOR)) {
            if (!bench.lab().directorAlive(host)) {
                bench.lab().startDirector(host);
            }
        }
    }
}
