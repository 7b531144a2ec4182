package org.hadirector.director.drill;

import java.io.IOException;
import org.hadirector.director.lab.LabHost;
import org.hadirector.director.lab.NodeStatus;

/** Who owned the service when a fault was made in which nobody may move: the same node must, without a break. */
final class Steadfast {
    private final DrillBench bench;
    private final LabHost owner;
    private final long epoch;

    private Steadfast(DrillBench bench, LabHost owner) {
        this.bench = bench;
        this.owner = owner;
        this.epoch = epoch(bench, owner);
    }

    static Steadfast now(DrillBench bench) throws DrillException {
        return new Steadfast(bench, bench.master());
    }

    LabHost owner() {
        return owner;
    }

    LabHost other() {
        return bench.plan().peerOf(owner);
    }

    /** Waits for as long as a takeover that should not be would take to come. */
    void holdDeadtime() throws DrillException, IOException {
        long until =
                System.nanoTime() + bench.plan().timing().deadtimeDuration().toNanos();
        bench.await("another deadtime to pass", bench.limit(), () -> System.nanoTime() - until >= 0);
    }

    /**
     * Once the pair is healthy again.
     *
     * @throws DrillException when the service moved, there and back included
     */
    void check(String fault, String reason) throws DrillException {
        if (!bench.master().equals(owner) || epoch(bench, owner) != epoch) {
            throw new DrillException(fault + ": the VIP moved from " + owner.name() + " (epoch " + epoch + ") to "
                    + bench.master().name() + " although " + reason);
        }
    }

    private static long epoch(DrillBench bench, LabHost host) {
        return bench.status(host).map(NodeStatus::epoch).orElse(-1L);
    }
}
