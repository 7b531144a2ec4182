package org.hadirector.takeover.testing;

import java.io.IOException;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.hadirector.linux.Errno;
import org.hadirector.linux.LinuxException;
import org.hadirector.takeover.AddressTable;
import org.hadirector.takeover.Vip;

/**
 * {@link AddressTable} in memory with the kernel's behaviour: addresses vanish when their lifetime is over, an unknown
 * device is refused, renewing keeps the former label. Thread-safe.
 */
public final class MemoryAddressTable implements AddressTable {
    private final LongSupplier clock;
    private final Set<String> devices = new TreeSet<>();
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Integer> refusals = new HashMap<>();

    /**
     * @param clock monotonic nanoseconds
     * @param devices the interfaces that exist
     */
    public MemoryAddressTable(LongSupplier clock, String... devices) {
        this.clock = clock;
        this.devices.addAll(List.of(devices));
    }

    @Override
    public synchronized void add(Vip vip, int validSeconds) throws IOException {
        if (validSeconds < 1) {
            throw new IllegalArgumentException("lifetime of " + validSeconds + " s for " + vip);
        }
        String what = "RTM_NEWADDR " + vip;
        refuse(vip.device(), what);
        if (!devices.contains(vip.device())) {
            throw new LinuxException(what + ": no interface " + vip.device(), Errno.ENODEV);
        }
        expire();
        long untilNs = clock.getAsLong() + validSeconds * 1_000_000_000L;
        boolean forGood = validSeconds == FOREVER;
        for (Entry entry : entries) {
            if (sameSubnetAddress(entry.vip, vip)) {
                entry.untilNs = untilNs;
                entry.forGood = forGood;
                return;
            }
        }
        entries.add(new Entry(asKept(vip), untilNs, forGood));
    }

    @Override
    public synchronized void remove(Vip vip) throws IOException {
        refuse(vip.device(), "RTM_DELADDR " + vip);
        expire();
        entries.removeIf(entry ->
                entry.vip.device().equals(vip.device()) && entry.vip.address().equals(vip.address()));
    }

    @Override
    public synchronized List<Vip> onDevice(String device) {
        expire();
        return entries.stream()
                .map(entry -> entry.vip)
                .filter(vip -> vip.device().equals(device)
                        && (!isIpv4(vip) || vip.label().contains(":")))
                .toList();
    }

    @Override
    public synchronized boolean contains(Vip vip) {
        expire();
        return entries.stream()
                .anyMatch(entry -> sameSubnetAddress(entry.vip, vip)
                        && (!isIpv4(vip) || entry.vip.label().equals(vip.label())));
    }

    /** Makes every change on the device fail with this errno until it is called with 0. */
    public synchronized void refuseWith(String device, int errno) {
        refusals.put(device, errno);
    }

    /** The interface and its addresses disappear. */
    public synchronized void unplug(String device) {
        devices.remove(device);
        entries.removeIf(entry -> entry.vip.device().equals(device));
    }

    /** An address put there by somebody else, for good. */
    public synchronized void plant(Vip vip) {
        if (!devices.contains(vip.device())) {
            throw new IllegalArgumentException("no interface " + vip.device());
        }
        entries.add(new Entry(asKept(vip), 0, true));
    }

    private void refuse(String device, String what) throws LinuxException {
        int errno = refusals.getOrDefault(device, 0);
        if (errno != 0) {
            throw new LinuxException(what, errno);
        }
    }

    private void expire() {
        long nowNs = clock.getAsLong();
        for (Iterator<Entry> all = entries.iterator(); all.hasNext(); ) {
            Entry entry = all.next();
            if (!entry.forGood && nowNs - entry.untilNs >= 0) {
                all.remove();
            }
        }
    }

    private static boolean sameSubnetAddress(Vip a, Vip b) {
        return a.device().equals(b.device()) && a.address().equals(b.address()) && a.prefixLength() == b.prefixLength();
    }

    /** The kernel keeps neither label nor broadcast of an IPv6 address. */
    private static Vip asKept(Vip vip) {
        return isIpv4(vip) ? vip : new Vip(vip.address(), vip.prefixLength(), null, vip.device(), vip.device());
    }

    private static boolean isIpv4(Vip vip) {
        return vip.address() instanceof Inet4Address;
    }

    private static final class Entry {
        private final Vip vip;
        private long untilNs;
        private boolean forGood;

        Entry(Vip vip, long untilNs, boolean forGood) {
            this.vip = vip;
            this.untilNs = untilNs;
            this.forGood = forGood;
        }
    }
}
