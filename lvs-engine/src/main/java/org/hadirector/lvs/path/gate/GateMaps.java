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
import java.util.stream.Collectors;
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.bpf.BpfMap;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.path.gate.GateKeys.End;

/**
 * What the gate knows, written from here and read by its program: addresses with guard and lease, this machine's own
 * ones, diverted services, and the masqueraded servers whose replies are diverted. Any thread may call; every change is
 * one map update, a lease takes less than a microsecond and allocates nothing. A refused change leaves everything as it
 * was.
 */
final class GateMaps {
    static final int LEASE_UNTIL = 0;
    private static final int HOLD_UNTIL = 8;
    static final int GUARDED = 16;
    private static final int LOCAL = 18;
    private static final int SERVICES = 20;
    private static final int MOST = 0xffff;

    private final BpfMap vips;
    private final BpfMap servers;
    private final BpfMap services;
    private final Leases leases = new Leases();
    private final Map<InetAddress, Entry> entries = new HashMap<>();
    private final Map<InetAddress, Integer> sources = new HashMap<>();
    private final Map<End, Set<ServiceKey>> diverted = new EnumMap<>(End.class);
    private boolean closed;

    GateMaps(GateProgram program) {
        vips = program.map(GateProgram.VIPS);
        servers = program.map(GateProgram.SERVERS);
        services = program.map(GateProgram.SERVICES);
        for (End end : End.values()) {
            diverted.put(end, new HashSet<>());
        }
    }

    /** The leases as the packet thread sees them. */
    Leases leases() {
        return leases;
    }

    /** An address as the program sees it; its value is changed under the lock of {@link GateMaps} only. */
    private final class Entry {
        private final BpfMap.Update update;
        private Leases.Lease lease;
        private boolean local;
        private int ports;

        Entry(InetAddress address) {
            Memory value = new Memory(vips.valueSize());
            value.clear();
            update = vips.update(GateKeys.address(address), value);
        }

        void write() throws IOException {
            update.value().setShort(GUARDED, (short) (lease == null ? 0 : 1));
            update.value().setShort(LOCAL, (short) (local ? 1 : 0));
            update.value().setShort(SERVICES, (short) ports);
            GateRoom.explained(vips, update::run);
        }

        void lease(long untilNs) throws LinuxException {
            long end = Math.max(0, untilNs); // unsigned in the program
            update.value().setLong(LEASE_UNTIL, end);
            if (end > 0) {
                update.value().setLong(HOLD_UNTIL, 0); // what serves holds nothing, also when this lease runs out
            }
            update.run();
            leases.set(lease, end, System.nanoTime());
        }

        void hold(long untilNs) throws LinuxException {
            long end = Math.max(0, untilNs);
            update.value().setLong(HOLD_UNTIL, end);
            update.run();
            leases.hold(lease, end);
        }

        boolean isIdle() {
            return lease == null && !local && ports == 0;
        }
    }

    synchronized void guard(InetAddress vip) throws IOException {
        checkOpen();
        Entry entry = entries.computeIfAbsent(vip, Entry::new);
        if (entry.lease == null) {
            entry.lease = leases.add(vip);
            entry.update.value().setLong(LEASE_UNTIL, 0);
            entry.update.value().setLong(HOLD_UNTIL, 0);
            change(vip, entry, () -> unguard(entry));
        }
    }

    synchronized void unguard(InetAddress vip) throws IOException {
        checkOpen();
        Entry entry = entries.get(vip);
        if (entry != null && entry.lease != null) {
            unguard(entry);
            writeOrForget(vip, entry);
        }
    }

    private void unguard(Entry entry) {
        leases.remove(entry.lease);
        entry.lease = null;
    }

    synchronized Set<InetAddress> guarded() {
        return entries.entrySet().stream()
                .filter(known -> known.getValue().lease != null)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    synchronized void lease(InetAddress vip, long untilNs) throws IOException {
        guardedEntry(vip, "lease").lease(untilNs);
    }

    synchronized void hold(InetAddress vip, long untilNs) throws IOException {
        guardedEntry(vip, "hold").hold(untilNs);
    }

    private Entry guardedEntry(InetAddress vip, String what) throws IOException {
        checkOpen();
        Entry entry = entries.get(vip);
        if (entry == null || entry.lease == null) {
            throw new IOException(what + " for " + vip.getHostAddress() + ", which is not guarded");
        }
        return entry;
    }

    /** Says which addresses are this machine's own; those of the last call that are missing now no longer are. */
    synchronized void local(Set<InetAddress> addresses) throws IOException {
        checkOpen();
        for (InetAddress address : addresses) {
            Entry entry = entries.computeIfAbsent(address, Entry::new);
            if (!entry.local) {
                entry.local = true;
                change(address, entry, () -> entry.local = false);
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
    synchronized void divert(ServiceKey service, End end) throws IOException {
        checkOpen();
        if (diverted.get(end).contains(service)) {
            return;
        }
        count(service.address(), end, 1);
        try (Memory key = GateKeys.service(service, end, services.keySize());
                Memory value = new Memory(services.valueSize())) {
            value.setInt(0, 1);
            GateRoom.explained(services, () -> services.put(key, value));
            diverted.get(end).add(service);
        } catch (IOException e) {
            try {
                count(service.address(), end, -1);
            } catch (IOException alsoRefused) {
                e.addSuppressed(alsoRefused);
            }
            throw e;
        }
    }

    /** Idempotent. */
    synchronized void undivert(ServiceKey service, End end) throws IOException {
        checkOpen();
        if (!diverted.get(end).contains(service)) {
            return;
        }
        try (Memory key = GateKeys.service(service, end, services.keySize())) {
            services.remove(key);
        }
        diverted.get(end).remove(service);
        count(service.address(), end, -1);
    }

    /** One port more or less of an address. */
    private void count(InetAddress address, End end, int change) throws IOException {
        if (end == End.SOURCE) {
            countSource(address, change);
            return;
        }
        Entry entry = entries.computeIfAbsent(address, Entry::new);
        if (entry.ports + change > MOST) {
            throw new IOException("more than " + MOST + " services of " + address.getHostAddress());
        }
        entry.ports += change;
        if (change > 0) {
            change(address, entry, () -> entry.ports -= change);
        } else {
            writeOrForget(address, entry);
        }
    }

    private void countSource(InetAddress address, int change) throws IOException {
        int ports = sources.getOrDefault(address, 0) + change;
        try (Memory key = GateKeys.address(address);
                Memory value = new Memory(servers.valueSize())) {
            if (ports == 0) {
                servers.remove(key);
                sources.remove(address);
            } else {
                value.setInt(0, ports);
                GateRoom.explained(servers, () -> servers.put(key, value));
                sources.put(address, ports);
            }
        }
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

    /** Writes a changed entry; when that is refused, it is as before. */
    private void change(InetAddress address, Entry entry, Runnable undo) throws IOException {
        try {
            entry.write();
        } catch (IOException e) {
            undo.run();
            if (entry.isIdle()) {
                entries.remove(address);
            }
            throw e;
        }
    }

    private void writeOrForget(InetAddress address, Entry entry) throws IOException {
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
