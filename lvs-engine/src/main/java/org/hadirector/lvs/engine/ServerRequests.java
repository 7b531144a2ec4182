package org.hadirector.lvs.engine;

import java.util.List;
import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.conn.ConnectionTable;
import org.hadirector.lvs.forward.Departure;
import org.hadirector.lvs.forward.Drop;
import org.hadirector.lvs.forward.DropCounters;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.path.PacketHandler;

/**
 * What a masqueraded server of a service with a persistence engine sends first, over UDP, from its service port: a call
 * of its own, or the answer to a request of one-packet scheduling. It leaves as the virtual service, and the client's
 * answer finds the server (linux ip_vs_core.c, ip_vs_new_conn_out; ip_vs_pe_sip.c, ip_vs_sip_conn_out). Services of a
 * mark or of all ports cannot: which address or port to speak from is not known. Belongs to the packet thread.
 */
final class ServerRequests {
    private final List<ServiceEntry> services;
    private final Connections connections;
    private final NewConnections newConnections;
    private final Methods methods;
    private final HopQuestions questions;
    private final WaitingRequests waiting;
    private final OwnAddresses own;
    private final Departure departure;
    private final DropCounters drops;
    private final ConnectionKey key = new ConnectionKey();

    ServerRequests(
            List<ServiceEntry> services,
            Connections connections,
            NewConnections newConnections,
            Methods methods,
            HopQuestions questions,
            WaitingRequests waiting,
            OwnAddresses own,
            Departure departure,
            DropCounters drops) {
        this.services = services;
        this.connections = connections;
        this.newConnections = newConnections;
        this.methods = methods;
        this.questions = questions;
        this.waiting = waiting;
        this.own = own;
        this.departure = departure;
        this.drops = drops;
    }

    /** The verdict about a packet that belongs to no connection; LOCAL if it is nothing of the kind. */
    int handle(PacketView packet) {
        if (packet.protocol() != PacketView.UDP || own.contains(packet.destinationHigh(), packet.destinationLow())) {
            return PacketHandler.LOCAL;
        }
        ServerEntry server = sender(packet);
        if (server == null) {
            return PacketHandler.LOCAL;
        }
        ServiceEntry service = server.service();
        key.protocol(PacketView.UDP)
                .client(packet.destinationHigh(), packet.destinationLow(), packet.destinationPort())
                .virtual(
                        service.virtualHigh(),
                        service.virtualLow(),
                        service.key().port());
        if (!newConnections.bind(service, key, packet, server)) {
            return newConnections.refusal() == Drop.TABLE_FULL ? drop(Drop.TABLE_FULL) : PacketHandler.LOCAL;
        }
        long nowNs = departure.nowNs();
        long hop = methods.ways().to(packet, nowNs);
        if (hop == ClientWays.NONE) {
            boolean kept = waiting.keep(questions.about(packet), packet, nowNs);
            return kept ? PacketHandler.CONSUMED : drop(Drop.NO_NEXT_HOP);
        }
        service.traffic().connection();
        server.traffic().connection();
        if (service.config().onePacket()) {
            connections.assure(newConnections.template());
            return methods.replyOnce(packet, server, key, hop);
        }
        // Another server may have one between these ends already: the client's packets go to the newest.
        int row = connections.create(key, server, newConnections.template());
        if (row == ConnectionTable.NONE) {
            return drop(Drop.TABLE_FULL);
        }
        connections.table().clientHop(row, hop);
        return methods.reply(row, packet, connections);
    }

    private ServerEntry sender(PacketView packet) {
        for (int i = 0; i < services.size(); i++) {
            ServiceEntry service = services.get(i);
            boolean speaks = !service.config().engine().isEmpty()
                    && service.key().protocol() == PacketView.UDP
                    && service.key().port() != 0;
            ServerEntry server = speaks ? StrayReplies.sender(service, packet) : null;
            if (server != null) {
                return server;
            }
        }
        return null;
    }

    private int drop(Drop reason) {
        drops.count(reason);
        return PacketHandler.DROP;
    }
}
