package org.hadirector.director.run;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.hadirector.director.log.LogFiles;
import org.hadirector.linux.HardwareAddress;
import org.hadirector.lvs.engine.HandOver;
import org.hadirector.lvs.path.PacketPath;

/**
 * A group on its way to the other node, as its packets see it: new connections wait, then all packets, then they go to
 * the new owner. Gate and engine are told in such an order that nothing is served whose lease is over: the engine lets
 * go before the gate does, and takes up again after it.
 */
final class HandOvers implements EffectRunner.PacketKeeper {
    private static final Logger LOG = LogManager.getLogger(LogFiles.HEARTBEAT);

    /** What takes longer will not end in time for anybody who waits. */
    private static final long LONGEST_DRAIN_NS = 3_000_000;

    /** The lease must not end while connections are brought to theirs: nothing would wait at the gate. */
    private static final long SPARE_LEASE_NS = 2_000_000;

    /** Until the deciding duty, told of the release, has ended the lease; else all is as before. */
    private static final long DRAIN_ENDS_NS = 50_000_000;

    private final PacketPath path;
    private final HandOver engine;
    private final Set<String> away = ConcurrentHashMap.newKeySet();

    HandOvers(PacketPath path, HandOver engine) {
        this.path = path;
        this.engine = engine;
    }

    @Override
    public void drain(ManagedGroup group, long leaseUntilNs) {
        long startNs = System.nanoTime();
        long endNs = Math.min(startNs + LONGEST_DRAIN_NS, leaseUntilNs - SPARE_LEASE_NS);
        if (endNs - startNs <= 0) {
            return;
        }
        away.add(group.key());
        CountDownLatch drained = engine.drain(group.addresses(), endNs + DRAIN_ENDS_NS);
        try {
            drained.await(endNs - startNs, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void hold(ManagedGroup group, long untilNs) {
        away.add(group.key());
        engine.hold(group.addresses(), untilNs);
        holdAtGate(group, untilNs);
    }

    @Override
    public void handOn(ManagedGroup group, String station, long untilNs) {
        if (away.contains(group.key())) {
            engine.handOn(group.addresses(), HardwareAddress.parse(station).toLong(), untilNs);
            holdAtGate(group, untilNs);
        }
    }

    private void holdAtGate(ManagedGroup group, long untilNs) {
        for (InetAddress vip : group.addresses()) {
            try {
                path.hold(vip, untilNs);
            } catch (IOException e) {
                LOG.warn("packets for {} are dropped until the other node serves it: {}", vip, e.getMessage());
            }
        }
    }

    @Override
    public void served(ManagedGroup group) {
        if (away.remove(group.key())) {
            engine.resume(group.addresses());
        }
    }
}
