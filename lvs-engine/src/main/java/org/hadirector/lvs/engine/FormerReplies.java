package org.hadirector.lvs.engine;

import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.path.ServiceKey;

/**
 * Replies of real servers that are reached by another method now: taken up until the last connection of the former
 * method has ended, for a connection keeps the method it began with. Used under the engine's control lock.
 */
final class FormerReplies {
    private record Place(ServerEntry server, List<ServiceKey> sources) {}

    /** What one change left. */
    static final class Former {
        private final ForwardingMethod method;
        private final boolean otherMethod;
        private volatile boolean taken;
        private int user; // row of a connection that was found to need it

        private Former(ForwardingMethod method, boolean otherMethod) {
            this.method = method;
            this.otherMethod = otherMethod;
        }

        /** The packet thread knows of the change: no connection begins the former way any more. */
        void taken() {
            taken = true;
        }

        /** Those of a tunnel follow its kind at once, and need nothing of the former one. */
        private boolean isOver(ServerEntry server, Listings listings) {
            if (taken && otherMethod && server.bound() > 0) {
                user = listings.findUser(server, method, user);
                return user < 0;
            }
            return taken;
        }
    }

    private final Map<Place, Former> formers = new LinkedHashMap<>();

    /** A server is changed; tell {@link Former#taken} when the packet thread has it. */
    Former changed(ServiceEntry service, ServerEntry server, RealServer before, RealServer now) {
        Former former = new Former(before.method(), before.method() != now.method());
        List<ServiceKey> sources = ControlTable.replySources(service, before);
        if (!sources.equals(ControlTable.replySources(service, now))) {
            formers.put(new Place(server, sources), former);
        }
        return former;
    }

    /** All that are needed. */
    Set<ServiceKey> sources() {
        Set<ServiceKey> sources = new HashSet<>();
        formers.keySet().forEach(place -> sources.addAll(place.sources));
        return sources;
    }

    /** Forgets those that no connection needs any more, and returns them. */
    Set<ServiceKey> over(Listings listings) {
        Set<ServiceKey> over = new HashSet<>();
        Iterator<Map.Entry<Place, Former>> all = formers.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Place, Former> each = all.next();
            if (each.getValue().isOver(each.getKey().server, listings)) {
                over.addAll(each.getKey().sources);
                all.remove();
            }
        }
        return over;
    }
}
