package org.hadirector.lvs.engine;

import java.util.EnumMap;
import java.util.Map;
import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.conn.ConnectionTable;
import org.hadirector.lvs.forward.Departure;
import org.hadirector.lvs.forward.DirectRouteForwarder;
import org.hadirector.lvs.forward.DropCounters;
import org.hadirector.lvs.forward.Forwarder;
import org.hadirector.lvs.forward.LocalForwarder;
import org.hadirector.lvs.forward.NatForwarder;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.path.PacketHandler;

/** The forwarders by method, and the replies of masqueraded servers. Belongs to the packet thread. */
final class Methods {
    private final Map<ForwardingMethod, Forwarder> forwarders = new EnumMap<>(ForwardingMethod.class);
    private final NatForwarder nat;
    private final ConnectionKey replyKey = new ConnectionKey();

    Methods(Departure departure, DropCounters drops) {
        nat = new NatForwarder(departure, drops);
        forwarders.put(ForwardingMethod.LOCAL, new LocalForwarder());
        forwarders.put(ForwardingMethod.DIRECT_ROUTE, new DirectRouteForwarder(departure));
        forwarders.put(ForwardingMethod.MASQUERADE, nat);
    }

    boolean isSupported(ForwardingMethod method) {
        return forwarders.containsKey(method);
    }

    Forwarder of(ForwardingMethod method) {
        return forwarders.get(method);
    }

    /** A connection was created by this packet: what its method must know later. */
    void remember(int row, PacketView packet, Connections connections) {
        if (connections.method(row) == ForwardingMethod.MASQUERADE) {
            connections.table().clientHop(row, nat.clientHop(packet));
        }
    }

    /** The masqueraded connection that a server's packet belongs to, or {@link ConnectionTable#NONE}. */
    int findReply(PacketView packet, Connections connections) {
        replyKey.protocol(packet.protocol())
                .client(packet.destinationHigh(), packet.destinationLow(), packet.destinationPort());
        ConnectionTable table = connections.table();
        int row = table.firstOfClient(replyKey);
        while (row != ConnectionTable.NONE && !isFrom(packet, row, connections)) {
            row = table.nextOfClient(row, replyKey);
        }
        return row;
    }

    private static boolean isFrom(PacketView packet, int row, Connections connections) {
        ConnectionTable table = connections.table();
        if (table.is(row, ConnectionTable.TEMPLATE) || connections.method(row) != ForwardingMethod.MASQUERADE) {
            return false;
        }
        ServerEntry server = connections.server(row);
        int port = server.portFor(table.virtualPort(row), table.flags(row));
        return server.addressLow() == packet.sourceLow()
                && server.addressHigh() == packet.sourceHigh()
                && port == packet.sourcePort();
    }

    /** Translates and sends a server's packet of a connection. */
    int reply(int row, PacketView packet, Connections connections) {
        ConnectionTable table = connections.table();
        ServerEntry server = connections.server(row);
        server.traffic().out(packet.packetLength());
        server.service().traffic().out(packet.packetLength());
        connections.packet(row, packet, true);
        if (table.is(row, ConnectionTable.HELPED)
                && !connections.helper().fromServer(row, packet, connections.dataConnections())) {
            return PacketHandler.DROP;
        }
        return nat.reply(
                packet, table.virtualHigh(row), table.virtualLow(row), table.virtualPort(row), table.clientHop(row));
    }
}
