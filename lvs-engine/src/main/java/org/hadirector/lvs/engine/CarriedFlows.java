package org.hadirector.lvs.engine;

import java.util.Arrays;
import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.conn.ConnectionTable;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.path.FlowCache;
import org.hadirector.lvs.path.NextHop;
import org.hadirector.lvs.protocol.TcpStates;

/**
 * Which connections the path carries by itself, and what they carried: counted at server and service, and their timers
 * begun anew, as if each packet had come up. Direct routing only, whose packets need nothing but another MAC address;
 * and not before a connection has shown that it lasts, since most are over after a few packets. Belongs to the packet
 * thread.
 */
final class CarriedFlows {
    /** How exact timers and counters are, except where they are looked at anyway. */
    private static final long ROUND_NS = 250_000_000L;

    /** An engine that has not been heard of for so long may be dead. */
    private static final long TRUST_NS = 8 * ROUND_NS;

    /** What was on its way up when a flow was installed comes within this time; nothing is installed anew for it. */
    private static final long UNDERWAY_NS = 10_000_000L;

    /** Where all places are taken, a flow gives up its own after so long without a packet. */
    private static final long IDLE_NS = 5_000_000_000L;

    private static final int LATELY = 1024;
    private static final int FIRST = 64;

    private final FlowCache flows;
    private final Connections connections;
    private final ConnectionTable table;
    private final int after;
    private final ConnectionKey key = new ConnectionKey();
    private final FlowCache.Reader inRound = this::inRound;
    private final FlowCache.Reader atEnd = this::atEnd;
    private final int[] lately = new int[LATELY]; // rows, by their last bits
    private final long[] latelyNs = new long[LATELY];
    // By number of the flow; they grow with the numbers.
    private int[] rows = new int[FIRST];
    private long[] packets = new long[FIRST];
    private long[] bytes = new long[FIRST];
    private long[] seenNs = new long[FIRST]; // installed, or with a packet
    private int used; // numbers below it were seen
    private int present;
    private long nextRoundNs;
    private long roundNs;
    private long lastNs; // of the flow that ended last

    CarriedFlows(FlowCache flows, Connections connections, int after, long nowNs) {
        this.flows = flows;
        this.connections = connections;
        this.after = after;
        table = connections.table();
        nextRoundNs = nowNs;
        Arrays.fill(lately, ConnectionTable.NONE);
    }

    /** A packet of the connection came up and was sent on to its server. */
    void cameUp(int row, PacketView packet, ServerEntry server, long nowNs) {
        if (flows.capacity() == 0 || !lasts(row) || !isPlain(packet)) {
            return;
        }
        NextHop hop = server.hop();
        if (hop == null || server.isLocal() || server.pathMtu().used(hop.mtu()) < hop.mtu()) {
            return;
        }
        int place = row & LATELY - 1;
        if (lately[place] == row && nowNs - latelyNs[place] < UNDERWAY_NS) {
            return;
        }
        lately[place] = row;
        latelyNs[place] = nowNs;
        ended(row); // all were forgotten, or this one was lost
        install(row, hop, nowNs);
    }

    /** Whether it is worth while, and its state will stay what it is until something else than data comes. */
    private boolean lasts(int row) {
        return connections.method(row) == ForwardingMethod.DIRECT_ROUTE
                && Connections.packets(table.flags(row)) >= after
                && (table.protocol(row) == PacketView.UDP
                        || table.protocol(row) == PacketView.TCP && table.state(row) == TcpStates.ESTABLISHED);
    }

    /** Whether the path would have carried it (FlowCache): else it comes up rightly, installed or not. */
    private static boolean isPlain(PacketView packet) {
        boolean bare = packet.transport() - packet.network() == (packet.isIpv6() ? 40 : 20);
        boolean whole = packet.frame().fragmentSize() == 0 && packet.frame().cuts() == null;
        if (packet.protocol() != PacketView.TCP) {
            return bare && whole && packet.frame().segmentSize() == 0;
        }
        int flags = packet.tcpFlags();
        return bare && whole && (flags & (TcpStates.SYN | TcpStates.FIN | TcpStates.RST | TcpStates.URG)) == 0;
    }

    private void install(int row, NextHop hop, long nowNs) {
        int number = flows.install(keyOf(row), hop);
        if (number == FlowCache.NONE) {
            return;
        }
        if (number >= rows.length) {
            grow(Math.min(flows.capacity(), 2 * rows.length));
        }
        rows[number] = row;
        packets[number] = 0;
        bytes[number] = 0;
        seenNs[number] = nowNs;
        used = Math.max(used, number + 1);
        present++;
        flows.trustUntil(nowNs + TRUST_NS);
        table.flags(row, table.flags(row) | ConnectionTable.CARRIED);
    }

    private void grow(int length) {
        rows = Arrays.copyOf(rows, length);
        packets = Arrays.copyOf(packets, length);
        bytes = Arrays.copyOf(bytes, length);
        seenNs = Arrays.copyOf(seenNs, length);
    }

    private ConnectionKey keyOf(int row) {
        table.key(row, key);
        return key;
    }

    /**
     * The connection is not the path's any more: it is over, or its packets may matter now.
     *
     * @return when it had carried its last packet, 0 if it had not carried any
     */
    long ended(int row) {
        if (!table.is(row, ConnectionTable.CARRIED)) {
            return 0;
        }
        table.flags(row, table.flags(row) & ~ConnectionTable.CARRIED);
        present--;
        lastNs = 0;
        int number = flows.remove(keyOf(row));
        if (number != FlowCache.NONE) {
            flows.read(number, number + 1, atEnd);
            rows[number] = ConnectionTable.NONE;
        }
        return lastNs;
    }

    private void atEnd(int number, long sumOfPackets, long sumOfBytes, long newLastNs) {
        count(number, sumOfPackets, sumOfBytes);
        lastNs = newLastNs;
    }

    /** Something has changed that connections depend on: all packets come up until each is installed anew. */
    void forgetAll() {
        if (present > 0) {
            flows.forgetAll();
            Arrays.fill(lately, ConnectionTable.NONE);
        }
    }

    /** Lets time pass: every quarter of a second what was carried is counted. */
    void advance(long nowNs) {
        if (present > 0 && nowNs - nextRoundNs >= 0) {
            nextRoundNs = nowNs + ROUND_NS;
            count(nowNs);
        }
    }

    /** Counts what was carried until now. */
    void count(long nowNs) {
        if (present > 0) {
            roundNs = nowNs;
            flows.trustUntil(nowNs + TRUST_NS);
            flows.read(0, used, inRound);
        }
    }

    private void inRound(int number, long sumOfPackets, long sumOfBytes, long newLastNs) {
        if (rows[number] == ConnectionTable.NONE) {
            return;
        }
        if (sumOfPackets != packets[number]) {
            count(number, sumOfPackets, sumOfBytes);
            seenNs[number] = newLastNs;
            connections.touch(rows[number], newLastNs);
        } else if (present == flows.capacity() && roundNs - seenNs[number] > IDLE_NS) {
            ended(rows[number]);
        }
    }

    private void count(int number, long sumOfPackets, long sumOfBytes) {
        ServerEntry server = connections.server(rows[number]);
        server.traffic().in(sumOfPackets - packets[number], sumOfBytes - bytes[number]);
        server.service().traffic().in(sumOfPackets - packets[number], sumOfBytes - bytes[number]);
        packets[number] = sumOfPackets;
        bytes[number] = sumOfBytes;
    }
}
