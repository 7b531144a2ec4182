package org.hadirector.director.drill;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hadirector.director.drill.DrillBench.Fault;
import org.hadirector.director.lab.LabHost;

/** A planned switch there and back: {@code director standby} on the master, then {@code director takeover} on it. */
final class StandbyDrill implements Drill {
    @Override
    public String name() {
        return "standby";
    }

    @Override
    public String description() {
        return "planned switch: director standby on the master, then director takeover there";
    }

    @Override
    public DrillReport run(DrillBench bench) throws DrillException, IOException {
        LabHost master = bench.master();
        LabHost standby = bench.plan().peerOf(master);
        List<DrillPhase> phases = new ArrayList<>();
        phases.add(move(bench, master, "standby", standby));
        phases.add(move(bench, master, "takeover", master));
        return new DrillReport(name(), bench.plan().timing(), phases);
    }

    private static DrillPhase move(DrillBench bench, LabHost told, String verb, LabHost target)
            throws DrillException, IOException {
        long quietNs = bench.quietTime();
        long atNs = System.nanoTime();
        bench.command(told, verb, "all");
        bench.awaitMaster(target);
        bench.awaitHealthy();
        return bench.measure(
                "planned switch to " + target.name(),
                new Fault(quietNs, atNs, told.name(), "director " + verb),
                Map.of());
    }

    /** An operator's move breaks nothing. */
    @Override
    public void mend(DrillBench bench) {}
}
