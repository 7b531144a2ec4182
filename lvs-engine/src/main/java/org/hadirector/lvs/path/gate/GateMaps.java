package org.hadirector.lvs.path.gate;

import com.sun.jna.Memory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.bpf.BpfMap;
import org.hadirector.lvs.path.ServiceKey;

/**
 * What the gate knows, written from here and read by its program: addresses with guard and lease, diverted services.
 * Any thread may call; every change is one map update, a lease takes less than a microsecond and allocates nothing.
 */
final class GateMaps {
    private static final int LEASE_UNTIL = 0;
    private static final int GUARDED = 8;
    private static final int SERVICES = 12;

    private final BpfMap vips;
    private final BpfMap services;
    private final Map<InetAddress, Entry> entries = new HashMap<>();
    private final Set<ServiceKey> diverted = new HashSet<>();
    private boolean closed;

    GateMaps(BpfMap vips, BpfMap services) {
        this.vips = vips;
        this.services = services;
    }

    /** An address as the program sees it; its value is changed under the lock of {@link GateMaps} only. */
    private final class Entry {
        private final BpfMap.Update update;
        private boolean guarded;
        private int services;

        Entry(InetAddress address) {
            Memory value = new Memory(vips.valueSize());
            value.clear();
            update = vips.update(GateKeys.address(address), value);
        }

        void write() throws LinuxException {
            update.value().setInt(GUARDED, guarded ? 1 : 0);
            update.value().setInt(SERVICES, services);
            update.run();
        }

        void lease(long untilNs) throws LinuxException {
            update.value().setLong(LEASE_UNTIL, Math.max(0, untilNs)); // unsigned in the program
            update.run();
        }

        boolean isIdle() {
            return !guarded && services == 0;
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

    /** Idempotent. The address knows of a service before the service is there, and until after it is gone. */
    synchronized void divert(ServiceKey service) throws IOException {
        checkOpen();
        if (diverted.contains(service)) {
            return;
        }
        Entry entry = entries.computeIfAbsent(service.address(), Entry::new);
        entry.services++;
        entry.write();
        try (Memory key = GateKeys.service(service, services.keySize());
                Memory value = new Memory(services.valueSize())) {
            value.setInt(0, 1);
            services.put(key, value);
            diverted.add(service);
        } catch (LinuxException e) {
            entry.services--;
            writeOrForget(service.address(), entry);
            throw e;
        }
    }

    synchronized void undivert(ServiceKey service) throws IOException {
        checkOpen();
        if (!diverted.contains(service)) {
            return;
        }
        try (Memory key = GateKeys.service(service, services.keySize())) {
            services.remove(key);
        }
        diverted.remove(service);
        Entry entry = entries.get(service.address());
        entry.services--;
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
                if (predecessor.get(key, value) && value.getInt(GUARDED) != 0) {
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
