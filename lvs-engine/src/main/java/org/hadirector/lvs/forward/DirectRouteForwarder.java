package org.hadirector.lvs.forward;

import org.hadirector.lvs.packet.PacketView;

/**
 * Direct routing: the packet goes to the real server's MAC address with the virtual address still in it; the server has
 * that address on its loopback and answers the client itself. It counts as a hop: TTL falls by one.
 */
public final class DirectRouteForwarder implements Forwarder {
    private final Departure departure;

    public DirectRouteForwarder(Departure departure) {
        this.departure = departure;
    }

    @Override
    public int forward(PacketView packet, Target target, int port) {
        return departure.refused(packet, target, 0, true) ? departure.verdict() : departure.leave(packet, target);
    }
}
