package org.hadirector.director.drill;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hadirector.director.drill.DrillBench.Fault;
import org.hadirector.director.lab.LabHost;
import org.hadirector.director.lab.LabHost.Role;
import org.hadirector.director.lab.WebServer;

/** A real server's web server dies: it leaves the table; it comes back: it gets its share again. */
final class RealServerDrill implements Drill {
    private static final Duration NO_FAILURE_FOR = Duration.ofSeconds(2);
    private static final Duration CHECKS = Duration.ofSeconds(30);

    @Override
    public String name() {
        return "real-server";
    }

    @Override
    public String description() {
        return "kill a real server's web server until it has left the table, then start it again";
    }

    @Override
    public DrillReport run(DrillBench bench) throws DrillException, IOException {
        LabHost server = bench.plan().hosts(Role.REAL_SERVER).get(0);
        return new DrillReport(name(), bench.plan().timing(), List.of(dies(bench, server), returns(bench, server)));
    }

    private static DrillPhase dies(DrillBench bench, LabHost server) throws DrillException, IOException {
        long quietNs = bench.quietTime();
        long killedNs = bench.lab().killWeb(server);
        bench.await(server.name() + " to leave the table", CHECKS, () -> {
            long nowNs = System.nanoTime();
            long lastNs = bench.analysis().lastFailure(killedNs, nowNs).orElse(killedNs);
            return nowNs - lastNs > NO_FAILURE_FOR.toNanos();
        });
        Map<String, Double> figures = new LinkedHashMap<>();
        bench.analysis()
                .lastFailure(killedNs, System.nanoTime())
                .ifPresent(at -> figures.put("last failed request after", (at - killedNs) / 1e6));
        return bench.measure(
                server.name() + " dies", new Fault(quietNs, killedNs, server.name(), "web server killed"), figures);
    }

    private static DrillPhase returns(DrillBench bench, LabHost server) throws DrillException, IOException {
        long quietNs = bench.quietTime();
        long startedNs = System.nanoTime();
        bench.lab().startWeb(server, WebServer.installed());
        bench.await(server.name() + " to answer clients again", CHECKS, () -> bench.analysis()
                .firstAnswerOf(server.name(), startedNs)
                .isPresent());
        bench.quietTime();
        Map<String, Double> figures = new LinkedHashMap<>();
        bench.analysis()
                .firstAnswerOf(server.name(), startedNs)
                .ifPresent(at -> figures.put("answers clients again after", (at - startedNs) / 1e6));
        return bench.measure(
                server.name() + " returns",
                new Fault(quietNs, startedNs, server.name(), "web server started"),
                figures);
    }

    @Override
    public void mend(DrillBench bench) throws IOException {
        for (LabHost server : bench.plan().hosts(Role.REAL_SERVER)) {
            if (!bench.lab().webAlive(server)) {
                bench.lab().startWeb(server, WebServer.installed());
            }
        }
    }
}
