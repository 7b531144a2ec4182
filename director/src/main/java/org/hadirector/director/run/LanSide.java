package org.hadirector.director.run;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.hadirector.takeover.Vip;

/**
 * The deciding duty's hands and ears on the network of the clients, as one thing: probes, pings, confirmations. Owned
 * by the deciding duty.
 */
final class LanSide implements EffectRunner.Prober, AutoCloseable {
    private final Map<String, List<Vip>> groups;
    private final LanWatch watch;
    private final Pinger pinger;
    private final Confirmations confirmations;

    /** @param groups the addresses of each group */
    LanSide(Map<String, List<Vip>> groups, LanWatch watch, Pinger pinger, Confirmations confirmations) {
        this.groups = groups;
        this.watch = watch;
        this.pinger = pinger;
        this.confirmations = confirmations;
    }

    @Override
    public void probe(String group) {
        watch.probe(group);
    }

    @Override
    public void ping() {
        pinger.ping();
    }

    @Override
    public void lease(InetAddress vip, long untilNs) {
        confirmations.lease(vip, untilNs);
    }

    @Override
    public void reannounced(String group) {
        groups.getOrDefault(group, List.of()).forEach(confirmations::announcedAnew);
    }

    /** Takes in what was heard. */
    void hear() {
        watch.poll(System.nanoTime());
        pinger.poll();
    }

    /** Asks for what is due. */
    void confirm() {
        confirmations.cycle(System.nanoTime());
    }

    @Override
    public void close() {
        watch.close();
        pinger.close();
    }
}
