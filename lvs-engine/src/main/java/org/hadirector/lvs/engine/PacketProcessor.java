package org.hadirector.lvs.engine;

import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.conn.ConnectionTable;
import org.hadirector.lvs.forward.Departure;
import org.hadirector.lvs.forward.Drop;
import org.hadirector.lvs.forward.DropCounters;
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
    private final Admission admission;
    private final Connections connections;
    private final Replacement replacement;
    private final Methods methods;
    private final Departure departure;
    private final DropCounters drops;
    private final Reassembly reassembly;
    private final RelatedErrors errors;
    private final ServerRequests requests;
    private final StrayReplies strays;
    private final ShortPackets shorts;

    PacketProcessor(
            Admission admission,
            Connections connections,
            Methods methods,
            Departure departure,
            DropCounters drops,
            Reassembly reassembly,
            ServerRequests requests,
            StrayReplies strays,
            Settings settings) {
        this.admission = admission;
        this.connections = connections;
        this.methods = methods;
        this.departure = departure;
        this.drops = drops;
        this.reassembly = reassembly;
        replacement = new Replacement(connections, settings);
        this.requests = requests;
        this.strays = strays;
        shorts = new ShortPackets(connections, methods, drops, admission, strays);
        errors = new RelatedErrors(connections, methods, drops, admission, settings);
    }

    @Override
    public int handle(Frame frame) {
        PacketView.Kind kind = view.parse(frame);
        int verdict = kind == PacketView.Kind.FRAGMENT ? fragment() : decide(kind);
        return verdict == LOCAL && kind != PacketView.Kind.NOT_IP ? backToStack() : verdict;
    }

    /**
     * Where a packet goes that is the stack's: up, or on its way out, if the stack has sent it (this machine answers
     * from a port of a masqueraded server of its own).
     */
    private int backToStack() {
        return isLeaving() ? view.frame().interfaceIndex() : LOCAL;
    }

    private boolean isLeaving() {
        return admission.isOwn(view.sourceHigh(), view.sourceLow())
                && !admission.isOwn(view.destinationHigh(), view.destinationLow());
    }

    private int decide(PacketView.Kind kind) {
        return switch (kind) {
            case TRANSPORT -> admission.hasServices(view.isIpv6()) ? transport() : LOCAL;
            case CUT_SHORT -> admission.hasServices(view.isIpv6()) ? cutShort() : LOCAL;
            case ICMP -> !admission.hasServices(view.isIpv6()) || isMartian() ? LOCAL : errors.handle(view);
            case OTHER_PROTOCOL, NOT_IP, REFUSED_OPTIONS -> LOCAL;
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
        boolean passing = !view.isIpv6() && !admission.isOwn(view.destinationHigh(), view.destinationLow());
        if (passing && view.hops() <= 1) {
            return LOCAL; // a server's, which the stack refuses to route; of IPv6 it is put together before
        }
        if (passing && methods.refusesFragment(view, connections)) {
            return methods.verdict();
        }
        switch (reassembly.add(view, departure.nowNs())) {
            case KEPT -> {
                return CONSUMED;
            }
            case REFUSED -> {
                return drop(Drop.FRAGMENT);
            }
            case ALONE -> {
                return truncated();
            }
            default -> {
                Frame whole = reassembly.whole();
                int largest = whole.fragmentSize();
                int verdict = decide(view.parse(whole));
                if (verdict == LOCAL) {
                    return departure.out(whole, largest, backToStack());
                }
                return verdict > 0 ? departure.out(whole, Integer.MAX_VALUE, verdict) : verdict; // an answer
            }
        }
    }

    /**
     * A first fragment without a whole TCP header (RFC 8200, section 4.5): nobody gets it who serves or is served; the
     * kernel lets those through that it need not translate (RFC 7112 lets a director drop them).
     */
    private int truncated() {
        if (!view.hasPortsOfTcp()) {
            return LOCAL;
        }
        int sourcePort = view.fragmentPort(0);
        int destinationPort = view.fragmentPort(2);
        key.protocol(PacketView.TCP)
                .client(view.sourceHigh(), view.sourceLow(), sourcePort)
                .virtual(view.destinationHigh(), view.destinationLow(), destinationPort);
        int row = connections.find(key);
        if (row == ConnectionTable.NONE) {
            key.client(view.destinationHigh(), view.destinationLow(), destinationPort)
                    .virtual(view.sourceHigh(), view.sourceLow(), sourcePort);
            row = methods.findReply(key, connections);
        }
        if (row != ConnectionTable.NONE) {
            connections.touch(row);
        } else if (!admission.isOwn(view.destinationHigh(), view.destinationLow())) {
            return LOCAL;
        }
        return drop(Drop.FRAGMENT);
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
        }
        if (row != ConnectionTable.NONE && replacement.isDue(row, view)) {
            admission.replaces(row);
            int verdict = unknown();
            admission.dropReplaced();
            return verdict;
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

    private int cutShort() {
        return isMartian() ? drop(Drop.MARTIAN) : shorts.handle(view);
    }

    /** A packet of no connection: one that may open one is scheduled, others are the stack's business. */
    private int unknown() {
        if (isLeaving()) {
            return LOCAL;
        }
        int verdict = requests.handle(view);
        if (verdict == LOCAL) {
            verdict = strays.handle(view);
        }
        if (verdict != LOCAL) {
            return verdict;
        }
        if (view.lacksChunk() && admission.isOwn(view.destinationHigh(), view.destinationLow())) {
            return drop(Drop.MALFORMED);
        }
        if (!connections.states(view.protocol()).mayOpen(view)) {
            return LOCAL;
        }
        if (!admission.admit(key, view, false)) {
            return admission.verdict();
        }
        ServerEntry server = admission.server();
        int row = admission.row();
        if (row != ConnectionTable.NONE) {
            return forward(row, server);
        }
        count(server);
        if (!server.service().config().engine().isEmpty()) {
            methods.ways().learn(view, departure.nowNs()); // the answer belongs to no connection
        }
        int port = server.portFor(key.virtualPort(), Connections.portFlag(key, server));
        return methods.of(server.method()).forward(view, server, port);
    }

    private int forward(int row, ServerEntry server) {
        count(server);
        if (Connections.packets(connections.table().flags(row)) == 0) {
            methods.remember(row, view, connections); // an ICMP error that opened it may have come another way
        }
        connections.packet(row, view, false);
        int flags = connections.table().flags(row);
        if ((flags & ConnectionTable.HELPED) != 0
                && !connections.helper().fromClient(row, view, connections.dataConnections())) {
            return DROP;
        }
        ForwardingMethod method = connections.method(row);
        int verdict = methods.of(method).forward(view, server, server.portFor(key.virtualPort(), flags));
        Frame frame = view.frame();
        if (verdict > 0 && !frame.replaced()) {
            connections.carried().cameUp(row, view, server, departure.nowNs());
        }
        if (frame.replaced() && method != ForwardingMethod.MASQUERADE) {
            // What the client is told counts as the server's answer, as the kernel's hook on the way out has it.
            server.traffic().out(frame.length() - PacketView.NETWORK);
            server.service().traffic().out(frame.length() - PacketView.NETWORK);
        }
        return verdict;
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
