package org.hadirector.director.run;

import java.util.Collection;
import java.util.concurrent.locks.LockSupport;

/**
 * Renews what has a lifetime in the kernel, and sends the announcements that are due. Not on the deciding duty: the
 * kernel has one lock for all changes of interfaces and addresses of the machine (rtnl), which any ip(8) may hold for
 * as long as it gets no processor itself; and a group may have hundreds of addresses. Whether there is a right to it
 * the duty alone says ({@link GroupRunner#entitled}), for the length of a lease at a time: a duty that hangs keeps no
 * address alive.
 */
final class Lifetimes {
    /** Lifetimes are whole seconds, renewed four times a second; bursts of announcements are 200 ms apart. */
    private static final long EVERY_NS = 20_000_000;

    private Lifetimes() {}

    /** @param groups live */
    static void begin(Threads threads, Collection<GroupRunner> groups) {
        threads.start("lifetimes", Threads.Kind.URGENT, () -> {
            while (true) {
                groups.forEach(group -> group.renew(System.nanoTime()));
                LockSupport.parkNanos(EVERY_NS);
            }
        });
    }
}
