package org.hadirector.director.run;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.hadirector.heartbeat.decide.Sign;
import org.hadirector.linux.Interfaces;
import org.hadirector.takeover.AddressProbe;
import org.hadirector.takeover.LanProbe;
import org.hadirector.takeover.NdpProbe;

/**
 * Asks on a direct cable for the peer's own address there, by ARP or neighbour discovery: a kernel that lives answers
 * although its processes are dead. Nobody else is on such a cable whose answer could prove it, so silence is a hint.
 */
final class NeighbourAsker implements Asker {
    /** As long as the probes of a service address must be without an answer. */
    private static final long SILENT_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final int QUESTIONS = 3;

    private final String device;
    private final Supplier<InetAddress> peer;
    private final Interfaces interfaces;
    private AddressProbe probe;
    private InetAddress asked;
    private long sinceNs;
    private int questions;

    /** @param peer from where the link's last authenticated beat came, null while none did */
    NeighbourAsker(String device, Supplier<InetAddress> peer, Interfaces interfaces) {
        this.device = device;
        this.peer = peer;
        this.interfaces = interfaces;
    }

    @Override
    public Sign sign() {
        return Sign.NEIGHBOUR_SILENT;
    }

    @Override
    public boolean ask(long nowNs) {
        InetAddress address = peer.get();
        if (address == null) {
            return false;
        }
        try {
            if (!address.equals(asked)) {
                close();
                probe = address instanceof Inet6Address
                        ? NdpProbe.open(device, interfaces)
                        : LanProbe.open(device, interfaces);
                asked = address;
                sinceNs = nowNs;
            }
            probe.poll(new AddressProbe.Listener() {
                @Override
                public void vipAnswered(InetAddress vip, org.hadirector.linux.HardwareAddress mac) {}

                @Override
                public void witnessAnswered(InetAddress witness) {
                    if (witness.equals(asked)) {
                        sinceNs = nowNs;
                        questions = 0;
                    }
                }
            });
            boolean silent = questions >= QUESTIONS && nowNs - sinceNs >= SILENT_NS;
            probe.probe(List.of(), Set.of(address), null);
            questions++;
            return silent;
        } catch (IOException e) {
            close(); // who cannot ask cannot be left without an answer
            return false;
        }
    }

    @Override
    public void close() {
        if (probe != null) {
            probe.close();
        }
        probe = null;
        asked = null;
        questions = 0;
    }
}
