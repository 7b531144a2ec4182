package org.hadirector.lvs.path;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The neighbours of this machine. */
public interface NextHops extends AutoCloseable {
    /**
     * The next hop towards a real server if it is known now; otherwise resolution is started (never waited for) and a
     * later call answers. Local addresses of this machine are {@link #isLocal} and have none.
     */
    Optional<NextHop> lookup(InetAddress realServer);

    /** As {@link #lookup}, of an address that nobody asks for again and that is not followed: a client's. */
    Optional<NextHop> lookupOnce(InetAddress address);

    /** MTUs of the interfaces as they are now, bytes by interface index; of those that are known. */
    Map<Integer, Integer> mtus();

    /** The addresses that the interfaces of this machine have now. */
    Set<InetAddress> addresses();

    /** Whether the address belongs to this machine (then the method is local node). */
    boolean isLocal(InetAddress address);

    /**
     * Runs {@code listener} (on an unspecified thread) whenever a neighbour changed, so that next hops are looked up
     * anew.
     */
    void onChange(Runnable listener);

    @Override
    void close();
}
