package org.hadirector.director.run;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.heartbeat.decide.Sign;
import org.hadirector.heartbeat.link.HeartbeatLink;
import org.hadirector.heartbeat.tripwire.Tripwire;

/**
 * What the sensors see of the peer's death, link by link. It tells the core, and tells it again for as long as a sign
 * stands, because every beat heard voids it; when nothing is to be seen it only looks twice a second whether the peer
 * runs anew. Any thread may report.
 */
final class DeathSigns {
    /** How often what stands is told again while it is young, and later. */
    private static final long AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final long YOUNG_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Inbox inbox;
    private final Map<Seen, Long> standing = new ConcurrentHashMap<>();
    private final Map<String, Tripwire> tripwires = new ConcurrentHashMap<>();
    private final Map<String, List<Asker>> askers = new ConcurrentHashMap<>();
    private final Queue<Asker> retired = new ConcurrentLinkedQueue<>();
    private final Map<String, Long> laidTo = new ConcurrentHashMap<>();
    private final Map<String, List<InetAddress>> addresses = new ConcurrentHashMap<>();
    private volatile Thread teller;
    private volatile boolean running = true;

    private record Seen(String link, Sign sign, long bootId) {
        // What the compiler makes of a record is put together at its first call, in milliseconds (decisions/0011).
        @Override
        public boolean equals(Object other) {
            return other instanceof Seen it && sign == it.sign && bootId == it.bootId && link.equals(it.link);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * link.hashCode() + sign.hashCode()) + Long.hashCode(bootId);
        }
    }

    DeathSigns(Inbox inbox) {
        this.inbox = inbox;
    }

    /** A sign is seen, or no longer. */
    void report(String link, Sign sign, boolean stands, long bootId) {
        Seen seen = new Seen(link, sign, bootId);
        if (stands) {
            standing.put(seen, System.nanoTime());
        } else if (standing.keySet().removeIf(old -> old.link().equals(link) && old.sign() == sign)) {
            inbox.offer(new Input.DeathSign(link, sign, false, 0));
        }
        if (stands) {
            inbox.offer(new Input.DeathSign(link, sign, true, bootId));
            LockSupport.unpark(teller);
        }
    }

    /** What a tripwire on this link reports to. */
    Tripwire.Listener tripwire(String link) {
        return new Tripwire.Listener() {
            @Override
            public void laid(long bootId, List<InetAddress> own) {
                laidTo.put(link, bootId);
                addresses.put(link, own);
                report(link, Sign.TRIPWIRE_CLOSED, false, bootId);
                report(link, Sign.TRIPWIRE_RESET, false, bootId);
            }

            @Override
            public void died(long bootId) {
                laidTo.remove(link);
                report(link, Sign.TRIPWIRE_CLOSED, true, bootId);
            }

            @Override
            public void reset(long bootId) {
                laidTo.remove(link);
                report(link, Sign.TRIPWIRE_RESET, true, bootId);
            }
        };
    }

    void add(String link, Tripwire tripwire) {
        tripwires.put(link, tripwire);
    }

    /** What may be asked on a link when something speaks for the peer's death, in place of what was asked before. */
    void asks(String link, List<Asker> mayAsk) {
        retire(askers.put(link, mayAsk));
    }

    private void retire(List<Asker> former) {
        if (former != null) {
            retired.addAll(former); // the thread that asks closes them
        }
    }

    /** The tripwire over a link is taken in: nothing of it is told any more. */
    void withdrawTripwire(String link) {
        retire(askers.remove(link));
        Tripwire former = tripwires.remove(link);
        if (former != null) {
            former.close();
        }
        laidTo.remove(link);
        addresses.remove(link);
        report(link, Sign.TRIPWIRE_CLOSED, false, 0);
        report(link, Sign.TRIPWIRE_RESET, false, 0);
    }

    /** The peer's own addresses, as it said itself. */
    Set<InetAddress> peerAddresses() {
        Set<InetAddress> all = new HashSet<>();
        addresses.values().forEach(all::addAll);
        return all;
    }

    /** On which links a tripwire is laid now. */
    List<String> laid() {
        return new ArrayList<>(laidTo.keySet());
    }

    /** Runs on the calling thread until {@link #close}. */
    void run(Map<String, HeartbeatLink> links) {
        teller = Thread.currentThread();
        while (running) {
            long nowNs = System.nanoTime();
            boolean young = standing.values().stream().anyMatch(since -> nowNs - since < YOUNG_NS);
            standing.keySet()
                    .forEach(seen -> inbox.offer(new Input.DeathSign(seen.link(), seen.sign(), true, seen.bootId())));
            ask(nowNs);
            tripwires.forEach((link, tripwire) -> {
                HeartbeatLink over = links.get(link);
                long boot = over == null ? 0 : over.peerBootId();
                Long to = laidTo.get(link);
                if (to != null && boot != 0 && to != boot) {
                    tripwire.renew();
                }
            });
            LockSupport.parkNanos(this, young ? AGAIN_NS : LOOK_NS);
        }
        askers.values().forEach(this::retire);
        retired.forEach(Asker::close);
    }

    /** Asks where it is of use; a sign that is seen no longer is taken back, also one of an asker that is gone. */
    private void ask(long nowNs) {
        boolean reason = standing.keySet().stream().anyMatch(seen -> !isHintOfAsker(seen.sign()));
        for (Asker gone = retired.poll(); gone != null; gone = retired.poll()) {
            gone.close();
        }
        Set<Seen> seen = new HashSet<>();
        askers.forEach((link, all) -> all.forEach(asker -> {
            if (!reason) {
                asker.close();
            } else if (asker.ask(nowNs)) {
                seen.add(new Seen(link, asker.sign(), 0));
            }
        }));
        for (Seen old : List.copyOf(standing.keySet())) {
            if (isHintOfAsker(old.sign()) && !seen.remove(old)) {
                report(old.link(), old.sign(), false, 0);
            }
        }
        seen.forEach(fresh -> report(fresh.link(), fresh.sign(), true, 0));
    }

    private static boolean isHintOfAsker(Sign sign) {
        return sign == Sign.PORT_UNREACHABLE || sign == Sign.NEIGHBOUR_SILENT;
    }

    void close() {
        running = false;
        tripwires.values().forEach(Tripwire::close);
        LockSupport.unpark(teller);
    }
}
