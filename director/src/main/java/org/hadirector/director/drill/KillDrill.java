package org.hadirector.director.drill;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hadirector.director.drill.DrillBench.Fault;
import org.hadirector.director.lab.LabHost;
import org.hadirector.director.lab.LabHost.Role;

/**
 * kill -9 of the master's process; then it is started again and, where the configuration says so, gets the VIP back.
 */
final class KillDrill implements Drill {
    @Override
    public String name() {
        return "kill";
    }

    @Override
    public String description() {
        return "kill -9 the master's process: failover; start it again: failback";
    }

    @Override
    public DrillReport run(DrillBench bench) throws DrillException, IOException {
        LabHost master = bench.master();
        LabHost standby = bench.plan().peerOf(master);
        List<DrillPhase> phases = new ArrayList<>();

        long quietNs = bench.quietTime();
        long killedNs = bench.lab().killDirector(master);
        bench.awaitMaster(standby);
        bench.quietTime();
        phases.add(bench.measure(
                "failover to " + standby.name(), new Fault(quietNs, killedNs, master.name(), "kill -9"), Map.of()));

        quietNs = bench.quietTime();
        long startedNs = System.nanoTime();
        bench.lab().startDirector(master);
        boolean failback = failsBackTo(bench, master);
        if (failback) {
            bench.awaitMaster(master);
        }
        bench.awaitHealthy();
        phases.add(bench.measure(
                failback ? "failback to " + master.name() : master.name() + " is back as standby",
                new Fault(quietNs, startedNs, master.name(), "director started again"),
                Map.of()));
        return new DrillReport(name(), bench.plan().timing(), phases);
    }

    @Override
    public void mend(DrillBench bench) throws IOException {
        for (LabHost host : bench.plan().hosts(Role.DIRECTOR)) {
            if (!bench.lab().directorAlive(host)) {
                bench.lab().startDirector(host);
            }
        }
    }

    /** The lab's haresources prefers the first director; heartbeat's default gives it back. */
    private static boolean failsBackTo(DrillBench bench, LabHost host) {
        boolean preferred = bench.plan().hosts(Role.DIRECTOR).get(0).equals(host);
        return preferred
                && !bench.plan().timing().autoFailback().orElse("legacy").equals("off");
    }
}
