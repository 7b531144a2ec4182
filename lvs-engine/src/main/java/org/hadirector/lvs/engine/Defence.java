package org.hadirector.lvs.engine;

import org.hadirector.lvs.conn.ConnectionTable;
import org.hadirector.lvs.protocol.ProtocolStates.Worth;
import org.hadirector.lvs.setting.Setting;
import org.hadirector.lvs.setting.Settings;

/**
 * What keeps a flood from filling the connection table: {@code drop_entry} lets half-open and idle connections go,
 * {@code drop_packet} turns some new ones away, {@code secure_tcp} is {@link org.hadirector.lvs.protocol.TcpStates}'.
 * In mode 1 each is ready and goes to mode 2, acting, by itself while memory is short; in mode 3 it always acts (linux
 * ip_vs_ctl.c, update_defense_level; ip_vs_conn.c, ip_vs_random_dropentry). Memory is short when the connections that
 * the table still takes need less than {@code amemthresh} pages, or a quarter of a small table is left. Beyond the
 * kernel, {@code drop_entry} makes room in a full table by giving up a half-open connection for a new one. Belongs to
 * the packet thread; any thread may read the counter.
 */
final class Defence {
    private static final Setting[] MODES = {Setting.DROP_ENTRY, Setting.DROP_PACKET, Setting.SECURE_TCP};
    private static final int READY = 1;
    private static final int ACTING = 2;
    private static final int ALWAYS = 3;

    /** Under pressure at most one in two is turned away, where the kernel goes on to all of them. */
    private static final int HIGHEST_RATE = 2;

    private static final long PERIOD_NS = 1_000_000_000L;
    private static final int PAGE_BYTES = 4096;
    private static final int CONNECTION_BYTES = 96;
    /** One in so many rows is looked at each second. */
    private static final int SWEEP_SECONDS = 32;

    private static final int SWEEP_LIMIT = 256;
    private static final long SWEEP_PAUSE_NS = 10_000_000;
    private static final int PROBES = 16;
    private static final long IDLE_SECONDS = 60;

    private final Settings settings;
    private final Connections connections;
    private final ConnectionTable table;
    private final int limit;
    private final int[] turns = new int[Connections.MANY_PACKETS];
    private long nextUpdateNs;
    private long sweptNs;
    private int cursor;
    private int pressureRate;
    private int shedMode;
    private int shedRate;
    private int untilShed;
    private long random;
    private volatile long given;

    /** @param limit most connections of the table */
    Defence(Settings settings, Connections connections, int limit, long seed, long nowNs) {
        this.settings = settings;
        this.connections = connections;
        this.limit = limit;
        table = connections.table();
        random = seed | 1;
        nextUpdateNs = nowNs;
        sweptNs = nowNs;
    }

    /** Any thread. */
    DefenceStatus status() {
        return new DefenceStatus(limit, isMemoryShort(), given);
    }

    /** Whether so few connections fit the table any more that defences in mode 1 act. */
    private boolean isMemoryShort() {
        return limit - table.size() < threshold();
    }

    private int threshold() {
        long connectionsOfPages = (long) settings.get(Setting.AMEMTHRESH) * PAGE_BYTES / CONNECTION_BYTES;
        return (int) Math.min(connectionsOfPages, limit / 4);
    }

    /** Lets time pass; returns the number of connections looked at. */
    int advance(long nowNs) {
        if (nowNs - nextUpdateNs >= 0) {
            nextUpdateNs = nowNs + PERIOD_NS;
            update();
        }
        if (settings.get(Setting.DROP_PACKET) != shedMode) {
            takeRate();
        }
        if (settings.get(Setting.DROP_ENTRY) < ACTING) {
            sweptNs = nowNs;
            return 0;
        }
        return sweep(nowNs);
    }

    private void update() {
        boolean isShort = isMemoryShort();
        for (Setting mode : MODES) {
            settings.replace(mode, isShort ? READY : ACTING, isShort ? ACTING : READY);
        }
        int free = limit - table.size();
        pressureRate = isShort ? Math.max(HIGHEST_RATE, threshold() / Math.max(1, threshold() - free)) : 0;
        takeRate();
    }

    /** Whether a packet that would open a connection is turned away ({@code drop_packet}). */
    boolean sheds() {
        if (shedRate == 0 || --untilShed > 0) {
            return false;
        }
        untilShed = shedRate;
        return true;
    }

    /** As the kernel's update_defense_level: when the mode changes, and another rate at the next turn. */
    private void takeRate() {
        shedMode = settings.get(Setting.DROP_PACKET);
        shedRate = shedMode == ALWAYS ? settings.get(Setting.AM_DROPRATE) : shedMode == ACTING ? pressureRate : 0;
    }

    /** Whether there is room for a connection and its template, if need be at the cost of a half-open connection. */
    boolean hasRoom() {
        if (limit - table.size() >= 2) {
            return true;
        }
        return settings.get(Setting.DROP_ENTRY) >= READY && giveUpHalfOpen() || limit - table.size() >= 1;
    }

    private boolean giveUpHalfOpen() {
        int rows = table.rows();
        for (int probe = 0; probe < PROBES && rows > 0; probe++) {
            random ^= random << 13;
            random ^= random >>> 7;
            random ^= random << 17;
            int row = (int) Math.floorMod(random, (long) rows);
            if (table.isLive(row) && !table.is(row, ConnectionTable.TEMPLATE) && worth(row) == Worth.NONE) {
                giveUp(row);
                return true;
            }
        }
        return false;
    }

    /**
     * Looks at as many rows as are due since the last look, by portions: what is left of a long pause follows at the
     * next calls, and no call is made work of by a single row.
     */
    private int sweep(long nowNs) {
        int rows = table.rows();
        if (rows == 0 || nowNs - sweptNs < SWEEP_PAUSE_NS) {
            return 0;
        }
        long rowNs = Math.max(1, SWEEP_SECONDS * PERIOD_NS / rows);
        sweptNs = Math.max(sweptNs, nowNs - Math.max(PERIOD_NS, rowNs));
        int count = (int) Math.min((nowNs - sweptNs) / rowNs, SWEEP_LIMIT);
        sweptNs += count * rowNs;
        for (int i = 0; i < count; i++) {
            cursor = cursor + 1 < rows ? cursor + 1 : 0;
            if (table.isLive(cursor) && isDispensable(cursor)) {
                giveUp(cursor);
            }
        }
        return count;
    }

    private boolean isDispensable(int row) {
        if (connections.controls(row)) {
            return false;
        }
        if (table.is(row, ConnectionTable.TEMPLATE)) {
            return table.state(row) != Connections.ASSURED && !isAllThereIs(row);
        }
        return switch (worth(row)) {
            case NONE -> true;
            case LITTLE -> isItsTurn(row);
            case KEPT -> false;
        };
    }

    /** With one-packet scheduling no connection is kept that could assure a template. */
    private boolean isAllThereIs(int template) {
        return connections.server(template).service().config().onePacket();
    }

    private Worth worth(int row) {
        return connections.states(table.protocol(row)).worth(table.state(row));
    }

    /** Of connections idle for a minute, one in as many as they had packets; those with more than eight stay. */
    private boolean isItsTurn(int row) {
        int packets = Connections.packets(table.flags(row));
        if (packets == 0 || packets >= turns.length || connections.idleSeconds(row) < IDLE_SECONDS) {
            return false;
        }
        if (--turns[packets] > 0) {
            return false;
        }
        turns[packets] = packets;
        return true;
    }

    /** A template that nobody established goes with the last connection that it controlled. */
    private void giveUp(int row) {
        int template = table.is(row, ConnectionTable.TEMPLATE) ? ConnectionTable.NONE : table.control(row);
        connections.drop(row);
        given = given + 1;
        if (template != ConnectionTable.NONE
                && table.is(template, ConnectionTable.TEMPLATE)
                && !connections.controls(template)
                && table.state(template) != Connections.ASSURED) {
            connections.drop(template);
        }
    }
}
