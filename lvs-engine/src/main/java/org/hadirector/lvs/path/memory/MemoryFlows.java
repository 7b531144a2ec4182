package org.hadirector.lvs.path.memory;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.packet.Ethernet;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.path.FlowCache;
import org.hadirector.lvs.path.FlowNumbers;
import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.path.NextHop;

/**
 * The flows that the software path carries, as the gate does (flows.h), in plain Java. Guarded by a lock of its own.
 */
final class MemoryFlows implements FlowCache {
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int TCP_HEADER = 20;
    private static final int CHANGES_OR_URGENT = 0x27; // URG, RST, SYN, FIN
    private static final int ACK = 0x10;
    private static final int SHORTEST_FRAME = 60;

    private record Key(int protocol, long fromHigh, long fromLow, int fromPort, long toHigh, long toLow, int toPort) {
        static Key of(ConnectionKey flow) {
            return new Key(
                    flow.protocol(),
                    flow.clientHigh(),
                    flow.clientLow(),
                    flow.clientPort(),
                    flow.virtualHigh(),
                    flow.virtualLow(),
                    flow.virtualPort());
        }

        static Key of(PacketView packet) {
            return new Key(
                    packet.protocol(),
                    packet.sourceHigh(),
                    packet.sourceLow(),
                    packet.sourcePort(),
                    packet.destinationHigh(),
                    packet.destinationLow(),
                    packet.destinationPort());
        }
    }

    private record Flow(int number, int generation, NextHop hop) {}

    private final LongSupplier nanoTime;
    private final int capacity;
    private final FlowNumbers numbers;
    private final Map<Key, Flow> flows = new HashMap<>();
    private final long[] packets;
    private final long[] bytes;
    private final long[] last;
    private final Frame frame = new Frame();
    private final PacketView view = new PacketView();
    private int generation;
    private long trustedUntilNs;

    MemoryFlows(LongSupplier nanoTime, int capacity) {
        this.nanoTime = nanoTime;
        this.capacity = capacity;
        numbers = new FlowNumbers(capacity);
        packets = new long[capacity];
        bytes = new long[capacity];
        last = new long[capacity];
        trustedUntilNs = nanoTime.getAsLong();
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public synchronized int install(ConnectionKey flow, NextHop hop) {
        int number = numbers.take();
        if (number != NONE) {
            packets[number] = 0;
            bytes[number] = 0;
            last[number] = 0;
            if (flows.put(Key.of(flow), new Flow(number, generation, hop)) != null) {
                throw new IllegalStateException("the flow is there already");
            }
        }
        return number;
    }

    @Override
    public synchronized int remove(ConnectionKey flow) {
        Flow removed = flows.remove(Key.of(flow));
        if (removed == null) {
            return NONE;
        }
        numbers.give(removed.number());
        return removed.number();
    }

    @Override
    public synchronized void forgetAll() {
        generation++;
    }

    @Override
    public synchronized void trustUntil(long untilNs) {
        trustedUntilNs = untilNs;
    }

    @Override
    public synchronized void read(int from, int to, Reader reader) {
        for (int number = from; number < to; number++) {
            reader.carried(number, packets[number], bytes[number], last[number]);
        }
    }

    /**
     * Makes a received frame ready for its next hop.
     *
     * @param segmentSize bytes of payload in each packet that it stands for, 0 for a plain frame
     * @return the interface to send it from, 0 if it is not carried and is as it was
     */
    synchronized int carry(byte[] received, int segmentSize) {
        frame.wrap(ByteBuffer.wrap(received), 0, received.length, received.length, 0)
                .segmentSize(segmentSize)
                .checksumPartial(segmentSize != 0);
        long nowNs = nanoTime.getAsLong();
        if (view.parse(frame) != PacketView.Kind.TRANSPORT || !isPlain() || trustedUntilNs - nowNs <= 0) {
            return 0;
        }
        Flow flow = flows.get(Key.of(view));
        if (flow == null
                || flow.generation() != generation
                || view.sizeOnTheWire() > flow.hop().mtu()) {
            return 0;
        }
        view.decrementHops();
        Ethernet.addresses(frame, flow.hop().destination(), flow.hop().source());
        packets[flow.number()]++;
        bytes[flow.number()] += view.packetLength();
        last[flow.number()] = nowNs;
        return flow.hop().interfaceIndex();
    }

    private boolean isWholeTcp() {
        int header = (frame.u8(view.transport() + 12) >> 4) * 4;
        return header >= TCP_HEADER && view.transport() + header <= view.network() + view.packetLength();
    }

    private boolean isPlain() {
        int length = view.network() + view.packetLength();
        if (length < frame.length() && frame.length() > SHORTEST_FRAME) {
            return false; // what follows it the engine cuts off, but for Ethernet's own padding
        }
        boolean bare = view.transport() - view.network() == (view.isIpv6() ? IPV6_HEADER : IPV4_HEADER);
        if (!bare || view.hops() <= 1) {
            return false;
        }
        return view.protocol() == PacketView.TCP
                ? (view.tcpFlags() & (CHANGES_OR_URGENT | ACK)) == ACK && isWholeTcp()
                : view.protocol() == PacketView.UDP && frame.segmentSize() == 0;
    }
}
