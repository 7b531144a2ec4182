package org.hadirector.lvs.engine;

import org.hadirector.lvs.conn.ConnectionTable;
import org.hadirector.lvs.setting.Setting;
import org.hadirector.lvs.setting.Settings;

/**
 * With {@code expire_nodest_conn}, the connections of a server that was deleted end at once, without waiting for a
 * packet (ip_vs_expire_nodest_conn_flush of the kernel). The table is walked in portions, so that no packet waits for a
 * large one. Belongs to the packet thread.
 */
final class Orphans {
    /** Rows looked at in one go: some tens of microseconds. */
    private static final int PORTION = 4096;

    private final Connections connections;
    private final Settings settings;
    private int cursor;
    private int left;

    Orphans(Connections connections, Settings settings) {
        this.connections = connections;
        this.settings = settings;
    }

    /** Servers were deleted. */
    void serversLeft() {
        if (settings.isOn(Setting.EXPIRE_NODEST_CONN)) {
            left = connections.table().rows();
        }
    }

    /** Goes on walking; returns the number of rows looked at. */
    int advance() {
        ConnectionTable table = connections.table();
        int count = Math.min(left, PORTION);
        for (int i = 0; i < count; i++) {
            cursor = cursor + 1 < table.rows() ? cursor + 1 : 0;
            if (table.isLive(cursor) && !connections.server(cursor).isPresent() && !connections.controls(cursor)) {
                end(table, cursor);
            }
        }
        left -= count;
        return count;
    }

    /** What controlled the connection goes with the last one. */
    private void end(ConnectionTable table, int row) {
        int by = table.is(row, ConnectionTable.TEMPLATE) ? ConnectionTable.NONE : table.control(row);
        connections.drop(row);
        if (by != ConnectionTable.NONE && !connections.controls(by)) {
            connections.drop(by);
        }
    }
}
