package org.hadirector.lvs.path.gate;

import com.sun.jna.Memory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.bpf.BpfMap;
import org.hadirector.lvs.path.ServiceKey;

/**
 * What the gate knows, written from here and read by its program: addresses with guard and lease, this machine's own
 * ones, diverted services, and the masqueraded servers whose replies are diverted. Any thread may call; every change is
 * one map update, a lease takes less than a microsecond and allocates nothing.
 */
final class GateMaps {
    private static final int LEASE_UNTIL = 0;
    private static final int GUARDED = 8;
    private static final int LOCAL = 10;
    private static final int SERVICES = 12;
    private static final int SOURCES = 14;
    private static final int MOST = 0xffff;

    private final BpfMap vips;
    private final BpfMap services;
    private final Map<InetAddress, Entry> entries = new HashMap<>();
    private final Map<GateKeys.End, Set<ServiceKey>> diverted = new EnumMap<>(GateKeys.End.class);
    private boolean closed;

    GateMaps(BpfMap vips, BpfMap services) {
        this.vips = vips;
        this.services = services;
        for (GateKeys.End end : GateKeys.End.values()) {
            diverted.put(end, new HashSet<>());
        }
    }

    /** An address as the program sees it; its value is changed under the lock of {@link GateMaps} only. */
    private final class Entry {
        private final BpfMap.Update update;
        private boolean guarded;
        private boolean local;
        private final int[] ends = new int[GateKeys.End.values().length];

        Entry(InetAddress address) {
            Memory value = new Memory(vips.valueSize());
            value.clear();
            update = vips.update(GateKeys.address(address), value);
        }

        void write() throws LinuxException {
            update.value().setShort(GUARDED, (short) (guarded ? 1 : 0));
            update.value().setShort(LOCAL, (short) (local ? 1 : 0));
            update.value().setShort(SERVICES, (short) ends[GateKeys.End.DESTINATION.ordinal()]);
            update.value().setShort(SOURCES, (short) ends[GateKeys.End.SOURCE.ordinal()]);
            update.run();
        }

        void lease(long untilNs) throws LinuxException {
            update.value().setLong(LEASE_UNTIL, Math.max(0, untilNs)); // unsigned in the program
            update.run();
        }

        boolean isIdle() {
            return !guarded
                    && !local
                    && ends[GateKeys.End.DESTINATION.ordinal()] == 0
                    && ends[GateKeys.End.SOURCE.ordinal()] == 0;
        }
    }

    synchronized void guard(InetAddress vip) throws IOException {
        checkOpen();
        Entry entry = entries.computeIfAbsent(vip, Entry::new);
        if (!entry.guarded) {
            entry.guarded = true;
            entry.update.value().setLong(LEASE_UNTIL, 0);
            entry.write();
        }
    }

    synchronized void unguard(InetAddress vip) throws IOException {
        checkOpen();
        Entry entry = entries.get(vip);
        if (entry != null && entry.guarded) {
            entry.guarded = false;
            writeOrForget(vip, entry);
        }
    }

    synchronized Set<InetAddress> guarded() {
        Set<InetAddress> guarded = new HashSet<>();
        entries.forEach((address, entry) -> {
            if (entry.guarded) {
                guarded.add(address);
            }
        });
        return guarded;
    }

    synchronized void lease(InetAddress vip, long untilNs) throws IOException {
        checkOpen();
        Entry entry = entries.get(vip);
        if (entry == null || !entry.guarded) {
            throw new IOException("lease for " + vip.getHostAddress() + ", which is not guarded");
        }
        entry.lease(untilNs);
    }

    /** Says which addresses are this machine's own; those of the last call that are missing now no longer are. */
    synchronized void local(Set<InetAddress> addresses) throws IOException {
        checkOpen();
        for (InetAddress address : addresses) {
            Entry entry = entries.computeIfAbsent(address, Entry::new);
            if (!entry.local) {
                entry.local = true;
                entry.write();
            }
        }
        for (Map.Entry<InetAddress, Entry> known : List.copyOf(entries.entrySet())) {
            if (known.getValue().local && !addresses.contains(known.getKey())) {
                known.getValue().local = false;
                writeOrForget(known.getKey(), known.getValue());
            }
        }
    }

    /** Idempotent. The address knows of a service before the service is there, and until after it is gone. */
    synchronized void divert(ServiceKey service, GateKeys.End end) throws IOException {
        checkOpen();
        if (diverted.get(end).contains(service)) {
            return;
        }
        Entry entry = entries.computeIfAbsent(service.address(), Entry::new);
        if (entry.ends[end.ordinal()] == MOST) {
            throw new IOException(
                    "more than " + MOST + " services of " + service.address().getHostAddress());
        }
        entry.ends[end.ordinal()]++;
        try (Memory key = GateKeys.service(service, end, services.keySize());
                Memory value = new Memory(services.valueSize())) {
            entry.write();
            value.setInt(0, 1);
            services.put(key, value);
            diverted.get(end).add(service);
        } catch (LinuxException e) {
            entry.ends[end.ordinal()]--;
            writeOrForget(service.address(), entry);
            throw e;
        }
    }

    /** Idempotent. */
    synchronized void undivert(ServiceKey service, GateKeys.End end) throws IOException {
        checkOpen();
        if (!diverted.get(end).contains(service)) {
            return;
        }
        try (Memory key = GateKeys.service(service, end, services.keySize())) {
            services.remove(key);
        }
        diverted.get(end).remove(service);
        Entry entry = entries.get(service.address());
        entry.ends[end.ordinal()]--;
        writeOrForget(service.address(), entry);
    }

    /** Guards, with their leases over, what a predecessor's map held; a map of another shape is refused. */
    synchronized void adopt(BpfMap predecessor) throws IOException {
        if (predecessor.keySize() != vips.keySize() || predecessor.valueSize() != vips.valueSize()) {
            throw new IOException("the gate of a predecessor has another layout: run director clean, then start again");
        }
        try (Memory key = new Memory(vips.keySize());
                Memory value = new Memory(vips.valueSize())) {
            for (byte[] bytes : predecessor.keys()) {
                key.write(0, bytes, 0, bytes.length);
                if (predecessor.get(key, value) && value.getShort(GUARDED) != 0) {
                    guard(address(bytes));
                }
            }
        }
    }

    /** From now on every change is refused: the descriptors may belong to somebody else soon. */
    synchronized void close() {
        closed = true;
    }

    private void writeOrForget(InetAddress address, Entry entry) throws LinuxException {
        if (entry.isIdle()) {
            entries.remove(address);
            vips.remove(entry.update.key());
        } else {
            entry.write();
        }
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("the gate is closed");
        }
    }

    private static InetAddress address(byte[] key) throws UnknownHostException {
        return InetAddress.getByAddress(key); // ::ffff:a.b.c.d becomes an Inet4Address
    }
}
