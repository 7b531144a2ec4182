package org.hadirector.director.drill;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.hadirector.director.drill.DrillBench.Fault;
import org.hadirector.director.lab.LabHost;
import org.hadirector.director.lab.LabHost.Role;

/**
 * kill -9 of the master's process; then it is started again and, where the configuration says so, gets the VIP back.
 */
final class KillDrill implements Drill {
    /** A failback is looked at from this long before the owner lets go: the ask lies in there. */
    private static final long LEAD_NS = 5_000_000L;

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
                "failover to " + standby.name(),
                new Fault(quietNs, killedNs, master.name(), "kill -9 of the master's process"),
                Map.of()));

        phases.addAll(startAgain(bench, master, standby));
        return new DrillReport(name(), bench.plan().timing(), phases);
    }

    /** Two things that clients may feel, measured one by one: a daemon that starts, and a service that moves back. */
    private static List<DrillPhase> startAgain(DrillBench bench, LabHost killed, LabHost heir)
            throws DrillException, IOException {
        long quietNs = bench.quietTime();
        long startedNs = System.nanoTime();
        bench.lab().startDirector(killed);
        if (failsBackTo(bench, killed)) {
            bench.awaitMaster(killed);
        }
        bench.awaitHealthy();
        Fault start = new Fault(quietNs, startedNs, killed.name(), "director started again");
        OptionalLong movedNs = bench.firstEvent(heir, "RELEASING", startedNs);
        if (movedNs.isEmpty()) {
            return List.of(bench.measure(killed.name() + " is back as standby", start, Map.of()));
        }
        long moveNs = movedNs.getAsLong() - LEAD_NS;
        // a daemon that starts beside them keeps clients waiting as well: that is no usual gap
        Fault move = new Fault(quietNs, startedNs, moveNs, killed.name(), "is about to take back what is its own");
        return List.of(
                bench.measure(killed.name() + " is back as standby", start, Map.of(), moveNs),
                bench.measure("failback to " + killed.name(), move, Map.of()));
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
