package org.hadirector.lvs.schedule;

/** nq: the first idle server whatever its weight, else as sed. */
final class NeverQueue extends LeastLoaded {
    @Override
    long load(Destination server) {
        return server.active() + 1L;
    }

    @Override
    boolean isIdeal(Destination server) {
        return server.active() == 0;
    }
}
