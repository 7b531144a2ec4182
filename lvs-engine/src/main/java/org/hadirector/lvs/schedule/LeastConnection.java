package org.hadirector.lvs.schedule;

/** lc: least load, weights only say yes or no. */
final class LeastConnection extends LeastLoaded {
    @Override
    long load(Destination server) {
        return server.overhead();
    }

    @Override
    long share(Destination server) {
        return 1;
    }
}
