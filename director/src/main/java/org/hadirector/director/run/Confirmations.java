package org.hadirector.director.run;

import java.io.IOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.hadirector.director.journal.Journal;
import org.hadirector.director.log.LogFiles;
import org.hadirector.takeover.AddressProbe.Form;
import org.hadirector.takeover.Confirmation;
import org.hadirector.takeover.Vip;

/**
 * Sees to it that a takeover arrived: after an address was announced, stations of its LAN are asked from that address
 * until one answers to us. Only while the lease of the address runs, because a question from an address claims it.
 * Owned by the deciding duty, which alone lets leases begin and end; {@link #announced} may come from any thread.
 */
final class Confirmations {
    /** At most so many addresses are asked from in a cycle: each answer makes room for the next. */
    private static final int ASKED_AT_ONCE = 16;

    /** Stations in the first question. */
    private static final int FIRST_ASKED = 2;

    private static final Logger LOG = LogManager.getLogger(LogFiles.HEARTBEAT);

    private final Wire wire;
    private final Journal journal;
    private final Queue<Vip> news = new ConcurrentLinkedQueue<>();
    private final Map<InetAddress, Open> open = new LinkedHashMap<>();
    private final Map<InetAddress, Long> leases = new HashMap<>();
    private final Map<InetAddress, Map<String, Object>> told = new ConcurrentHashMap<>();

    Confirmations(Wire wire, Journal journal) {
        this.wire = wire;
        this.journal = journal;
    }

    /** Confirmations by what the LAN watch sends and hears. */
    static Confirmations on(LanWatch watch, Journal journal) {
        Confirmations confirmations = new Confirmations(
                new Wire() {
                    @Override
                    public boolean ask(Vip vip, int most) throws IOException {
                        return watch.ask(vip, most);
                    }

                    @Override
                    public void announce(Vip vip, Form form) throws IOException {
                        watch.announce(vip, form);
                    }
                },
                journal);
        watch.onConfirmed(confirmations::answered);
        return confirmations;
    }

    /** An address that is to be confirmed, or was. */
    private record Open(Vip vip, Confirmation confirmation) {}

    /** Sends frames from an address that is up here. */
    interface Wire {
        /** Asks at most so many stations of the LAN; false when none is known. */
        boolean ask(Vip vip, int most) throws IOException;

        void announce(Vip vip, Form form) throws IOException;
    }

    /** The address is up here and was announced. */
    void announced(Vip vip) {
        news.add(vip);
    }

    /** The same for an address that was up before: asked again only when its lease was over meanwhile. */
    void announcedAnew(Vip vip) {
        if (!open.containsKey(vip.address())) {
            announced(vip);
        }
    }

    /** The lease of an address runs until then; 0: it is over. */
    void lease(InetAddress address, long untilNs) {
        if (untilNs == 0) {
            leases.remove(address);
            open.remove(address);
            told.remove(address);
        } else {
            leases.put(address, untilNs);
        }
    }

    /** Asks for what is due; never blocks. */
    void cycle(long nowNs) {
        for (Vip vip = news.poll(); vip != null; vip = news.poll()) {
            open.put(vip.address(), new Open(vip, new Confirmation(nowNs)));
        }
        int asked = 0;
        for (Open each : open.values()) {
            Confirmation confirmation = each.confirmation();
            boolean ours = leases.getOrDefault(each.vip().address(), 0L) > nowNs;
            if (ours && asked < ASKED_AT_ONCE && confirmation.take(nowNs)) {
                asked++;
                ask(each);
                tell(each, nowNs);
            }
            if (ours && confirmation.late(nowNs)) {
                String text = "nobody on the LAN has answered to it for " + confirmation.tookNs(nowNs) / 1_000_000
                        + " ms; announced again in both forms";
                LOG.warn("{}: {}", each.vip(), text);
                journal.add("UNCONFIRMED", "", each.vip().address().getHostAddress(), text, 0, 0, false);
            }
        }
    }

    private void ask(Open each) {
        try {
            Form form = each.confirmation().announceFirst();
            if (form != null) {
                wire.announce(each.vip(), form);
            }
            // One answer is enough, and most questions get it: hundreds of addresses must not ask everybody at once.
            wire.ask(each.vip(), form == null ? FIRST_ASKED : Integer.MAX_VALUE);
        } catch (IOException e) {
            LOG.warn("confirmation of {}: {}", each.vip(), e.getMessage());
        }
    }

    /** A station answered to the address, to our hardware address. */
    void answered(InetAddress address, InetAddress by, long nowNs) {
        Open each = open.get(address);
        if (each != null && each.confirmation().answered(by.getHostAddress(), nowNs)) {
            long ms = each.confirmation().tookNs(nowNs) / 1_000_000;
            String text = "confirmed by " + by.getHostAddress() + " after " + ms + " ms";
            LOG.info("{}: takeover {}", each.vip(), text);
            journal.add("CONFIRMED", "", address.getHostAddress(), text, ms, 0, false);
            tell(each, nowNs);
        }
    }

    private void tell(Open each, long nowNs) {
        Confirmation confirmation = each.confirmation();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("address", each.vip().address().getHostAddress());
        tree.put("by", confirmation.by());
        tree.put("ms", confirmation.tookNs(nowNs) / 1_000_000);
        tree.put("asked", confirmation.asked());
        told.put(each.vip().address(), Map.copyOf(tree));
    }

    /** For status, from any thread: address, by whom (empty: not yet), after how many milliseconds; null: not held. */
    Map<String, Object> status(InetAddress address) {
        return told.get(address);
    }
}
