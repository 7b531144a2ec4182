package org.hadirector.lvs.engine;

import org.hadirector.lvs.conn.ConnectionTable;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.protocol.ProtocolStates;
import org.hadirector.lvs.setting.Setting;
import org.hadirector.lvs.setting.Settings;

/**
 * Whether a packet that belongs to a known connection ends it instead, to be looked at as one of no connection (linux
 * ip_vs_core.c, ip_vs_in_hook; settings {@code conn_reuse_mode} and {@code expire_nodest_conn}). Belongs to the packet
 * thread.
 */
final class Replacement {
    private final Connections connections;
    private final Settings settings;

    Replacement(Connections connections, Settings settings) {
        this.connections = connections;
        this.settings = settings;
    }

    /** Whether the connection has to go; one that others depend on never has. */
    boolean isDue(int row, PacketView packet) {
        return (mayBegin(row, packet) || isOrphan(row)) && !connections.controls(row);
    }

    private boolean isOrphan(int row) {
        return !connections.server(row).isPresent() && settings.isOn(Setting.EXPIRE_NODEST_CONN);
    }

    /** The client begins anew on ports it has used: not with a quiescent server, nor with what is over. */
    private boolean mayBegin(int row, PacketView packet) {
        ProtocolStates states = connections.states(packet.protocol());
        if (!states.isFirst(packet)) {
            return false;
        }
        if (settings.isOn(Setting.EXPIRE_NODEST_CONN) && connections.server(row).weight() == 0) {
            return true;
        }
        ConnectionTable table = connections.table();
        int mode = settings.get(Setting.CONN_REUSE_MODE);
        return mode != 0
                && table.control(row) == ConnectionTable.NONE
                && states.isOver(table.state(row), mode, table.is(row, ConnectionTable.NO_OUTPUT));
    }
}
