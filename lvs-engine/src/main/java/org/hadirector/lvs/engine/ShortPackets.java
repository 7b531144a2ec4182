package org.hadirector.lvs.engine;

import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.conn.ConnectionTable;
import org.hadirector.lvs.forward.Drop;
import org.hadirector.lvs.forward.DropCounters;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.path.PacketHandler;

/**
 * Packets that end within the header of TCP, UDP or SCTP. As with the kernel they open no connection and leave its
 * state alone; a known one is not idle by them, and goes on to its server where nothing needs to be translated. Belongs
 * to the packet thread.
 */
final class ShortPackets {
    private static final int PORTS = 4;

    private final Connections connections;
    private final Methods methods;
    private final DropCounters drops;
    private final Admission admission;
    private final StrayReplies strays;
    private final ConnectionKey key = new ConnectionKey();

    ShortPackets(
            Connections connections, Methods methods, DropCounters drops, Admission admission, StrayReplies strays) {
        this.connections = connections;
        this.methods = methods;
        this.drops = drops;
        this.admission = admission;
        this.strays = strays;
    }

    int handle(PacketView packet) {
        if (packet.network() + packet.packetLength() - packet.transport() < PORTS) {
            return unknown(packet);
        }
        key.protocol(packet.protocol())
                .client(packet.sourceHigh(), packet.sourceLow(), packet.sourcePort())
                .virtual(packet.destinationHigh(), packet.destinationLow(), packet.destinationPort());
        int row = connections.find(key);
        if (row != ConnectionTable.NONE) {
            return fromClient(row, packet);
        }
        row = methods.findReply(packet, connections);
        if (row != ConnectionTable.NONE) {
            connections.touch(row);
            return malformed();
        }
        int verdict = strays.handle(packet);
        return verdict == PacketHandler.LOCAL ? unknown(packet) : verdict;
    }

    private int unknown(PacketView packet) {
        return admission.isOwn(packet.destinationHigh(), packet.destinationLow()) ? malformed() : PacketHandler.LOCAL;
    }

    private int fromClient(int row, PacketView packet) {
        ServerEntry server = connections.server(row);
        if (!server.isPresent()) {
            drops.count(Drop.SERVER_GONE);
            return PacketHandler.DROP;
        }
        server.traffic().in(packet.packetLength());
        server.service().traffic().in(packet.packetLength());
        connections.touch(row);
        ForwardingMethod method = connections.method(row);
        return method == ForwardingMethod.MASQUERADE
                ? malformed()
                : methods.of(method).forward(packet, server, packet.destinationPort());
    }

    private int malformed() {
        drops.count(Drop.MALFORMED);
        return PacketHandler.DROP;
    }
}
