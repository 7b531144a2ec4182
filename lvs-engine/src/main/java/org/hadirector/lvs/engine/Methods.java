package org.hadirector.lvs.engine;

import java.util.EnumMap;
import java.util.Map;
import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.conn.ConnectionTable;
import org.hadirector.lvs.forward.BypassForwarder;
import org.hadirector.lvs.forward.ClientHops;
import org.hadirector.lvs.forward.Departure;
import org.hadirector.lvs.forward.DirectRouteForwarder;
import org.hadirector.lvs.forward.Forwarder;
import org.hadirector.lvs.forward.LocalForwarder;
import org.hadirector.lvs.forward.NatForwarder;
import org.hadirector.lvs.forward.TunnelForwarder;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.packet.QuotedPacket;
import org.hadirector.lvs.path.PacketHandler;
import org.hadirector.lvs.setting.Settings;

/** The forwarders by method, and the replies of masqueraded servers. Belongs to the packet thread. */
final class Methods {
    private static final int PORTS = 4;

    private final Map<ForwardingMethod, Forwarder> forwarders = new EnumMap<>(ForwardingMethod.class);
    private final ClientHops clients = new ClientHops();
    private final ClientWays ways;
    private final NatForwarder nat;
    private final TunnelForwarder tunnel;
    private final ConnectionKey replyKey = new ConnectionKey();

    Methods(Departure departure, Settings settings, HopQuestions questions) {
        ways = new ClientWays(clients, questions);
        nat = new NatForwarder(departure, clients);
        tunnel = new TunnelForwarder(departure, settings, clients);
        forwarders.put(ForwardingMethod.LOCAL, new LocalForwarder());
        forwarders.put(ForwardingMethod.BYPASS, new BypassForwarder());
        forwarders.put(ForwardingMethod.DIRECT_ROUTE, new DirectRouteForwarder(departure));
        forwarders.put(ForwardingMethod.MASQUERADE, nat);
        forwarders.put(ForwardingMethod.TUNNEL, tunnel);
    }

    /** The ways to clients that have no connection. */
    ClientWays ways() {
        return ways;
    }

    Forwarder of(ForwardingMethod method) {
        return forwarders.get(method);
    }

    /** A connection was created by this packet: what its method must know later. */
    void remember(int row, PacketView packet, Connections connections) {
        ForwardingMethod method = connections.method(row);
        if (method == ForwardingMethod.MASQUERADE || method == ForwardingMethod.TUNNEL) {
            connections.table().clientHop(row, clients.learn(packet));
        }
    }

    /** The masqueraded connection that a server's packet belongs to, or {@link ConnectionTable#NONE}. */
    int findReply(PacketView packet, Connections connections) {
        replyKey.protocol(packet.protocol())
                .client(packet.destinationHigh(), packet.destinationLow(), packet.destinationPort())
                .virtual(packet.sourceHigh(), packet.sourceLow(), packet.sourcePort());
        return findReply(replyKey, connections);
    }

    /**
     * As {@link #findReply(PacketView, Connections)}.
     *
     * @param key protocol and client, with the server's address and port in place of the virtual ones
     */
    int findReply(ConnectionKey key, Connections connections) {
        ConnectionTable table = connections.table();
        int row = table.firstOfClient(key);
        while (row != ConnectionTable.NONE && !isFrom(key, row, connections)) {
            row = table.nextOfClient(row, key);
        }
        return row;
    }

    private static boolean isFrom(ConnectionKey key, int row, Connections connections) {
        ConnectionTable table = connections.table();
        if (table.is(row, ConnectionTable.TEMPLATE)) {
            return false;
        }
        ForwardingMethod method = connections.method(row);
        if (method == ForwardingMethod.LOCAL) {
            return table.virtualLow(row) == key.virtualLow()
                    && table.virtualHigh(row) == key.virtualHigh()
                    && table.virtualPort(row) == key.virtualPort();
        }
        if (method != ForwardingMethod.MASQUERADE) {
            return false;
        }
        ServerEntry server = connections.server(row);
        return server.addressLow() == key.virtualLow()
                && server.addressHigh() == key.virtualHigh()
                && server.portFor(table.virtualPort(row), table.flags(row)) == key.virtualPort();
    }

    /**
     * Whether the first fragment of a server's packet of IPv4 is refused at once, without those that follow: routing,
     * which refuses it, comes before the kernel puts fragments together. {@link #verdict} then says what becomes of it.
     */
    boolean refusesFragment(PacketView first, Connections connections) {
        boolean hasPorts = first.transport() + PORTS <= first.network() + first.packetLength();
        int row = first.fragmentOffset() == 0 && hasPorts ? findReply(first, connections) : ConnectionTable.NONE;
        return row != ConnectionTable.NONE
                && !connections.server(row).isLocal()
                && nat.fragmentRefused(
                        first, connections.server(row), connections.table().clientHop(row));
    }

    /** What becomes of the fragment that was refused. */
    int verdict() {
        return nat.verdict();
    }

    /** Translates and sends a server's packet of a connection. */
    int reply(int row, PacketView packet, Connections connections) {
        ConnectionTable table = connections.table();
        ServerEntry server = connections.server(row);
        boolean here = server.isLocal();
        if (!here && nat.replyRefused(packet, server, table.clientHop(row))) {
            return nat.verdict();
        }
        countOut(server, packet);
        connections.packet(row, packet, true);
        if (connections.method(row) == ForwardingMethod.LOCAL) {
            return PacketHandler.LOCAL; // goes on as it came: nothing is translated
        }
        if (table.is(row, ConnectionTable.HELPED)
                && !connections.helper().fromServer(row, packet, connections.dataConnections())) {
            return PacketHandler.DROP;
        }
        long high = table.virtualHigh(row);
        long low = table.virtualLow(row);
        int port = table.virtualPort(row);
        return here
                ? nat.replyFromHere(packet, high, low, port)
                : nat.reply(packet, high, low, port, table.clientHop(row));
    }

    /**
     * Translates and sends a server's packet of a connection that is only this packet.
     *
     * @param key the client's ends and the virtual ones
     */
    int replyOnce(PacketView packet, ServerEntry server, ConnectionKey key, long clientHop) {
        if (server.isLocal()) {
            countOut(server, packet);
            return nat.replyFromHere(packet, key.virtualHigh(), key.virtualLow(), key.virtualPort());
        }
        if (nat.replyRefused(packet, server, clientHop)) {
            return nat.verdict();
        }
        countOut(server, packet);
        return nat.reply(packet, key.virtualHigh(), key.virtualLow(), key.virtualPort(), clientHop);
    }

    /** Sends an ICMP error about a server's packet of a connection on to the server. */
    int errorToServer(int row, PacketView error, QuotedPacket quoted, Connections connections) {
        ConnectionTable table = connections.table();
        ServerEntry server = connections.server(row);
        int port = server.portFor(table.virtualPort(row), table.flags(row));
        return errorToServer(server, connections.method(row), port, error, quoted);
    }

    /** As {@link #errorToServer(int, PacketView, QuotedPacket, Connections)}, of a connection that is none. */
    int errorToServer(ServerEntry server, ForwardingMethod method, int port, PacketView error, QuotedPacket quoted) {
        server.traffic().in(error.packetLength());
        server.service().traffic().in(error.packetLength());
        return method == ForwardingMethod.MASQUERADE
                ? nat.forwardError(error, quoted, server, port)
                : of(method).forward(error, server, port);
    }

    /** Translates and sends an ICMP error about a client's packet of a masqueraded connection. */
    int errorToClient(int row, PacketView error, QuotedPacket quoted, Connections connections) {
        ConnectionTable table = connections.table();
        if (connections.method(row) == ForwardingMethod.LOCAL) {
            countError(row, error, connections);
            return PacketHandler.LOCAL;
        }
        if (connections.server(row).isLocal()) {
            countError(row, error, connections);
            return nat.replyErrorFromHere(
                    error, quoted, table.virtualHigh(row), table.virtualLow(row), table.virtualPort(row));
        }
        if (nat.replyRefused(error, connections.server(row), table.clientHop(row))) {
            return nat.verdict();
        }
        countError(row, error, connections);
        return nat.replyError(
                error,
                quoted,
                table.virtualHigh(row),
                table.virtualLow(row),
                table.virtualPort(row),
                table.clientHop(row));
    }

    /** Tells the client of a tunnelled connection about an error on the way of what was wrapped. */
    int errorInTunnel(int row, PacketView error, QuotedPacket inner, Connections connections) {
        ServerEntry server = countError(row, error, connections);
        return tunnel.relayError(error, inner, server, connections.table().clientHop(row));
    }

    private static ServerEntry countError(int row, PacketView error, Connections connections) {
        ServerEntry server = connections.server(row);
        countOut(server, error);
        return server;
    }

    /** What a deleted server still sends is counted nowhere, as in the kernel. */
    private static void countOut(ServerEntry server, PacketView packet) {
        if (server.isPresent()) {
            server.traffic().out(packet.packetLength());
            server.service().traffic().out(packet.packetLength());
        }
    }
}
