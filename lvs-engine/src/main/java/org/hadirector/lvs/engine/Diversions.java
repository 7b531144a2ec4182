package org.hadirector.lvs.engine;

import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.hadirector.lvs.path.PacketPath;
import org.hadirector.lvs.path.ServiceKey;

/**
 * What the data path takes up, and for whose sake: the same packets may be wanted for several reasons, and go back to
 * the stack when the last of them is gone. Used under the engine's control lock.
 */
final class Diversions {
    private final PacketPath path;
    private final Map<ServiceKey, Set<Cause>> wanted = new HashMap<>();

    /** Why packets are taken up. */
    enum Cause {
        /** They are addressed to a service. */
        SERVICE,
        /** A service's data connections use other ports. */
        OTHER_PORTS,
        /** A rule gives them the mark of a service. */
        MARK
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
}
