package org.hadirector.director.drill;

import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import org.hadirector.director.journal.JournalEntry;
import org.hadirector.director.lab.LabHost;
import org.hadirector.director.lab.NodeStatus;

/** Who owned the service when a fault was made in which nobody may move: the same node must, without a break. */
public final class Steadfast {
    private final DrillBench bench;
    private final LabHost owner;
    private final long epoch;
    private final Set<String> groups;
    private final long sinceNs;

    private Steadfast(DrillBench bench, LabHost owner) throws DrillException, IOException {
        this.bench = bench;
        this.owner = owner;
        String told = "the journal of " + owner.name() + " to tell what it serves";
        bench.await(
                told, bench.limit(), () -> bench.firstEvent(owner, "CLAIM", 0).isPresent());
        this.epoch = epoch(bench, owner);
        this.groups = bench.events(owner, "CLAIM", 0).stream()
                .map(JournalEntry::group)
                .collect(Collectors.toUnmodifiableSet());
        this.sinceNs = System.nanoTime();
    }

    public static Steadfast now(DrillBench bench) throws DrillException, IOException {
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
     * @throws DrillException when the service moved, there and back included, or the owner lost its right for a while
     */
    public void check(String fault, String reason) throws DrillException, IOException {
        if (claimed(other())) {
            throw new DrillException(fault + ": the VIP moved from " + owner.name() + " (epoch " + epoch + ") to "
                    + other().name() + " although " + reason);
        }
        checkOwner(fault, reason);
    }

    /**
     * The same where the other node may have served as well. A machine that stood still for longer than the lease has
     * to prove its right anew, and says so: that is nobody's fault but the machine's.
     */
    public void checkOwner(String fault, String reason) throws DrillException, IOException {
        long now = epoch(bench, owner);
        if (!bench.master().equals(owner) || claimed(owner)) {
            throw new DrillException(fault + ": " + owner.name() + " gave the VIP up although " + reason);
        }
        if (now != epoch && bench.events(owner, "CLOCK_STALL", sinceNs).isEmpty()) {
            throw new DrillException(fault + ": " + owner.name() + " had to prove its right to the VIP anew (epoch "
                    + epoch + ", then " + now + ") although " + reason);
        }
    }

    private boolean claimed(LabHost node) throws IOException {
        return bench.events(node, "CLAIM", sinceNs).stream().anyMatch(claim -> groups.contains(claim.group()));
    }

    private static long epoch(DrillBench bench, LabHost host) {
        return bench.status(host).map(NodeStatus::epoch).orElse(-1L);
    }
}
