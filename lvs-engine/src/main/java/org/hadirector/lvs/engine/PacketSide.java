package org.hadirector.lvs.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hadirector.lvs.conn.ConnectionTable;
import org.hadirector.lvs.forward.Departure;
import org.hadirector.lvs.forward.Drop;
import org.hadirector.lvs.forward.DropCounters;
import org.hadirector.lvs.forward.LinkMtus;
import org.hadirector.lvs.helper.FtpHelper;
import org.hadirector.lvs.mark.MarkTable;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.packet.Addresses;
import org.hadirector.lvs.packet.HopStamp;
import org.hadirector.lvs.packet.IcmpAnswer;
import org.hadirector.lvs.packet.Reassembly;
import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.path.NextHop;
import org.hadirector.lvs.path.PacketPath;
import org.hadirector.lvs.protocol.Protocols;
import org.hadirector.lvs.protocol.StateTimeouts;
import org.hadirector.lvs.schedule.Scheduler;
import org.hadirector.lvs.setting.Setting;
import org.hadirector.lvs.setting.Settings;

/** Everything the packet thread owns, put together; methods without a remark are called by that thread only. */
final class PacketSide {

    /** Call-IDs take more memory than connections: fewer of them are kept. */
    private static final int CONNECTIONS_PER_CALL_ID = 8;

    /** 32 MB of heap. */
    private static final int MOST_CALL_IDS = 1 << 17;

    private final Settings settings;
    private final ServiceIndex index = new ServiceIndex();
    private final List<ServiceEntry> services = new ArrayList<>();
    private final DropCounters drops = new DropCounters();
    private final LinkMtus links = new LinkMtus();
    private final OwnAddresses own = new OwnAddresses();
    private final Departure departure;
    private final Methods methods;
    private final HopQuestions questions;
    private final LateFrames late;
    private final WaitingRequests waiting;
    private final StateTimeouts timeouts = new StateTimeouts();
    private final TotalTraffic total = new TotalTraffic();
    private final ConnectionTable table;
    private final FtpHelper helper;
    private final Connections connections;
    private final Defence defence;
    private final Admission admission;
    private final Orphans orphans;
    private final OverdueFragments overdue;
    private final PacketProcessor processor;
    private final Listings listings;
    private final long sumNs;
    private long nextEstimateNs;

    PacketSide(
            ServerRegistry registry,
            EngineOptions options,
            Settings settings,
            PacketPath path,
            HopQuestions questions,
            long nowNs) {
        this.settings = settings;
        HopStamp stamp = new HopStamp(System::currentTimeMillis, low -> own.contains(Addresses.IPV4_HIGH, low));
        departure = new Departure(drops, new IcmpAnswer(stamp), path.outlet(), links, stamp, nowNs);
        this.questions = questions;
        methods = new Methods(departure, settings, questions);
        late = new LateFrames(this::handle, path.outlet());
        waiting = new WaitingRequests(late, drops);
        table = new ConnectionTable(options.maxConnections(), options.hashSeed());
        helper = new FtpHelper(table, drops);
        CallIds callIds = new CallIds(Math.min(MOST_CALL_IDS, options.maxConnections() / CONNECTIONS_PER_CALL_ID));
        connections = new Connections(
                table,
                registry,
                new Protocols(timeouts, settings),
                helper,
                callIds,
                path.flows(),
                options.carriedAfter(),
                nowNs);
        defence = new Defence(settings, connections, options.maxConnections(), options.hashSeed(), nowNs);
        orphans = new Orphans(connections, settings);
        StrayReplies strays = new StrayReplies(services, departure, settings, own);
        NewConnections newConnections = new NewConnections(connections, settings);
        ServerRequests requests = new ServerRequests(
                services, connections, newConnections, methods, questions, waiting, own, departure, drops);
        admission = new Admission(
                index,
                connections,
                defence,
                departure,
                drops,
                newConnections,
                settings,
                own,
                nowhere(registry, false),
                nowhere(registry, true));
        Reassembly reassembly = new Reassembly();
        overdue = new OverdueFragments(reassembly, services, own, departure, late);
        processor = new PacketProcessor(
                admission, connections, methods, departure, drops, reassembly, requests, strays, settings);
        listings = new Listings(table, registry, connections, callIds);
        sumNs = options.sumNs();
        nextEstimateNs = nowNs + sumNs;
    }

    private static ServerEntry nowhere(ServerRegistry registry, boolean ipv6) {
        ServerEntry nowhere = ServerEntry.nowhere(registry.freeId(), ipv6);
        registry.put(nowhere);
        return nowhere;
    }

    int advance(long nowNs) {
        departure.now(nowNs);
        if (nowNs - nextEstimateNs >= 0) {
            connections.carried().count(nowNs);
        }
        while (nowNs - nextEstimateNs >= 0) {
            boolean estimating = settings.isOn(Setting.RUN_ESTIMATION);
            for (int i = 0; i < services.size(); i++) {
                services.get(i).passed(estimating);
            }
            if (estimating) {
                total.estimate(services);
            }
            nextEstimateNs += sumNs;
        }
        return connections.advance(nowNs) + defence.advance(nowNs) + orphans.advance() + overdue.advance(nowNs);
    }

    int handle(Frame frame) {
        return processor.handle(frame);
    }

    /** Asks for the servers' next hops if a packet met an unknown one. */
    void askForServers() {
        if (departure.takeHopWanted()) {
            questions.wantServers();
        }
    }

    /** The way to a client is known, or could not be found. */
    void answered(HopQuestions.Question question, NextHop hop) {
        long nowNs = departure.nowNs();
        if (hop != null) {
            methods.ways().learn(question, hop, nowNs);
        }
        waiting.release(question, hop != null, nowNs);
        questions.free(question);
    }

    /** Serves, or sends, what had to wait. */
    LateFrames late() {
        return late;
    }

    RecentConnections recent() {
        return connections.recent();
    }

    void addService(ServiceEntry service, VirtualService config, Scheduler scheduler) {
        service.configure(config, scheduler);
        services.add(service);
        if (!service.key().isMapped()) {
            index.add(service);
        }
    }

    void removeServer(ServiceEntry service, ServerEntry server) {
        service.remove(server);
        forgetFlows();
        orphans.serversLeft();
    }

    /** What the path carries by itself may not go where it went any more. */
    void forgetFlows() {
        connections.carried().forgetAll();
    }

    void marks(MarkTable rules) {
        admission.marks(rules);
    }

    void deleteService(ServiceEntry service) {
        service.close();
        forgetFlows();
        orphans.serversLeft();
        total.leaves(service);
        services.remove(service);
        if (!service.key().isMapped()) {
            index.remove(service);
        }
    }

    /** MTUs of the interfaces; any thread. */
    LinkMtus links() {
        return links;
    }

    /** The addresses of this machine; any thread. */
    OwnAddresses own() {
        return own;
    }

    /** Any thread. */
    TotalTraffic total() {
        return total;
    }

    /** Any thread. */
    void ftpPorts(List<Integer> ports) {
        helper.ports(ports);
    }

    /** Any thread. */
    Listings listings() {
        return listings;
    }

    /** Any thread. */
    LvsControl.Timeouts timeouts() {
        return new LvsControl.Timeouts(timeouts.tcpSeconds(), timeouts.tcpFinSeconds(), timeouts.udpSeconds());
    }

    /** Any thread. */
    void setTimeouts(LvsControl.Timeouts wanted) {
        timeouts.set(wanted.tcp(), wanted.tcpFin(), wanted.udp());
    }

    /** Any thread. */
    Map<Drop, Long> drops() {
        return drops.snapshot();
    }

    /** Any thread. */
    DefenceStatus defence() {
        return defence.status();
    }

    /** Any thread. */
    int connectionCount() {
        return table.size();
    }
}
