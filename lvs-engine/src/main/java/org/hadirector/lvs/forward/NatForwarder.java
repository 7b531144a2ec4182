package org.hadirector.lvs.forward;

import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.packet.Translation;
import org.hadirector.lvs.path.PacketHandler;

/**
 * Masquerading: the client's packets get the real server's address and port, the server's replies the virtual ones. The
 * data path must see the replies.
 */
public final class NatForwarder implements Forwarder {
    private final Departure departure;
    private final DropCounters drops;
    private final ClientHops clients = new ClientHops();

    public NatForwarder(Departure departure, DropCounters drops) {
        this.departure = departure;
        this.drops = drops;
    }

    @Override
    public int forward(PacketView packet, Target target, int port) {
        if (departure.refused(packet, target)) {
            return departure.verdict();
        }
        Translation.destination(packet, target.addressHigh(), target.addressLow(), port);
        return departure.leave(packet, target);
    }

    /** The way back to the sender of a packet, for {@link #reply}. */
    public long clientHop(PacketView packet) {
        return clients.learn(packet);
    }

    /** Sends a server's packet to the client as if the virtual address had spoken. */
    public int reply(PacketView packet, long virtualHigh, long virtualLow, int virtualPort, long clientHop) {
        if (packet.hops() <= 1) {
            drops.count(Drop.REPLY_EXPIRED);
            return PacketHandler.DROP;
        }
        Translation.source(packet, virtualHigh, virtualLow, virtualPort);
        packet.decrementHops();
        return clients.leave(packet.frame(), clientHop);
    }
}
