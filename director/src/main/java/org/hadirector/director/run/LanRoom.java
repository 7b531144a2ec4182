package org.hadirector.director.run;

import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.hadirector.director.config.DirectorContext;
import org.hadirector.director.journal.Journal;
import org.hadirector.director.log.LogFiles;
import org.hadirector.linux.Interfaces;
import org.hadirector.linux.LinuxException;
import org.hadirector.resource.ResourceGroup;
import org.hadirector.takeover.Vip;

/** The ears on the LANs that are in use now; a reload may put others in their place. */
final class LanRoom implements EffectRunner.Prober {
    private static final Logger LOG = LogManager.getLogger(LogFiles.HEARTBEAT);

    private Supplier<Set<InetAddress>> peers = Set::of;
    private final Interfaces interfaces;
    private final Inbox inbox;
    private final Journal journal;
    // Written by the deciding duty once it runs.
    private volatile Ears ears;

    private record Pinged(String name, List<String> addresses) {}

    /** What the ears are opened for. */
    private record Wanted(Map<String, List<Vip>> vips, Map<String, Set<InetAddress>> witnesses, List<Pinged> pinged) {}

    private record Ears(Wanted wanted, LanWatch watch, Pinger pinger, Confirmations confirmations, LanSide side) {}

    LanRoom(Interfaces interfaces, Inbox inbox, Journal journal) {
        this.interfaces = interfaces;
        this.inbox = inbox;
        this.journal = journal;
    }

    /** Where the peer's own addresses are learned; before {@link #open}. */
    void peers(Supplier<Set<InetAddress>> ofPeer) {
        peers = ofPeer;
    }

    /**
     * Opens what these files and groups need.
     *
     * @return witnesses by device
     */
    Map<String, Set<InetAddress>> open(DirectorContext context, List<ResourceGroup> groups) throws LinuxException {
        Change first = change(context, groups);
        first.commit();
        first.finish();
        return first.witnesses();
    }

    /** Makes what other files and groups need; nothing is used yet. */
    Change change(DirectorContext context, List<ResourceGroup> groups) throws LinuxException {
        Map<String, List<Vip>> vips = CoreSetup.vips(groups);
        Set<String> devices = new LinkedHashSet<>();
        vips.values().forEach(list -> list.forEach(vip -> devices.add(vip.device())));
        Map<String, Set<InetAddress>> witnesses = Witnesses.find(context, interfaces, devices);
        List<Pinged> pinged = context.haCf().witnesses().stream()
                .map(witness -> new Pinged(witness.name(), witness.addresses()))
                .toList();
        Wanted wanted = new Wanted(vips, witnesses, pinged);
        Ears now = ears;
        if (now != null && now.wanted().equals(wanted)) {
            return new Change(now);
        }
        CoreSetup.unproven(vips, witnesses)
                .forEach(group -> LOG.warn(
                        "group {}: no station is known that answers on {}, the interface of its first address, which"
                                + " decides about the group; name a ping node there in ha.cf, or another address first",
                        group,
                        CoreSetup.lan(vips.get(group))));
        LanWatch watch = LanWatch.open(vips, witnesses, interfaces, inbox);
        watch.peers(peers);
        try {
            Pinger pinger = Pinger.open(context.haCf().witnesses(), inbox);
            Confirmations confirmations = Confirmations.on(watch, journal);
            LanSide side = new LanSide(vips, watch, pinger, confirmations);
            return new Change(new Ears(wanted, watch, pinger, confirmations, side));
        } catch (LinuxException e) {
            watch.close();
            throw e;
        }
    }

    /** The step from the old ears to the new ones. */
    final class Change {
        private final Ears next;
        private Ears former;

        private Change(Ears next) {
            this.next = next;
        }

        Map<String, Set<InetAddress>> witnesses() {
            return next.wanted().witnesses();
        }

        List<Integer> descriptors() {
            return next.watch().descriptors();
        }

        /** From now on the new ears are heard. */
        void commit() {
            former = ears;
            ears = next;
        }

        /**
         * Closes what is gone and tells how the carriers are. After {@link #commit}, when the core knows the groups.
         */
        void finish() {
            if (former != next) {
                next.watch().tellCarriers();
                if (former != null) {
                    former.side().close();
                }
            }
        }

        /** The change is not made. */
        void abandon() {
            if (ears != next) {
                next.side().close();
            }
        }
    }

    List<Integer> descriptors() {
        return ears.watch().descriptors();
    }

    @Override
    public void probe(String group) {
        ears.side().probe(group);
    }

    @Override
    public void ping() {
        ears.side().ping();
    }

    @Override
    public void lease(InetAddress vip, long untilNs) {
        ears.side().lease(vip, untilNs);
    }

    @Override
    public void reannounced(String group) {
        ears.side().reannounced(group);
    }

    /** The deciding duty only: before it decides. */
    void hear() {
        ears.side().hear();
    }

    /** The deciding duty only: when it has decided, for the peer waits for that and nobody for a confirmation. */
    void confirm() {
        ears.side().confirm();
    }

    /** An address was announced; any thread. */
    void announced(Vip vip) {
        ears.confirmations().announced(vip);
    }

    /** For {@code status}: whether the takeover of an address is confirmed, null when it is not held. */
    Map<String, Object> confirmation(InetAddress address) {
        return ears.confirmations().status(address);
    }
}
