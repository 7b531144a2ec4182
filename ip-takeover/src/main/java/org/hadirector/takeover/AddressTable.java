package org.hadirector.takeover;

import java.io.IOException;
import java.util.List;

/**
 * The addresses on this machine's interfaces. Idempotent: adding what is there renews it, removing what is not there
 * succeeds.
 */
public interface AddressTable {
    /**
     * Puts the address on its interface, or renews its lifetime.
     *
     * @param validSeconds after so many seconds without renewal the kernel removes the address by itself (whole
     *     seconds, at least 1)
     */
    void add(Vip vip, int validSeconds) throws IOException;

    /** Takes the address away. */
    void remove(Vip vip) throws IOException;

    /**
     * Every labelled address on the device ({@code eth0:0}, not {@code eth0}): what this or a former process put there.
     */
    List<Vip> onDevice(String device) throws IOException;
}
