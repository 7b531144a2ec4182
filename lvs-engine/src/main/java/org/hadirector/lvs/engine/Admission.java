package org.hadirector.lvs.engine;

import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.conn.ConnectionTable;
import org.hadirector.lvs.forward.Departure;
import org.hadirector.lvs.forward.Drop;
import org.hadirector.lvs.forward.DropCounters;
import org.hadirector.lvs.mark.MarkTable;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.path.PacketHandler;
import org.hadirector.lvs.setting.Setting;
import org.hadirector.lvs.setting.Settings;

/**
 * Whether a packet of no connection opens one: service, defence, server, connection (ip_vs_try_to_schedule,
 * ip_vs_schedule and ip_vs_leave of the kernel). Belongs to the packet thread.
 */
final class Admission {
    private static final int FTP = 21;
    private static final int FTP_DATA = 20;

    private final ServiceIndex services;
    private final Connections connections;
    private final NewConnections newConnections;
    private final Defence defence;
    private final Departure departure;
    private final DropCounters drops;
    private final Settings settings;
    private final OwnAddresses own;
    private final ServerEntry[] nowhere;

    private MarkTable marks = MarkTable.EMPTY;
    private int replaced = ConnectionTable.NONE;
    private ServerEntry server;
    private int row;
    private int verdict;

    /** @param nowhere what stands for no server at all ({@code cache_bypass}), of IPv4 and of IPv6 */
    Admission(
            ServiceIndex services,
            Connections connections,
            Defence defence,
            Departure departure,
            DropCounters drops,
            NewConnections newConnections,
            Settings settings,
            OwnAddresses own,
            ServerEntry... nowhere) {
        this.services = services;
        this.connections = connections;
        this.defence = defence;
        this.departure = departure;
        this.drops = drops;
        this.settings = settings;
        this.own = own;
        this.nowhere = nowhere;
        this.newConnections = newConnections;
    }

    /** Sets the rules for packets that come without a mark. */
    void marks(MarkTable rules) {
        marks = rules;
    }

    /** Whether this machine has the address. */
    boolean isOwn(long high, long low) {
        return own.contains(high, low);
    }

    /** Whether there is any service of a family; without one, its connections rest. */
    boolean hasServices(boolean ipv6) {
        return services.size(ipv6) > 0;
    }

    /**
     * Looks for a server for a packet and creates the connection.
     *
     * @param key the client's ends and the virtual ones
     * @param packet the client's, or the ICMP error about the service's ({@code schedule_icmp})
     * @param error whether it is such an error
     * @return whether somebody serves: {@link #server} and {@link #row} tell who; else {@link #verdict} says what
     *     becomes of the packet
     */
    boolean admit(ConnectionKey key, PacketView packet, boolean error) {
        server = null;
        row = ConnectionTable.NONE;
        verdict = PacketHandler.LOCAL;
        int mark = packet.frame().mark();
        ServiceEntry service = services.find(key, mark != 0 ? mark : marks.of(packet), packet.isIpv6());
        if (service == null) {
            return false;
        }
        if (!packet.isIpv6() && !packet.isOfLoopback() && own.contains(packet.sourceHigh(), packet.sourceLow())) {
            return refused(Drop.MARTIAN); // nobody else speaks to us in our own name; IPv6 knows no such rule
        }
        if (defence.sheds()) {
            return refused(Drop.DEFENCE);
        }
        if (key.clientPort() == FTP_DATA) {
            return false; // active FTP: the connection is there already, or is not ours
        }
        if (!defence.hasRoom()) {
            return refused(Drop.TABLE_FULL);
        }
        if (isOtherPortOfFtp(service, key) && service.config().persistentSeconds() == 0) {
            return false;
        }
        server = newConnections.choose(service, key, packet);
        if (server == null) {
            return newConnections.refusal() != null
                    ? refused(newConnections.refusal())
                    : left(service, key, packet, error);
        }
        return connect(service, key, packet, newConnections.template());
    }

    /**
     * The next packet takes the place of a connection, which is counted at its server until the new one is: both may
     * reach its threshold together (the kernel ends the old one by its timer).
     */
    void replaces(int oldRow) {
        replaced = oldRow;
    }

    /** The connection that was to be replaced ends, whatever became of the packet. */
    void dropReplaced() {
        if (replaced != ConnectionTable.NONE) {
            connections.drop(replaced);
            replaced = ConnectionTable.NONE;
        }
    }

    private boolean connect(ServiceEntry service, ConnectionKey key, PacketView packet, int template) {
        if (!service.config().onePacket() || key.protocol() != PacketView.UDP) {
            row = connections.create(key, server, template);
            if (row == ConnectionTable.NONE) {
                return refused(Drop.TABLE_FULL);
            }
        } else {
            // For the kernel it is a connection as long as the packet is here, which may reach a threshold.
            server.bindConnection();
            server.unbindConnection(true);
        }
        if (server != nowhere(packet)) {
            service.traffic().connection();
            server.traffic().connection();
        }
        return true;
    }

    /** Nobody serves. */
    private boolean left(ServiceEntry service, ConnectionKey key, PacketView packet, boolean error) {
        boolean elsewhere = service.key().isMark()
                && settings.isOn(Setting.CACHE_BYPASS)
                && !error
                && packet.isDestinationUnicast()
                && !own.contains(key.virtualHigh(), key.virtualLow());
        if (elsewhere) {
            server = nowhere(packet);
            return connect(service, key, packet, ConnectionTable.NONE);
        }
        if (isOtherPortOfFtp(service, key)) {
            return false;
        }
        verdict = error ? PacketHandler.DROP : departure.portUnreachable(packet);
        if (error) {
            drops.count(Drop.NO_SERVER);
        }
        return false;
    }

    /** Any high port of the address finds the service of FTP: not ours to refuse. */
    private static boolean isOtherPortOfFtp(ServiceEntry service, ConnectionKey key) {
        return service.key().port() == FTP && key.virtualPort() != FTP;
    }

    private ServerEntry nowhere(PacketView packet) {
        return nowhere[packet.isIpv6() ? 1 : 0];
    }

    private boolean refused(Drop reason) {
        drops.count(reason);
        verdict = PacketHandler.DROP;
        return false;
    }

    /** Who serves. */
    ServerEntry server() {
        return server;
    }

    /** The new connection, or {@link ConnectionTable#NONE} with one-packet scheduling. */
    int row() {
        return row;
    }

    /** What becomes of a packet that nobody serves. */
    int verdict() {
        return verdict;
    }
}
