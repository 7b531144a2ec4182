package org.hadirector.lvs.engine;

import java.util.List;
import org.hadirector.lvs.forward.Departure;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.path.NextHop;
import org.hadirector.lvs.path.PacketHandler;
import org.hadirector.lvs.protocol.TcpStates;
import org.hadirector.lvs.setting.Setting;
import org.hadirector.lvs.setting.Settings;

/**
 * What a masqueraded server sends from its service port and that belongs to no connection: the stack routes it, or with
 * {@code nat_icmp_send} the server is told that nobody wants it (ip_vs_out of the kernel). Belongs to the packet
 * thread.
 */
final class StrayReplies {
    private static final int TCP_HEADER = 20;
    private static final int SCTP_ABORT = 6;
    private static final int SCTP_FIRST_CHUNK = 12;

    private final List<ServiceEntry> services;
    private final Departure departure;
    private final Settings settings;
    private final OwnAddresses own;

    StrayReplies(List<ServiceEntry> services, Departure departure, Settings settings, OwnAddresses own) {
        this.services = services;
        this.departure = departure;
        this.settings = settings;
        this.own = own;
    }

    /** The verdict about a packet that belongs to no connection; LOCAL unless it is refused. */
    int handle(PacketView packet) {
        if (!settings.isOn(Setting.NAT_ICMP_SEND) || isReset(packet)) {
            return PacketHandler.LOCAL;
        }
        ServerEntry server = sender(packet);
        if (server == null) {
            return PacketHandler.LOCAL;
        }
        if (own.contains(packet.destinationHigh(), packet.destinationLow())) {
            return departure.portUnreachable(packet);
        }
        NextHop hop = server.hop();
        if (hop == null || !hop.hasAddress() || packet.hops() <= 1) {
            return PacketHandler.LOCAL;
        }
        packet.decrementHops(); // it has been routed as far as here
        return departure.portUnreachable(packet, hop);
    }

    private static boolean isReset(PacketView packet) {
        int transport = packet.transport();
        return switch (packet.protocol()) {
            case PacketView.TCP -> transport + TCP_HEADER <= packet.network() + packet.packetLength()
                    && (packet.tcpFlags() & TcpStates.RST) != 0;
            case PacketView.SCTP -> !packet.lacksChunk()
                    && packet.frame().u8(transport + SCTP_FIRST_CHUNK) == SCTP_ABORT;
            default -> false;
        };
    }

    private ServerEntry sender(PacketView packet) {
        for (int i = 0; i < services.size(); i++) {
            ServiceEntry service = services.get(i);
            if (!service.key().isMark() && service.key().protocol() != packet.protocol()) {
                continue;
            }
            ServerEntry server = sender(service, packet);
            if (server != null) {
                return server;
            }
        }
        return null;
    }

    /** The masqueraded server of the service that the packet comes from, or null. */
    static ServerEntry sender(ServiceEntry service, PacketView packet) {
        for (int i = 0; i < service.servers().size(); i++) {
            ServerEntry server = service.servers().get(i);
            if (server.addressLow() == packet.sourceLow()
                    && server.addressHigh() == packet.sourceHigh()
                    && server.port() == packet.sourcePort()
                    && server.config().method() == ForwardingMethod.MASQUERADE) {
                return server;
            }
        }
        return null;
    }
}
