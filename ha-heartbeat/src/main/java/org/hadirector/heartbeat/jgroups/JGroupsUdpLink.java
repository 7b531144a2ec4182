package org.hadirector.heartbeat.jgroups;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.hadirector.heartbeat.config.Medium;
import org.hadirector.heartbeat.link.BeatCounters;
import org.hadirector.heartbeat.link.BeatGuard;

/**
 * A heartbeat link over UDP: broadcast, multicast or unicast on one interface. A keeper thread looks at the interface
 * twice a second and opens the sockets anew when it came back as another one, or with another address.
 */
final class JGroupsUdpLink extends JGroupsLink {
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Medium medium;
    private final LinkThreads threads;
    private final Object lifecycle = new Object();
    private UdpPlan current;
    private Thread keeper;
    private volatile boolean closed;

    JGroupsUdpLink(String name, Medium medium, BeatGuard guard, BeatCounters counters, LinkThreads threads) {
        super(name, guard, counters);
        this.medium = medium;
        this.threads = threads;
    }

    @Override
    void start() throws IOException {
        synchronized (lifecycle) {
            keeper = threads.startIdle("hb-" + name() + "-keeper", this::keep);
            openNow();
        }
    }

    private void keep() {
        LockSupport.parkNanos(LOOK_NS);
        while (!closed) {
            synchronized (lifecycle) {
                if (!closed) {
                    look();
                }
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    private void look() {
        try {
            UdpPlan plan = UdpPlan.of(medium, current);
            if (plan.equals(current)) {
                fault(null);
                return;
            }
            disconnect();
            current = null;
            openNow();
            counters.countReopened();
        } catch (IOException e) {
            // sockets of an interface that lost its address stay: they work again when it comes back
            fault(e.getMessage());
        }
    }

    private void openNow() throws IOException {
        try {
            UdpPlan plan = UdpPlan.of(medium, null);
            connect(new HeartbeatUdp(plan, this, threads));
            current = plan;
            fault(null);
            tell(plan);
        } catch (IOException e) {
            fault(e.getMessage());
            throw e;
        }
    }

    /** heartbeat's own texts: once for a medium they are in its log; each opening is a detail. */
    private void tell(UdpPlan plan) {
        String destination = plan.destination().getHostAddress();
        switch (plan.mode()) {
            case BCAST -> log.debug(
                    "glib: UDP Broadcast heartbeat started on port {} ({}) interface {}",
                    plan.port(),
                    plan.port(),
                    plan.interfaceName());
            case MCAST -> log.debug(
                    "glib: UDP multicast heartbeat started for group {} port {} interface {} (ttl={} loop={})",
                    destination,
                    plan.port(),
                    plan.interfaceName(),
                    plan.ttl(),
                    plan.loop() ? 1 : 0);
            default -> log.debug(
                    "glib: ucast: started on port {} interface {} to {}",
                    plan.port(),
                    plan.interfaceName(),
                    destination);
        }
    }

    @Override
    public void close() {
        Thread stopping;
        synchronized (lifecycle) {
            closed = true;
            disconnect();
            fault(null);
            stopping = keeper;
        }
        if (stopping != null) {
            LockSupport.unpark(stopping);
        }
    }
}
