package org.hadirector.lvs.forward;

import org.hadirector.lvs.packet.IcmpTranslation;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.packet.QuotedPacket;
import org.hadirector.lvs.packet.Translation;
import org.hadirector.lvs.path.PacketHandler;

/**
 * Masquerading: the client's packets get the real server's address and port, the server's replies the virtual ones. The
 * data path must see the replies.
 */
public final class NatForwarder implements Forwarder {
    private final Departure departure;
    private final ClientHops clients;

    public NatForwarder(Departure departure, ClientHops clients) {
        this.departure = departure;
        this.clients = clients;
    }

    @Override
    public int forward(PacketView packet, Target target, int port) {
        if (target.isLocal()) {
            Translation.destination(packet, target.addressHigh(), target.addressLow(), port);
            return PacketHandler.LOCAL;
        }
        if (departure.refused(packet, target, 0, true)) {
            return departure.verdict();
        }
        Translation.destination(packet, target.addressHigh(), target.addressLow(), port);
        return departure.leave(packet, target);
    }

    /** Sends an ICMP error about a server's packet to the server, as if it had spoken by itself. */
    public int forwardError(PacketView packet, QuotedPacket quoted, Target target, int port) {
        if (target.isLocal()) {
            IcmpTranslation.towardsServer(packet, quoted, target.addressHigh(), target.addressLow(), port);
            return PacketHandler.LOCAL;
        }
        if (departure.refused(packet, target, 0, true)) {
            return departure.verdict();
        }
        IcmpTranslation.towardsServer(packet, quoted, target.addressHigh(), target.addressLow(), port);
        return departure.leave(packet, target);
    }

    /** Sends a server's packet to the client as if the virtual address had spoken. */
    public int reply(PacketView packet, long virtualHigh, long virtualLow, int virtualPort, long clientHop) {
        Translation.source(packet, virtualHigh, virtualLow, virtualPort);
        clients.leave(packet.frame(), clientHop);
        return departure.leaveToClient(packet, virtualLow, clients.interfaceOf(clientHop));
    }

    /** As {@link #reply}, of a server on this machine: the packet has its way already, and its hops before it. */
    public int replyFromHere(PacketView packet, long virtualHigh, long virtualLow, int virtualPort) {
        Translation.source(packet, virtualHigh, virtualLow, virtualPort);
        return departure.leaveAsSent(packet);
    }

    /** As {@link #replyError}, of what this machine's own stack says in a server's place. */
    public int replyErrorFromHere(
            PacketView packet, QuotedPacket quoted, long virtualHigh, long virtualLow, int virtualPort) {
        IcmpTranslation.towardsClient(packet, quoted, virtualHigh, virtualLow, virtualPort);
        return departure.leaveAsSent(packet);
    }

    /** Sends an ICMP error about a client's packet to the client as if the virtual address had spoken. */
    public int replyError(
            PacketView packet,
            QuotedPacket quoted,
            long virtualHigh,
            long virtualLow,
            int virtualPort,
            long clientHop) {
        IcmpTranslation.towardsClient(packet, quoted, virtualHigh, virtualLow, virtualPort);
        clients.leave(packet.frame(), clientHop);
        return departure.leaveToClient(packet, virtualLow, clients.interfaceOf(clientHop));
    }

    /**
     * Whether a server's packet has lived too long or is too big for the client's link; {@link #verdict} then says what
     * becomes of it. Asked first: such a packet is nothing to its connection (ip_forward of the kernel comes before the
     * hooks). If not, it is one hop older now.
     */
    public boolean replyRefused(PacketView packet, Target server, long clientHop) {
        return departure.replyRefused(packet, server, clients.interfaceOf(clientHop));
    }

    /** Whether a fragment of a reply, which must not be cut again, is too long for the client's link: it is refused. */
    public boolean fragmentRefused(PacketView fragment, Target server, long clientHop) {
        return fragment.isUnfragmentable()
                && departure.exceeds(fragment, clients.interfaceOf(clientHop))
                && replyRefused(fragment, server, clientHop);
    }

    /** What becomes of the packet that was refused. */
    public int verdict() {
        return departure.verdict();
    }
}
