package org.hadirector.lvs.model;

import org.hadirector.lvs.path.ServiceKey;

/**
 * A virtual service.
 *
 * @param key protocol, address, port
 * @param scheduler its name, such as {@code rr} or {@code wlc}
 * @param persistentSeconds persistence timeout, 0 for none
 * @param persistenceMask mask bits of the client address for persistence, 32 (128) by default
 */
public record VirtualService(ServiceKey key, String scheduler, int persistentSeconds, int persistenceMask) {
    /** A service without persistence. */
    public VirtualService(ServiceKey key, String scheduler) {
        this(key, scheduler, 0, key.address().getAddress().length * 8);
    }
}
