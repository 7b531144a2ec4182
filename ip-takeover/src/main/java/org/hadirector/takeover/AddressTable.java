package org.hadirector.takeover;

import java.io.IOException;
import java.util.List;

/**
 * The addresses on this machine's interfaces. Idempotent: adding what is there renews it, removing what is not there
 * succeeds.
 */
public interface AddressTable {
    /** A lifetime without end, for addresses that are no lease: the loopback VIP of a real server. */
    int FOREVER = Integer.MAX_VALUE;

    /**
     * Puts the address on its interface, or renews its lifetime.
     *
     * @param validSeconds after so many seconds without renewal the kernel removes the address by itself (whole
     *     seconds, at least 1), or {@link #FOREVER}
     */
    void add(Vip vip, int validSeconds) throws IOException;

    /**
     * Takes the address away from the VIP's device, whatever label or prefix it has there: a predecessor may have been
     * configured otherwise.
     */
    void remove(Vip vip) throws IOException;

    /**
     * Every labelled address on the device ({@code eth0:0}, not {@code eth0}): what this or a former process put there.
     * Since the kernel keeps no labels for IPv6, those with a lifetime that are never used as a source count as
     * labelled, their label being the device's name. A device that does not exist has none.
     */
    List<Vip> onDevice(String device) throws IOException;

    /** Whether exactly this stands on its device: address, prefix length and, for IPv4, label. */
    boolean contains(Vip vip) throws IOException;
}
