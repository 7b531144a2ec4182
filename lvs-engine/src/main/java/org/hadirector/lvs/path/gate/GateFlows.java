package org.hadirector.lvs.path.gate;

import com.sun.jna.Memory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.locks.ReentrantLock;
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.bpf.BpfMap;
import org.hadirector.linux.bpf.SharedArray;
import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.path.FlowCache;
import org.hadirector.lvs.path.FlowNumbers;
import org.hadirector.lvs.path.NextHop;

/**
 * The flows that the gate carries (src/main/bpf/flows.h). Installing and removing is a system call each, reading
 * counters none. What the kernel refuses, for want of memory, is not installed: it goes up as before.
 */
final class GateFlows implements FlowCache, AutoCloseable {
    private static final int KEY_PORTS = 32;
    private static final int KEY_PROTOCOL = 36;
    private static final int NUMBER = 0;
    private static final int GENERATION = 4;
    private static final int INTERFACE = 8;
    private static final int MTU = 12;
    private static final int MACS = 16;
    private static final int PACKETS = 0;
    private static final int BYTES = 8;
    private static final int LAST = 16;
    private static final int TRUST_GENERATION = 0;
    private static final int TRUST_UNTIL = 8;

    private final SharedArray counts;
    private final SharedArray trust;
    private final ReentrantLock inUse;
    private final FlowNumbers numbers;
    private final BpfMap.Update entry;
    private final Memory key;
    private final ByteBuffer keyBytes; // in network order
    private final Memory value;
    private final String obstacle;
    private final int capacity;
    private int generation;
    private boolean closed;

    private GateFlows(BpfMap flows, String obstacle, SharedArray counts, SharedArray trust, ReentrantLock inUse) {
        this.counts = counts;
        this.trust = trust;
        this.inUse = inUse;
        key = new Memory(flows.keySize());
        keyBytes = key.getByteBuffer(0, flows.keySize()).order(ByteOrder.BIG_ENDIAN);
        value = new Memory(flows.valueSize());
        entry = flows.update(key, value);
        this.obstacle = obstacle.isEmpty() ? untaken() : obstacle;
        capacity = this.obstacle.isEmpty() ? flows.maxEntries() : 0;
        numbers = new FlowNumbers(capacity);
    }

    /** Tries to read and remove at once, which a kernel older than 5.14 cannot: the words for that. */
    private String untaken() {
        try {
            entry.take();
            return "";
        } catch (LinuxException e) {
            return "this kernel cannot read and remove a flow at once, those from 5.14 on can (" + e.getMessage() + ")";
        }
    }

    /** @param inUse held while memory is in use that {@link #close} gives back */
    static GateFlows open(GateProgram program, ReentrantLock inUse) throws LinuxException {
        SharedArray counts = SharedArray.of(program.map(GateProgram.FLOW_COUNTS));
        try {
            SharedArray trust = SharedArray.of(program.map(GateProgram.TRUST));
            return new GateFlows(program.map(GateProgram.FLOWS), program.obstacle(), counts, trust, inUse);
        } catch (LinuxException e) {
            counts.close();
            throw e;
        }
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public String obstacle() {
        return obstacle;
    }

    @Override
    public int install(ConnectionKey flow, NextHop hop) {
        inUse.lock();
        try {
            int number = closed ? NONE : numbers.take();
            if (number == NONE) {
                return NONE;
            }
            counts.put(number, PACKETS, 0);
            counts.put(number, BYTES, 0);
            counts.put(number, LAST, 0);
            identify(flow);
            describe(number, hop);
            entry.run();
            return number;
        } catch (LinuxException e) {
            numbers.give(value.getInt(NUMBER));
            return NONE;
        } finally {
            inUse.unlock();
        }
    }

    private void identify(ConnectionKey flow) {
        keyBytes.putLong(0, flow.clientHigh()).putLong(8, flow.clientLow());
        keyBytes.putLong(16, flow.virtualHigh()).putLong(24, flow.virtualLow());
        keyBytes.putShort(KEY_PORTS, (short) flow.clientPort()).putShort(KEY_PORTS + 2, (short) flow.virtualPort());
        key.setInt(KEY_PROTOCOL, flow.protocol());
    }

    private void describe(int number, NextHop hop) {
        value.setInt(NUMBER, number);
        value.setInt(GENERATION, generation);
        value.setInt(INTERFACE, hop.interfaceIndex());
        value.setInt(MTU, hop.mtu());
        for (int i = 0; i < 6; i++) {
            value.setByte(MACS + i, (byte) (hop.destination() >>> 40 - 8 * i));
            value.setByte(MACS + 6 + i, (byte) (hop.source() >>> 40 - 8 * i));
        }
    }

    @Override
    public int remove(ConnectionKey flow) {
        inUse.lock();
        try {
            if (closed) {
                return NONE;
            }
            identify(flow);
            if (!entry.take()) {
                return NONE;
            }
            int number = value.getInt(NUMBER);
            numbers.give(number);
            return number;
        } catch (LinuxException e) {
            // The kernel had no memory for the answer: what stays there must not be carried on, nor its number be used.
            forgetAll();
            return NONE;
        } finally {
            inUse.unlock();
        }
    }

    @Override
    public void forgetAll() {
        generation++;
        trust(TRUST_GENERATION, Integer.toUnsignedLong(generation));
    }

    @Override
    public void trustUntil(long untilNs) {
        trust(TRUST_UNTIL, Math.max(0, untilNs));
    }

    private void trust(int what, long word) {
        inUse.lock();
        try {
            if (!closed) {
                trust.put(0, what, word);
            }
        } finally {
            inUse.unlock();
        }
    }

    @Override
    public void read(int from, int to, Reader reader) {
        inUse.lock();
        try {
            for (int number = from; number < to && !closed; number++) {
                reader.carried(
                        number, counts.get(number, PACKETS), counts.get(number, BYTES), counts.get(number, LAST));
            }
        } finally {
            inUse.unlock();
        }
    }

    /** Gives the memory back; the kernel carries nothing any more. Called with the lock held. */
    @Override
    public void close() {
        trust.put(0, TRUST_UNTIL, 0);
        closed = true;
        counts.close();
        trust.close();
    }
}
