package org.hadirector.lvs.engine;

import java.util.List;
import org.hadirector.lvs.forward.Departure;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.packet.Reassembly;
import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.path.NextHop;
import org.hadirector.lvs.path.PacketHandler;

/**
 * Tells senders whose fragments did not become a packet in time (ip_expire and ip6frag_expire_frag_queue of the
 * kernel): clients in the name of the address they sent to, servers in that of the director's on their network. At most
 * as many within a fragment's time as {@link Reassembly} has places. Belongs to the packet thread.
 */
final class OverdueFragments {
    private final Reassembly reassembly;
    private final List<ServiceEntry> services;
    private final OwnAddresses own;
    private final Departure departure;
    private final LateFrames late;
    private final PacketView view = new PacketView();

    OverdueFragments(
            Reassembly reassembly,
            List<ServiceEntry> services,
            OwnAddresses own,
            Departure departure,
            LateFrames late) {
        this.reassembly = reassembly;
        this.services = services;
        this.own = own;
        this.departure = departure;
        this.late = late;
    }

    /** Gives up what waited too long; returns how many senders were told. */
    int advance(long nowNs) {
        int told = 0;
        for (Frame first = reassembly.overdue(nowNs); first != null; first = reassembly.overdue(nowNs)) {
            if (view.parse(first) == PacketView.Kind.FRAGMENT && !view.isFragmentOfIcmpError()) {
                int verdict = answer();
                told += verdict > 0 && late.send(first, verdict) ? 1 : 0;
            }
        }
        return told;
    }

    private int answer() {
        if (own.contains(view.destinationHigh(), view.destinationLow())) {
            return departure.reassemblyTimeExceeded(view);
        }
        NextHop hop = wayToSender();
        if (hop == null || view.hops() <= 1) {
            return PacketHandler.DROP;
        }
        if (!view.isIpv6()) {
            view.decrementHops(); // the kernel puts them together once they have been routed, of IPv6 before
        }
        return departure.reassemblyTimeExceeded(view, hop);
    }

    /** The way to the server that sent it, or null if none did or the director has no address there. */
    private NextHop wayToSender() {
        for (int i = 0; i < services.size(); i++) {
            List<ServerEntry> servers = services.get(i).servers();
            for (int j = 0; j < servers.size(); j++) {
                ServerEntry server = servers.get(j);
                boolean sender = server.addressLow() == view.sourceLow() && server.addressHigh() == view.sourceHigh();
                if (sender && server.hop() != null && server.hop().hasAddress()) {
                    return server.hop();
                }
            }
        }
        return null;
    }
}
