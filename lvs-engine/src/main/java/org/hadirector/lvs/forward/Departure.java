package org.hadirector.lvs.forward;

import org.hadirector.lvs.packet.Ethernet;
import org.hadirector.lvs.packet.IcmpAnswer;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.path.NextHop;
import org.hadirector.lvs.path.PacketHandler;

/**
 * What all methods that send a packet on have in common: is the next hop known, does the packet live long enough, MAC
 * addresses. Belongs to the packet thread.
 */
public final class Departure {
    private final DropCounters drops;
    private final IcmpAnswer icmp;
    private boolean hopWanted;
    private int verdict;

    public Departure(DropCounters drops, IcmpAnswer icmp) {
        this.drops = drops;
        this.icmp = icmp;
    }

    /** Whether the packet cannot go to the target; {@link #verdict} then says what becomes of the frame. */
    boolean refused(PacketView packet, Target target) {
        if (target.hop() == null) {
            drops.count(Drop.NO_NEXT_HOP);
            hopWanted = true;
            verdict = PacketHandler.DROP;
            return true;
        }
        if (packet.hops() <= 1) {
            verdict = answered(packet, icmp.timeExceeded(packet));
            return true;
        }
        return false;
    }

    int verdict() {
        return verdict;
    }

    /** Sends the packet, one hop older, to the target's MAC address. */
    int leave(PacketView packet, Target target) {
        NextHop hop = target.hop();
        packet.decrementHops();
        Ethernet.addresses(packet.frame(), hop.destination(), hop.source());
        return hop.interfaceIndex();
    }

    /** Tells the client that nobody serves the port. */
    public int portUnreachable(PacketView packet) {
        return answered(packet, icmp.portUnreachable(packet));
    }

    /** Whether a packet met an unknown next hop since the last call. */
    public boolean takeHopWanted() {
        boolean wanted = hopWanted;
        hopWanted = false;
        return wanted;
    }

    private int answered(PacketView packet, boolean built) {
        if (!built) {
            drops.count(Drop.NO_ROOM_FOR_ANSWER);
            return PacketHandler.DROP;
        }
        return packet.frame().interfaceIndex();
    }
}
