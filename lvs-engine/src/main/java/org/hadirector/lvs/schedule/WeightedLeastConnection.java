package org.hadirector.lvs.schedule;

/** wlc: least load per weight. */
final class WeightedLeastConnection extends LeastLoaded {
    @Override
    long load(Destination server) {
        return server.overhead();
    }
}
