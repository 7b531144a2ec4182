package org.hadirector.director.fault;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.hadirector.director.drill.DrillBench;
import org.hadirector.director.drill.DrillException;
import org.hadirector.director.drill.KeptReport;
import org.hadirector.director.drill.OutageReport;
import org.hadirector.director.lab.Lab;
import org.hadirector.director.lab.LabHost;
import org.hadirector.director.lab.LabPlan;
import org.hadirector.director.lab.NodeStatus;
import org.hadirector.linux.HardwareAddress;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.PacketSocket;

/** Makes one fault after the other on a standing lab, and looks. */
final class FaultRun {
    private static final int HTTP = 80;

    private final Lab lab;
    private final DrillBench bench;
    private final Duration interval;
    private final Map<String, HardwareAddress> directors = new LinkedHashMap<>();

    /** @param interval between two looks of the third host */
    FaultRun(Lab lab, DrillBench bench, Duration interval) throws IOException {
        this.lab = lab;
        this.bench = bench;
        this.interval = interval;
        for (LabHost host : lab.plan().hosts(LabHost.Role.DIRECTOR)) {
            directors.put(host.name(), hardwareAddress(host));
        }
    }

    private HardwareAddress hardwareAddress(LabHost host) throws IOException {
        try {
            return NetworkNamespace.existing(lab.plan().namespace(host)).call(() -> {
                try (PacketSocket socket = PacketSocket.forSending()) {
                    return socket.hardwareAddress("eth0");
                }
            });
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("MAC address of " + host.name(), e);
        }
    }

    /**
     * Makes the fault once; whatever happens, what it broke is mended.
     *
     * @param operators whether operators of both nodes give orders meanwhile
     * @param seed of what is left to chance
     */
    FaultResult make(Fault fault, boolean operators, long seed) throws IOException, DrillException {
        bench.awaitHealthy();
        LabHost owner = bench.master();
        long quietNs = bench.quietTime();
        FaultWorld world = new FaultWorld(lab, owner, new Random(seed));
        String trouble = "";
        boolean moved = false;
        long faultNs;
        List<Round> rounds;
        KeptReport keptReport;
        try (KeptTraffic kept = KeptTraffic.begin(lab, bench);
                OwnerSampler sampler = sampler(kept).start()) {
            bench.quietTime();
            kept.awaitCarried(owner);
            faultNs = System.nanoTime();
            try {
                if (operators) {
                    world.operators();
                }
                fault.act().on(world);
                world.holdDeadtimes(1.5);
                moved = moved(owner);
            } finally {
                world.mend();
            }
            try {
                bench.awaitHealthy();
                kept.awaitKept();
            } catch (DrillException e) {
                trouble = "not healthy after it was mended: " + e.getMessage();
            }
            rounds = sampler.stop();
            keptReport = kept.report(faultNs);
        }
        Map<String, String> names = new LinkedHashMap<>();
        directors.forEach((name, mac) -> names.put(mac.toString(), name));
        OutageReport client = bench.analysis().report(quietNs, faultNs, System.nanoTime());
        long servedAgainNs = client.lastGoodNs() + client.outageNs();
        return new FaultResult(
                operators ? fault.amongOperators() : fault,
                lab.plan().timing(),
                faultNs,
                moved,
                Ownership.of(
                        rounds,
                        names,
                        world.halves.apart(
                                fault.expect().meeting().of(lab.plan().timing()))),
                client,
                keptReport,
                Ownership.pausedNs(rounds, client.lastGoodNs(), servedAgainNs),
                trouble);
    }

    /** Both daemons killed and started. */
    void startAnew() throws IOException, DrillException {
        for (LabHost host : lab.plan().hosts(LabHost.Role.DIRECTOR)) {
            if (lab.directorAlive(host)) {
                lab.killDirector(host);
            }
        }
        for (LabHost host : lab.plan().hosts(LabHost.Role.DIRECTOR)) {
            lab.startDirector(host);
        }
        bench.awaitHealthy();
    }

    private boolean moved(LabHost from) {
        return bench.status(lab.plan().peerOf(from)).map(NodeStatus::master).orElse(false);
    }

    private Gates gates() throws IOException {
        Map<String, NetworkNamespace> namespaces = new LinkedHashMap<>();
        Map<String, LabHost> hosts = new LinkedHashMap<>();
        for (LabHost host : lab.plan().hosts(LabHost.Role.DIRECTOR)) {
            hosts.put(host.name(), host);
            namespaces.put(host.name(), NetworkNamespace.existing(lab.plan().namespace(host)));
        }
        InetAddress service = InetAddress.getByName(LabPlan.VIP);
        return KernelGates.open(namespaces, "eth0", service, name -> lab.daemonLives(hosts.get(name)));
    }

    private OwnerSampler sampler(KeptTraffic kept) throws IOException {
        LabHost client = lab.plan().hosts(LabHost.Role.CLIENT).get(0);
        List<NetworkNamespace> servers = new ArrayList<>();
        for (LabHost server : lab.plan().hosts(LabHost.Role.REAL_SERVER)) {
            servers.add(NetworkNamespace.existing(lab.plan().namespace(server)));
        }
        OwnerSampler.Target target = new OwnerSampler.Target(
                "eth0",
                (Inet4Address) InetAddress.getByName(client.lanAddress()),
                (Inet4Address) InetAddress.getByName(LabPlan.VIP),
                HTTP,
                directors,
                servers,
                gates(),
                kept::port);
        return new OwnerSampler(NetworkNamespace.existing(lab.plan().namespace(client)), target, interval);
    }
}
