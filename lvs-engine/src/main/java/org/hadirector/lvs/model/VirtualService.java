package org.hadirector.lvs.model;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.hadirector.lvs.path.ServiceKey;

/**
 * A virtual service.
 *
 * @param key protocol, address, port; or a firewall mark
 * @param scheduler its name, such as {@code rr} or {@code wlc}
 * @param flags what the scheduler is told
 * @param persistentSeconds persistence timeout, 0 for none
 * @param netmask granularity of persistence: of IPv4 the 32 bits of the mask, of IPv6 the prefix length
 * @param engine name of the persistence engine, empty for none
 * @param onePacket whether every packet is scheduled anew (UDP and firewall marks only)
 */
public record VirtualService(
        ServiceKey key,
        String scheduler,
        Set<SchedulerFlag> flags,
        int persistentSeconds,
        int netmask,
        String engine,
        boolean onePacket) {

    public VirtualService {
        flags = flags.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(flags));
    }

    /** A service without persistence. */
    public VirtualService(ServiceKey key, String scheduler) {
        this(key, scheduler, Set.of(), 0, fullMask(key), "", false);
    }

    /**
     * A service whose persistence mask is a prefix.
     *
     * @param persistenceBits leading bits of the client's address that count, 32 (128) for one client each
     */
    public VirtualService(ServiceKey key, String scheduler, int persistentSeconds, int persistenceBits) {
        this(
                key,
                scheduler,
                Set.of(),
                persistentSeconds,
                key.isIpv6() ? persistenceBits : maskOf(persistenceBits),
                "",
                false);
    }

    /** The netmask of one client each: all ones, or 128. */
    public static int fullMask(ServiceKey key) {
        return key.isIpv6() ? 128 : 0xffff_ffff;
    }

    /** Whether the mask is finer than a single client's address. */
    public boolean isMasked() {
        return netmask != fullMask(key);
    }

    private static int maskOf(int bits) {
        if (bits < 0 || bits > 32) {
            throw new IllegalArgumentException("a prefix of " + bits + " bits");
        }
        return bits == 0 ? 0 : -1 << (32 - bits);
    }

    // What the compiler makes of a record is put together at its first call, in milliseconds (decisions/0011).
    @Override
    public boolean equals(Object other) {
        return other instanceof VirtualService it && parts().equals(it.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    private List<Object> parts() {
        return List.of(key, scheduler, flags, persistentSeconds, netmask, engine, onePacket);
    }
}
