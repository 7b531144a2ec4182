package org.hadirector.director.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.hadirector.director.drill.DrillBench;
import org.hadirector.director.drill.DrillException;
import org.hadirector.director.drill.KeptClient;
import org.hadirector.director.drill.KeptClients;
import org.hadirector.director.drill.KeptPages;
import org.hadirector.director.drill.KeptReport;
import org.hadirector.director.lab.Lab;
import org.hadirector.director.lab.LabHost;
import org.hadirector.director.lab.LabPlan;
import org.hadirector.director.lab.WebServer;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.lvs.path.gate.GateReader;

/**
 * Clients of a lab that keep their connections while a fault is made, so that there is always something that the gate
 * of the owner carries by itself. Where the real servers keep no connection there is none.
 */
final class KeptTraffic implements AutoCloseable {
    private static final int CLIENTS = 4;
    private static final int HTTP = 80;
    private static final int PROVEN = 20;
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final KeptClients.Manners MANNERS =
            new KeptClients.Manners(Duration.ofMillis(10), Duration.ofMillis(400));

    private final Lab lab;
    private final DrillBench bench;
    private final KeptClients clients = new KeptClients();
    private long carried;

    private KeptTraffic(Lab lab, DrillBench bench) {
        this.lab = lab;
        this.bench = bench;
    }

    static KeptTraffic begin(Lab lab, DrillBench bench) throws IOException {
        KeptTraffic traffic = new KeptTraffic(lab, bench);
        if (WebServer.installed().keepsConnections()) {
            LabPlan plan = lab.plan();
            NetworkNamespace host = NetworkNamespace.existing(
                    plan.namespace(plan.hosts(LabHost.Role.CLIENT).get(0)));
            Set<String> pages = plan.hosts(LabHost.Role.REAL_SERVER).stream()
                    .map(LabPlan::page)
                    .collect(Collectors.toSet());
            for (int i = 0; i < CLIENTS; i++) {
                InetSocketAddress service = new InetSocketAddress(LabPlan.VIP, HTTP);
                traffic.clients.begin(host, service, 0, MANNERS, new KeptPages(LabPlan.VIP, pages));
            }
        }
        return traffic;
    }

    /** Waits until the owner's gate carries what they say. */
    void awaitCarried(LabHost owner) throws IOException, DrillException {
        if (clients.all().isEmpty()) {
            return;
        }
        awaitKept();
        try (GateReader gate = gate(owner)) {
            gate.follow();
            long before = gate.carried();
            bench.await("the gate of " + owner.name() + " to carry kept connections", LIMIT, () -> {
                carried = gate.carried() - before;
                return carried >= PROVEN;
            });
        }
    }

    private GateReader gate(LabHost host) throws IOException {
        try {
            InetAddress service = InetAddress.getByName(LabPlan.VIP);
            return NetworkNamespace.existing(lab.plan().namespace(host)).call(() -> GateReader.open("eth0", service));
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("gate of " + host.name(), e);
        }
    }

    /** Waits until all have a connection that lasts. */
    void awaitKept() throws IOException, DrillException {
        bench.await("connections to be kept", LIMIT, () -> clients.keep(PROVEN));
    }

    /** The port of one connection; of the same client for all ways. 0 when there is none. */
    int port(OpenRounds.Way way) {
        if (clients.all().isEmpty()) {
            return 0;
        }
        KeptClient one = clients.all().get(0);
        return way == OpenRounds.Way.FORMER ? one.firstPort() : one.port();
    }

    KeptReport report(long sinceNs) {
        return clients.all().isEmpty()
                ? KeptReport.NONE
                : new KeptReport(carried, clients.broken(), clients.longestGapNs(sinceNs), clients.wrong());
    }

    @Override
    public void close() throws IOException {
        clients.close();
    }
}
