package org.hadirector.lvs.engine;

import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.conn.ConnectionTable;
import org.hadirector.lvs.forward.Departure;
import org.hadirector.lvs.forward.Drop;
import org.hadirector.lvs.forward.DropCounters;
import org.hadirector.lvs.mark.MarkTable;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.packet.Reassembly;
import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.path.PacketHandler;
import org.hadirector.lvs.protocol.TcpStates;
import org.hadirector.lvs.setting.Settings;

/**
 * What becomes of a packet, in the order of the kernel's ip_vs_in: known connection, else service, server, new
 * connection; count, state, forward. Belongs to the packet thread and does not allocate.
 */
final class PacketProcessor implements PacketHandler {
    private final PacketView view = new PacketView();
    private final ConnectionKey key = new ConnectionKey();
    private final ServiceIndex services;
    private final Connections connections;
    private final NewConnections newConnections;
    private final Replacement replacement;
    private final Defence defence;
    private final Methods methods;
    private final Departure departure;
    private final DropCounters drops;
    private final Reassembly reassembly = new Reassembly();
    private final RelatedErrors errors;
    private final StrayReplies strays;

    private MarkTable marks = MarkTable.EMPTY;

    PacketProcessor(
            ServiceIndex services,
            Connections connections,
            Methods methods,
            Departure departure,
            DropCounters drops,
            StrayReplies strays,
            Settings settings,
            Defence defence) {
        this.services = services;
        this.connections = connections;
        this.methods = methods;
        this.departure = departure;
        this.drops = drops;
        this.defence = defence;
        newConnections = new NewConnections(connections, settings);
        replacement = new Replacement(connections, settings);
        this.strays = strays;
        errors = new RelatedErrors(connections, methods, drops);
    }

    /** Sets the rules for packets that come without a mark. */
    void marks(MarkTable rules) {
        marks = rules;
    }

    @Override
    public int handle(Frame frame) {
        PacketView.Kind kind = view.parse(frame);
        return kind == PacketView.Kind.FRAGMENT ? fragment() : decide(kind);
    }

    private int decide(PacketView.Kind kind) {
        return switch (kind) {
            case TRANSPORT -> services.size() == 0 ? LOCAL : transport();
            case ICMP -> services.size() == 0 || isMartian() ? LOCAL : errors.handle(view);
            case OTHER_PROTOCOL, NOT_IP -> LOCAL;
            case FRAGMENT -> drop(Drop.FRAGMENT); // a fragment of a fragment
            case TAGGED -> drop(Drop.TAGGED);
            case MALFORMED -> drop(Drop.MALFORMED);
        };
    }

    /** Fragments wait for each other; the whole packet is decided about, and leaves in fragments no larger. */
    private int fragment() {
        if (isMartian()) {
            return drop(Drop.MARTIAN);
        }
        switch (reassembly.add(view, departure.nowNs())) {
            case KEPT -> {
                return CONSUMED;
            }
            case REFUSED -> {
                return drop(Drop.FRAGMENT);
            }
            default -> {
                Frame whole = reassembly.whole();
                int largest = whole.fragmentSize();
                int verdict = decide(view.parse(whole));
                return verdict == LOCAL || verdict > 0 ? departure.out(whole, largest, verdict) : verdict;
            }
        }
    }

    private boolean isMartian() {
        return view.isSourceMartian() || view.isOfGroup();
    }

    private int transport() {
        if (isMartian()) {
            return drop(Drop.MARTIAN);
        }
        key.protocol(view.protocol())
                .client(view.sourceHigh(), view.sourceLow(), view.sourcePort())
                .virtual(view.destinationHigh(), view.destinationLow(), view.destinationPort());
        int row = connections.find(key);
        if (row == ConnectionTable.NONE && isSyn()) {
            row = connections.dataConnections().arrive(key);
            if (row != ConnectionTable.NONE) {
                methods.remember(row, view, connections);
            }
        }
        if (row != ConnectionTable.NONE && replacement.isDue(row, view)) {
            connections.drop(row);
            row = ConnectionTable.NONE;
        }
        if (row == ConnectionTable.NONE) {
            int reply = methods.findReply(view, connections);
            return reply != ConnectionTable.NONE ? methods.reply(reply, view, connections) : unknown();
        }
        ServerEntry server = connections.server(row);
        if (!server.isPresent()) {
            return drop(Drop.SERVER_GONE);
        }
        return forward(row, server);
    }

    /** A packet of no connection: one that may open one is scheduled, others are the stack's business. */
    private int unknown() {
        int stray = strays.handle(view);
        if (stray != LOCAL) {
            return stray;
        }
        if (!connections.states(view.protocol()).mayOpen(view)) {
            return LOCAL;
        }
        int mark = view.frame().mark();
        ServiceEntry service = services.find(key, mark != 0 ? mark : marks.of(view), view.isIpv6());
        if (service == null) {
            return LOCAL;
        }
        if (defence.sheds()) {
            return drop(Drop.DEFENCE);
        }
        if (!defence.hasRoom()) {
            return drop(Drop.TABLE_FULL);
        }
        ServerEntry server = newConnections.choose(service, key, view);
        if (server == null) {
            Drop refusal = newConnections.refusal();
            return refusal != null ? drop(refusal) : departure.portUnreachable(view);
        }
        if (service.config().onePacket() && view.protocol() == PacketView.UDP) {
            service.traffic().connection();
            server.traffic().connection();
            count(server);
            ForwardingMethod method =
                    server.isLocal() ? ForwardingMethod.LOCAL : server.config().method();
            return methods.of(method).forward(view, server, server.portFor(key.virtualPort(), 0));
        }
        int row = connections.create(key, server, newConnections.template());
        if (row == ConnectionTable.NONE) {
            return drop(Drop.TABLE_FULL);
        }
        methods.remember(row, view, connections);
        service.traffic().connection();
        server.traffic().connection();
        return forward(row, server);
    }

    private int forward(int row, ServerEntry server) {
        count(server);
        connections.packet(row, view, false);
        int flags = connections.table().flags(row);
        if ((flags & ConnectionTable.HELPED) != 0
                && !connections.helper().fromClient(row, view, connections.dataConnections())) {
            return DROP;
        }
        return methods.of(connections.method(row)).forward(view, server, server.portFor(key.virtualPort(), flags));
    }

    private void count(ServerEntry server) {
        server.traffic().in(view.packetLength());
        server.service().traffic().in(view.packetLength());
    }

    private boolean isSyn() {
        return view.protocol() == PacketView.TCP && (view.tcpFlags() & TcpStates.SYN) != 0;
    }

    private int drop(Drop reason) {
        drops.count(reason);
        return DROP;
    }
}
