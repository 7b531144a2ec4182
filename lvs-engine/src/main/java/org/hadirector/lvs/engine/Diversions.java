package org.hadirector.lvs.engine;

import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.hadirector.lvs.path.PacketPath;
import org.hadirector.lvs.path.ServiceKey;

/**
 * What the data path takes up, and for whose sake: the same packets may be wanted for several reasons, and go back to
 * the stack when the last of them is gone. Used under the engine's control lock.
 */
final class Diversions {
    private final PacketPath path;
    private final Map<ServiceKey, Set<Cause>> wanted = new HashMap<>();
    private final Set<ServiceKey> gone = new HashSet<>();

    /** Why packets are taken up. */
    enum Cause {
        /** They are addressed to a service. */
        SERVICE,
        /** A service's data connections use other ports. */
        OTHER_PORTS,
        /** A rule gives them the mark of a service. */
        MARK,
        /** Connections of a service that is gone rest: the stack would reset them. */
        CONNECTIONS
    }

    Diversions(PacketPath path) {
        this.path = path;
    }

    /** Idempotent. */
    void add(ServiceKey key, Cause cause) throws IOException {
        Set<Cause> causes = wanted.get(key);
        if (causes != null) {
            causes.add(cause);
        } else if (!key.isMapped()) {
            path.divert(key);
            wanted.put(key, EnumSet.of(cause));
        }
    }

    /** Idempotent. */
    void remove(ServiceKey key, Cause cause) throws IOException {
        Set<Cause> causes = wanted.get(key);
        if (causes == null) {
            return;
        }
        if (causes.size() == 1 && causes.contains(cause)) {
            path.undivert(key);
            wanted.remove(key);
        } else {
            causes.remove(cause);
        }
    }

    /**
     * A service is gone. Its packets are still taken up while it has connections, which go nowhere then, as in the
     * kernel: it may come back. Those of a mark are not, for its rules go with it.
     */
    void leave(ServiceKey key, boolean connected) throws IOException {
        if (connected && !key.isMark()) {
            add(key, Cause.CONNECTIONS);
            gone.add(key);
        }
        remove(key, Cause.SERVICE);
    }

    /**
     * Gives back what was taken up for connections that have ended.
     *
     * @param connected whether a service that is gone has connections; of others nothing is asked
     */
    void keepOnly(Predicate<ServiceKey> connected) throws IOException {
        for (ServiceKey key : List.copyOf(gone)) {
            if (!connected.test(key)) {
                remove(key, Cause.CONNECTIONS);
                gone.remove(key);
            }
        }
    }
}
