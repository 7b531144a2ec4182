package org.hadirector.lvs.schedule;

/** sed: least active connections per weight, the new one included. */
final class ShortestExpectedDelay extends LeastLoaded {
    @Override
    long load(Destination server) {
        return server.active() + 1L;
    }
}
