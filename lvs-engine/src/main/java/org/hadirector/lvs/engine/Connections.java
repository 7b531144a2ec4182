package org.hadirector.lvs.engine;

import org.hadirector.lvs.conn.ConnectionExpiry;
import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.conn.ConnectionTable;
import org.hadirector.lvs.helper.ConnectionHelper;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.path.FlowCache;
import org.hadirector.lvs.protocol.Direction;
import org.hadirector.lvs.protocol.ProtocolStates;
import org.hadirector.lvs.protocol.Protocols;
import org.hadirector.lvs.protocol.TcpStates;

/**
 * The life of connections: binding to a server and counting there, states, timers, templates. Belongs to the packet
 * thread; the table may be read by others.
 */
final class Connections implements ConnectionExpiry.Handler {
    /** State of a template of which some connection was established. */
    static final int ASSURED = 1;

    /** Virtual port of a template that is not used any more. */
    static final int RETIRED_PORT = 65_535;

    /** From so many packets on they are not counted any more. */
    static final int MANY_PACKETS = 9;

    /** The upper four of the sixteen flags of a row count packets. */
    private static final int PACKETS_SHIFT = 12;

    private static final int PACKETS_MASK = 15;
    private static final int RETRY_SECONDS = 60;
    private static final int EXPIRY_LIMIT = 1024;
    private static final int SWEEP_TICKS = ConnectionExpiry.TICKS_PER_SECOND / 4;

    private final ConnectionTable table;
    private final ConnectionExpiry expiry;
    private final ServerRegistry servers;
    private final Protocols protocols;
    private final ConnectionHelper helper;
    private final CallIds callIds;
    private final RecentConnections recent;
    private final CarriedFlows carried;
    private final DataConnections dataConnections = new DataConnections(this);
    private long nowTick;
    private long sweptTick;

    Connections(
            ConnectionTable table,
            ServerRegistry servers,
            Protocols protocols,
            ConnectionHelper helper,
            CallIds callIds,
            FlowCache flows,
            int carriedAfter,
            long nowNs) {
        this.table = table;
        this.helper = helper;
        this.servers = servers;
        this.protocols = protocols;
        this.callIds = callIds;
        recent = new RecentConnections(table, protocols);
        carried = new CarriedFlows(flows, this, carriedAfter, nowNs);
        nowTick = ConnectionExpiry.tick(nowNs);
        sweptTick = nowTick;
        expiry = new ConnectionExpiry(table, nowTick);
    }

    /** Lets time pass: ended connections leave. Returns the number of timers looked at. */
    int advance(long nowNs) {
        now(nowNs);
        recent.now(nowNs);
        carried.advance(nowNs);
        if (nowTick - sweptTick >= SWEEP_TICKS) {
            sweptTick = nowTick;
            table.sweep();
        }
        return expiry.advance(nowTick, this, EXPIRY_LIMIT);
    }

    /** Tells the time for the packets to come. */
    void now(long nowNs) {
        nowTick = Math.max(nowTick, ConnectionExpiry.tick(nowNs));
    }

    int find(ConnectionKey key) {
        return table.find(key, false);
    }

    int findTemplate(ConnectionKey key) {
        return table.find(key, true);
    }

    ServerEntry server(int row) {
        return servers.get(table.server(row));
    }

    /** The method that the connection was created with. */
    ForwardingMethod method(int row) {
        return servers.method(table.flags(row) >> ConnectionTable.METHOD_SHIFT & ConnectionTable.METHOD_MASK);
    }

    ConnectionTable table() {
        return table;
    }

    ConnectionHelper helper() {
        return helper;
    }

    /** Those that were opened last. */
    RecentConnections recent() {
        return recent;
    }

    /** Those that the data path has among its flows. */
    CarriedFlows carried() {
        return carried;
    }

    /** The connections that the helper expects. */
    DataConnections dataConnections() {
        return dataConnections;
    }

    /**
     * Creates a connection to a server.
     *
     * @param template its controlling template, or {@link ConnectionTable#NONE}
     * @return the row, or {@link ConnectionTable#NONE} if the table is full
     */
    int create(ConnectionKey key, ServerEntry server, int template) {
        ForwardingMethod method = server.method();
        boolean translates = method == ForwardingMethod.MASQUERADE;
        // A connection without a server has no method that could hide replies: the kernel binds the flag to the server.
        boolean oneWay = !translates && method != ForwardingMethod.BYPASS;
        int flags = method.ordinal() << ConnectionTable.METHOD_SHIFT
                | ConnectionTable.INACTIVE
                | (oneWay ? ConnectionTable.NO_OUTPUT : 0)
                | (translates && helper.helps(key.protocol(), key.virtualPort()) ? ConnectionTable.HELPED : 0);
        int row = table.add(key, server.id(), flags | (template != ConnectionTable.NONE ? portFlag(key, server) : 0));
        if (row == ConnectionTable.NONE) {
            return row;
        }
        server.bindConnection();
        expiry.arm(row, nowTick + 3L * ConnectionExpiry.TICKS_PER_SECOND);
        control(row, template);
        recent.opened(row);
        return row;
    }

    /**
     * Where persistence brings a connection to a service of another port, which data of FTP, all ports and marks do, it
     * keeps the port it asked for, whatever port the server was given (linux ip_vs_core.c, ip_vs_sched_persist).
     *
     * @return the flag that says so, or 0
     */
    static int portFlag(ConnectionKey key, ServerEntry server) {
        ServiceEntry service = server.service();
        boolean other =
                service.config().persistentSeconds() > 0 && service.key().port() != key.virtualPort();
        return other ? ConnectionTable.SAME_PORT : 0;
    }

    /** Creates the connection that another one has announced; it listens. */
    int createExpected(ConnectionKey key, int control, int portFlag) {
        ServerEntry server = server(control);
        int method = ConnectionTable.METHOD_MASK << ConnectionTable.METHOD_SHIFT;
        int row = table.add(key, server.id(), table.flags(control) & method | ConnectionTable.INACTIVE | portFlag);
        if (row != ConnectionTable.NONE) {
            server.bindConnection();
            table.clientHop(row, table.clientHop(control));
            expiry.arm(row, nowTick);
            control(row, control);
            listen(row);
        }
        return row;
    }

    /** The connection waits for its first packet. */
    void listen(int row) {
        table.state(row, TcpStates.LISTEN);
        expiry.touch(row, nowTick + ticks(row));
    }

    private void control(int row, int by) {
        if (by != ConnectionTable.NONE) {
            table.control(row, by);
            table.count(by, table.count(by) + 1);
        }
    }

    /** Creates a template that sends a client to a server for {@code seconds} after its last new connection. */
    int createTemplate(ConnectionKey key, ServerEntry server, int seconds) {
        int row = table.add(key, server.id(), ConnectionTable.TEMPLATE);
        if (row == ConnectionTable.NONE) {
            return row;
        }
        server.bindTemplate();
        table.control(row, seconds * ConnectionExpiry.TICKS_PER_SECOND);
        expiry.arm(row, nowTick + table.control(row));
        return row;
    }

    /** Creates a template that is for one call only. */
    int createTemplate(ConnectionKey key, ServerEntry server, int seconds, PacketView message, CallIdParser callId) {
        int slot = callIds.put(message, callId);
        int row = slot == CallIds.NONE ? ConnectionTable.NONE : createTemplate(key, server, seconds);
        if (row != ConnectionTable.NONE) {
            table.flags(row, table.flags(row) | ConnectionTable.CALL_ID);
            table.clientHop(row, slot);
        } else if (slot != CallIds.NONE) {
            callIds.free(slot);
        }
        return row;
    }

    /** The template of this call, or {@link ConnectionTable#NONE}. */
    int findTemplate(ConnectionKey key, PacketView message, CallIdParser callId) {
        int row = table.firstOfClient(key);
        while (row != ConnectionTable.NONE && !isTemplateOf(row, key, message, callId)) {
            row = table.nextOfClient(row, key);
        }
        return row;
    }

    private boolean isTemplateOf(int row, ConnectionKey key, PacketView message, CallIdParser callId) {
        return table.is(row, ConnectionTable.CALL_ID)
                && table.virtualLow(row) == key.virtualLow()
                && table.virtualHigh(row) == key.virtualHigh()
                && table.virtualPort(row) == key.virtualPort()
                && callIds.equals((int) table.clientHop(row), message, callId);
    }

    /** A template was used: its time starts anew. */
    void renewTemplate(int row) {
        expiry.touch(row, nowTick + table.control(row));
    }

    /** A template whose server is gone gets a port that finds nobody; it ends by its timer. */
    void retireTemplate(int row) {
        table.virtualPort(row, RETIRED_PORT);
    }

    /** A packet of the connection: state, counting, timer. */
    void packet(int row, PacketView packet, boolean fromServer) {
        int flags = table.flags(row);
        Direction direction = Direction.INPUT;
        if (fromServer) {
            direction = Direction.OUTPUT;
            flags &= ~ConnectionTable.NO_OUTPUT;
        } else if ((flags & ConnectionTable.NO_OUTPUT) != 0) {
            direction = Direction.INPUT_ONLY;
        }
        if (!fromServer && packets(flags) < MANY_PACKETS) {
            flags += 1 << PACKETS_SHIFT;
        }
        ProtocolStates states = states(table.protocol(row));
        int before = table.state(row);
        int state = states.next(before, direction, packet);
        boolean active = states.isActive(state);
        if (active && (flags & ConnectionTable.INACTIVE) != 0) {
            server(row).activate();
            flags &= ~ConnectionTable.INACTIVE;
        } else if (!active && (flags & ConnectionTable.INACTIVE) == 0) {
            server(row).deactivate();
            flags |= ConnectionTable.INACTIVE;
        }
        table.flags(row, flags);
        table.state(row, state);
        if (state != before) {
            carried.ended(row);
        }
        if (states.assures(before, state, direction)) {
            assureTemplate(row);
        }
        touch(row);
    }

    /** The connection is not idle: its timer begins anew. */
    void touch(int row) {
        expiry.touch(row, nowTick + ticks(row));
    }

    /** As {@link #touch(int)}, at that time. */
    void touch(int row, long atNs) {
        expiry.touch(row, ConnectionExpiry.tick(atNs) + ticks(row));
    }

    /** How long a connection stays in its state without packets. */
    private long ticks(int row) {
        int seconds = states(table.protocol(row)).timeoutSeconds(table.state(row));
        return (long) seconds * ConnectionExpiry.TICKS_PER_SECOND;
    }

    private void assureTemplate(int row) {
        assure(table.control(row));
    }

    /** A connection of the template is established, or a server has answered. */
    void assure(int template) {
        if (template != ConnectionTable.NONE && table.is(template, ConnectionTable.TEMPLATE)) {
            table.state(template, ASSURED);
        }
    }

    /** Packets that the client has sent on a connection with these flags, up to {@link #MANY_PACKETS}. */
    static int packets(int flags) {
        return flags >> PACKETS_SHIFT & PACKETS_MASK;
    }

    /** Whether other connections name this one as theirs, so that it must outlive them. */
    boolean controls(int row) {
        return table.is(row, ConnectionTable.TEMPLATE | ConnectionTable.HELPED) && table.count(row) > 0;
    }

    /** Seconds since the last packet of a connection. */
    long idleSeconds(int row) {
        return (ticks(row) - (expiry.deadlineTick(row) - nowTick)) / ConnectionExpiry.TICKS_PER_SECOND;
    }

    /** Ends a connection that does not {@link #controls control} others, now. */
    void drop(int row) {
        expiry.disarm(row);
        unbind(row);
    }

    @Override
    public void expired(int row) {
        long lastNs = carried.ended(row);
        long deadline = ConnectionExpiry.tick(lastNs) + ticks(row);
        if (lastNs != 0 && deadline > nowTick) {
            expiry.arm(row, deadline);
            return;
        }
        if (controls(row)) {
            int ticks = RETRY_SECONDS * ConnectionExpiry.TICKS_PER_SECOND;
            if (table.is(row, ConnectionTable.TEMPLATE)) {
                table.control(row, ticks);
            }
            expiry.arm(row, nowTick + ticks);
            return;
        }
        unbind(row);
    }

    private void unbind(int row) {
        carried.ended(row);
        ServerEntry server = server(row);
        if (table.is(row, ConnectionTable.HELPED)) {
            helper.ended(row);
        }
        dataConnections.ended(row);
        if (table.is(row, ConnectionTable.TEMPLATE)) {
            server.unbindTemplate();
            if (table.is(row, ConnectionTable.CALL_ID)) {
                callIds.free((int) table.clientHop(row));
            }
        } else {
            server.unbindConnection(table.is(row, ConnectionTable.INACTIVE));
            int template = table.control(row);
            if (template != ConnectionTable.NONE) {
                table.count(template, table.count(template) - 1);
            }
        }
        table.remove(row);
    }

    ProtocolStates states(int protocol) {
        return protocols.of(protocol);
    }
}
