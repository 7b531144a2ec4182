package org.hadirector.lvs.engine;

import org.hadirector.lvs.conn.ConnectionTable;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.protocol.Protocols;

/**
 * The connections that were opened last, so that the few that are about to end are found among a million that are not.
 * Belongs to the packet thread; no allocation.
 */
final class RecentConnections {
    /** In 5 ms what a hundred thousand new connections a second open; of more the older ones are forgotten. */
    static final int MOST = 512;

    /** What is older, nanoseconds, does not end within the few milliseconds for which anybody would wait. */
    static final long YOUNG_NS = 5_000_000;

    /** {@code conn_reuse_mode} in which every end that can be seen counts. */
    private static final int ANY_END = 2;

    private final ConnectionTable table;
    private final Protocols protocols;
    private final int[] rows = new int[MOST];
    private final long[] openedNs = new long[MOST];
    private long opened;
    private long nowNs;

    RecentConnections(ConnectionTable table, Protocols protocols) {
        this.table = table;
        this.protocols = protocols;
    }

    /** Tells the time of what is opened from now on. */
    void now(long nanos) {
        nowNs = nanos;
    }

    /** A connection was opened. */
    void opened(int row) {
        int slot = (int) (opened++ % MOST);
        rows[slot] = row;
        openedNs[slot] = nowNs;
    }

    /** Who is told of connections. */
    @FunctionalInterface
    interface Visitor {
        /** A connection of this virtual address. */
        void unfinished(long virtualHigh, long virtualLow);
    }

    /**
     * Names what is young and still needs this node to bring it to its end. A row that has changed hands since stands
     * for its new connection, which is younger.
     */
    void forEachUnfinished(Visitor visitor) {
        long oldest = Math.max(0, opened - MOST);
        for (long number = opened - 1; number >= oldest; number--) {
            int slot = (int) (number % MOST);
            if (nowNs - openedNs[slot] > YOUNG_NS) {
                return;
            }
            if (isUnfinished(rows[slot])) {
                visitor.unfinished(table.virtualHigh(rows[slot]), table.virtualLow(rows[slot]));
            }
        }
    }

    /** Where only the client's side passes, its end is the end, and a datagram has done so when it was forwarded. */
    private boolean isUnfinished(int row) {
        if (!table.isLive(row) || table.is(row, ConnectionTable.TEMPLATE)) {
            return false;
        }
        boolean oneSided = table.is(row, ConnectionTable.NO_OUTPUT);
        int protocol = table.protocol(row);
        return !(oneSided && protocol == PacketView.UDP)
                && !protocols.of(protocol).isOver(table.state(row), ANY_END, oneSided);
    }
}
