package org.hadirector.lvs.engine;

import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.conn.ConnectionTable;
import org.hadirector.lvs.forward.Drop;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.packet.Addresses;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.setting.Setting;
import org.hadirector.lvs.setting.Settings;

/**
 * Who serves a new connection: the scheduler, unless the client is remembered by a template (persistence). Belongs to
 * the packet thread.
 */
final class NewConnections {
    private static final int FTP = 21;

    private final Connections connections;
    private final Settings settings;
    private final ConnectionKey templateKey = new ConnectionKey();
    private final ConnectionKey quotedKey = new ConnectionKey();
    private final CallIdParser callId = new CallIdParser();
    private int template;
    private Drop refusal;

    NewConnections(Connections connections, Settings settings) {
        this.connections = connections;
        this.settings = settings;
    }

    /**
     * The server for a new connection of the service, or null; {@link #template} then tells what controls it.
     *
     * @param packet that opens the connection
     */
    ServerEntry choose(ServiceEntry service, ConnectionKey key, PacketView packet) {
        template = ConnectionTable.NONE;
        refusal = null;
        VirtualService config = service.config();
        if (config.persistentSeconds() == 0) {
            return pick(service, key, packet);
        }
        if (!isNamed(service, key, packet)) {
            return null;
        }
        int row = findTemplate(config, packet);
        if (row != ConnectionTable.NONE) {
            ServerEntry server = connections.server(row);
            if (isOpen(server)) {
                template = row;
                connections.renewTemplate(row);
                return server;
            }
            connections.retireTemplate(row);
        }
        ServerEntry server = pick(service, key, packet);
        return server == null || createTemplate(config, packet, server) ? server : null;
    }

    /**
     * Asks the scheduler. Those that look at the destination are shown that of the packet an ICMP error quotes, which
     * is the client; those that look at the source know to turn it round (linux ip_vs_dh.c, ip_vs_sh.c).
     */
    private ServerEntry pick(ServiceEntry service, ConnectionKey key, PacketView packet) {
        ConnectionKey asked = key;
        if (packet.isIcmpError()) {
            asked = quotedKey
                    .protocol(key.protocol())
                    .client(key.clientHigh(), key.clientLow(), key.clientPort())
                    .virtual(key.clientHigh(), key.clientLow(), key.clientPort());
        }
        return (ServerEntry) service.scheduler().pick(asked);
    }

    /**
     * Makes a template for a connection that the server itself opens; {@link #template} then tells it. One that binds
     * the client to another server gives way.
     *
     * @return false if there can be none: {@link #refusal} says why
     */
    boolean bind(ServiceEntry service, ConnectionKey key, PacketView packet, ServerEntry server) {
        template = ConnectionTable.NONE;
        refusal = null;
        if (!isNamed(service, key, packet)) {
            return false;
        }
        int row = findTemplate(service.config(), packet);
        if (row != ConnectionTable.NONE) {
            if (connections.server(row) == server && isOpen(server)) {
                template = row;
                connections.renewTemplate(row);
                return true;
            }
            connections.retireTemplate(row);
        }
        return createTemplate(service.config(), packet, server);
    }

    /** Names the template of a connection; false if it persists by a Call-ID and there is none. */
    private boolean isNamed(ServiceEntry service, ConnectionKey key, PacketView packet) {
        nameTemplate(service, key);
        if (isByCall(service.config())) {
            if (!callId.find(packet)) {
                refusal = Drop.NO_CALL_ID;
                return false;
            }
            templateKey.client(templateKey.clientHigh(), templateKey.clientLow(), CallIds.port(packet, callId));
        }
        return true;
    }

    private static boolean isByCall(VirtualService config) {
        return !config.engine().isEmpty();
    }

    private int findTemplate(VirtualService config, PacketView packet) {
        return isByCall(config)
                ? connections.findTemplate(templateKey, packet, callId)
                : connections.findTemplate(templateKey);
    }

    private boolean createTemplate(VirtualService config, PacketView packet, ServerEntry server) {
        template = isByCall(config)
                ? connections.createTemplate(templateKey, server, config.persistentSeconds(), packet, callId)
                : connections.createTemplate(templateKey, server, config.persistentSeconds());
        refusal = template == ConnectionTable.NONE ? Drop.TABLE_FULL : null;
        return refusal == null;
    }

    /** Why nobody may get the last packet though there may be a server; null if there was no server. */
    Drop refusal() {
        return refusal;
    }

    /** Whether a template still binds to its server: not to one that is deleted, nor, if so set, to a quiescent one. */
    private boolean isOpen(ServerEntry server) {
        return server.isPresent() && (server.weight() != 0 || !settings.isOn(Setting.EXPIRE_QUIESCENT_TEMPLATE));
    }

    /** The template that controls the connection last chosen for, or {@link ConnectionTable#NONE}. */
    int template() {
        return template;
    }

    /** One template per masked client; for FTP and all-port services it covers every port, for marks every address. */
    private void nameTemplate(ServiceEntry service, ConnectionKey key) {
        VirtualService config = service.config();
        boolean mark = service.key().isMark();
        int port = service.key().port() == 0 || service.key().port() == FTP ? 0 : key.virtualPort();
        templateKey.protocol(mark ? 0 : key.protocol());
        if (mark) {
            // The kernel writes the mark into the first word of an address, which is all of an IPv4 one.
            boolean ipv6 = !Addresses.isIpv4(service.virtualHigh(), service.virtualLow());
            templateKey.virtual(
                    ipv6 ? service.virtualLow() << 32 : service.virtualHigh(), ipv6 ? 0 : service.virtualLow(), 0);
        } else {
            templateKey.virtual(key.virtualHigh(), key.virtualLow(), port);
        }
        long high = key.clientHigh();
        long low = key.clientLow();
        if (Addresses.isIpv4(high, low)) {
            low = Addresses.ofIpv4((int) low & config.netmask());
        } else {
            int bits = config.netmask();
            high &= bits >= 64 ? -1L : bits == 0 ? 0 : -1L << 64 - bits;
            low &= bits >= 128 ? -1L : bits <= 64 ? 0 : -1L << 128 - bits;
        }
        templateKey.client(high, low, 0);
    }
}
