package org.hadirector.director.drill;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hadirector.director.config.DirectorYaml;
import org.hadirector.director.drill.DrillBench.Fault;
import org.hadirector.director.lab.LabHost;
import org.hadirector.director.lab.LabHost.Role;

/**
 * Signs of death that are half true: a firewall that resets the tripwires, one medium that is dead while another lives,
 * a standby that dies and is back at once. Each must be seen, and nobody may move for any of them.
 */
final class HalfSignsDrill implements Drill {
    private static final String TABLE = "half_signs";
    /** Of the tripwires. */
    private static final int PORT = DirectorYaml.Signs.PORT;

    @Override
    public String name() {
        return "half-signs";
    }

    @Override
    public String description() {
        return "tripwires reset by a firewall, one dead medium of two, a standby killed and restarted: no takeover";
    }

    @Override
    public DrillReport run(DrillBench bench) throws DrillException, IOException {
        List<DrillPhase> phases = new ArrayList<>();
        phases.add(phase(bench, "tripwires reset", "the tripwire was reset", HalfSignsDrill::reset));
        phases.add(phase(bench, "serial line hung up", "the line hung up", seen -> bench.lab()
                .pullSerialCable()));
        phases.add(phase(bench, "direct cable without carrier", "no carrier on the direct cable", seen -> bench.lab()
                .heartbeatCable(false)));
        phases.add(restartedStandby(bench));
        return new DrillReport(name(), bench.plan().timing(), phases);
    }

    /** Makes a sign at the standby. */
    @FunctionalInterface
    private interface Maker {
        void make(Scene scene) throws IOException;
    }

    private record Scene(DrillBench bench, LabHost node) {
        void nft(String words) throws IOException {
            run("nft", words);
        }

        void run(String... words) throws IOException {
            bench.lab().run(node, List.of(words));
        }
    }

    private DrillPhase phase(DrillBench bench, String name, String sign, Maker maker)
            throws DrillException, IOException {
        Steadfast owner = Steadfast.now(bench);
        long quietNs = bench.quietTime();
        long atNs = System.nanoTime();
        maker.make(new Scene(bench, owner.other()));
        awaitSign(bench, owner.other(), sign, atNs);
        owner.holdDeadtime();
        DrillPhase phase =
                bench.measure(name, new Fault(quietNs, atNs, owner.other().name(), name), Map.of());
        mend(bench);
        bench.awaitHealthy();
        owner.check(name, "it was heard on another medium");
        return phase;
    }

    /** The owner sees a true sign, of one that is not its heir, and the node is back before anybody waits for it. */
    private DrillPhase restartedStandby(DrillBench bench) throws DrillException, IOException {
        Steadfast owner = Steadfast.now(bench);
        long quietNs = bench.quietTime();
        long atNs = bench.lab().killDirector(owner.other());
        bench.lab().startDirector(owner.other());
        awaitSign(bench, owner.owner(), "its kernel closed the tripwire", atNs);
        bench.awaitHealthy();
        owner.holdDeadtime();
        DrillPhase phase = bench.measure(
                "standby killed and restarted",
                new Fault(quietNs, atNs, owner.other().name(), "kill -9, started again"),
                Map.of());
        owner.check("standby killed and restarted", "the owner was never gone");
        return phase;
    }

    /** Without a sign there is nothing that could have been taken for more than it is. */
    private static void awaitSign(DrillBench bench, LabHost node, String sign, long fromNs)
            throws DrillException, IOException {
        bench.await(
                node.name() + " to see: " + sign, bench.limit(), () -> bench.events(node, "EVIDENCE", fromNs).stream()
                        .anyMatch(seen -> seen.reason().equals(sign)));
    }

    /** As a firewall does that forgets its connections: both ends of those that stand, and each new one, get an RST. */
    private static void reset(Scene scene) throws IOException {
        scene.nft("add table inet " + TABLE);
        scene.nft("add chain inet " + TABLE + " in { type filter hook input priority 0; }");
        for (String end : List.of("dport", "sport")) {
            scene.nft("add rule inet " + TABLE + " in iifname eth1 tcp " + end + " " + PORT + " reject with tcp reset");
        }
        for (String end : List.of("dport", "sport")) {
            scene.run("ss", "-K", end, "=", ":" + PORT);
        }
    }

    @Override
    public void mend(DrillBench bench) throws IOException {
        bench.lab().heartbeatCable(true);
        if (!bench.lab().serialCablePlugged()) {
            bench.lab().plugSerialCable();
        }
        for (LabHost host : bench.plan().hosts(Role.DIRECTOR)) {
            bench.lab().run(host, List.of("sh", "-c", "nft delete table inet " + TABLE + " 2>/dev/null || true"));
            if (!bench.lab().directorAlive(host)) {
                bench.lab().startDirector(host);
            }
        }
    }
}
