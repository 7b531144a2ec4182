package org.hadirector.director.run;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hadirector.takeover.AddressTable;
import org.hadirector.takeover.ArpAnnouncer;
import org.hadirector.takeover.Vip;

/**
 * Tells the steps of a move as they are done: {@code VIP_UP}, {@code ARP_SENT} (the first announcement of each
 * acquisition; the later rounds are routine), {@code VIP_DOWN}. Wraps the adapters, so that the times are those of the
 * system calls; renewals of a lease tell nothing.
 */
final class TakeoverSteps {
    private final Listener listener;
    private final Set<Vip> up = ConcurrentHashMap.newKeySet();
    private final Set<Vip> announced = ConcurrentHashMap.newKeySet();

    TakeoverSteps(Listener listener) {
        this.listener = listener;
    }

    /** Hears of a step; must not block. */
    @FunctionalInterface
    interface Listener {
        void done(String kind, Vip vip);
    }

    AddressTable table(AddressTable real) {
        return new AddressTable() {
            @Override
            public void add(Vip vip, int validSeconds) throws IOException {
                real.add(vip, validSeconds);
                if (up.add(vip)) {
                    listener.done("VIP_UP", vip);
                }
            }

            @Override
            public void remove(Vip vip) throws IOException {
                real.remove(vip);
                announced.remove(vip);
                if (up.remove(vip)) {
                    listener.done("VIP_DOWN", vip);
                }
            }

            @Override
            public List<Vip> onDevice(String device) throws IOException {
                return real.onDevice(device);
            }

            @Override
            public boolean contains(Vip vip) throws IOException {
                return real.contains(vip);
            }
        };
    }

    ArpAnnouncer announcer(ArpAnnouncer real) {
        return new ArpAnnouncer() {
            @Override
            public void announce(Vip vip) throws IOException {
                real.announce(vip);
                if (announced.add(vip)) {
                    listener.done("ARP_SENT", vip);
                }
            }

            @Override
            public void close() {
                real.close();
            }
        };
    }
}
