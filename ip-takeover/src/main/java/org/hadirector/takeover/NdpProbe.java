package org.hadirector.takeover;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Collection;
import org.hadirector.linux.DeviceAddress;
import org.hadirector.linux.HardwareAddress;
import org.hadirector.linux.Interfaces;
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.PacketFilter;
import org.hadirector.linux.PacketSocket;

/**
 * {@link AddressProbe} for IPv6: by neighbour discovery. A switch that snoops on multicast passes other stations'
 * solicitations to us only after it has heard of our interest from a multicast listener, so what is heard of their
 * probes is a help and never a condition; answers to ours come to all nodes or to our own MAC.
 */
public final class NdpProbe extends AddressProbe {
    private NdpProbe(String device, Interfaces interfaces, PacketSocket socket) {
        super(device, interfaces, socket);
    }

    /**
     * Opens the probe in the namespace of the calling thread.
     *
     * @param interfaces of the same namespace
     */
    public static NdpProbe open(String device, Interfaces interfaces) throws LinuxException {
        NdpProbe probe = new NdpProbe(
                device, interfaces, PacketSocket.open(device, PacketFilter.neighbourDiscovery(), FRAME_BYTES));
        probe.begin();
        return probe;
    }

    /** Joins the groups in which others ask for the addresses. */
    @Override
    public void watch(Collection<? extends InetAddress> vips) throws LinuxException {
        for (InetAddress vip : vips) {
            if (vip instanceof Inet6Address address && !isWatched(address)) {
                HardwareAddress group = NeighbourDiscovery.groupMac(NeighbourDiscovery.solicitedNode(address));
                socket().join(index(), group);
            }
        }
        super.watch(vips);
    }

    @Override
    public boolean speaks(InetAddress address) {
        return address instanceof Inet6Address;
    }

    @Override
    void hear(ByteBuffer octets, Listener listener) {
        NdpFrame frame = NdpFrame.parse(octets);
        if (frame == null || isOwn(frame.source()) || frame.station() != null && isOwn(frame.station())) {
            return;
        }
        HardwareAddress mac = frame.station() == null ? frame.source() : frame.station();
        boolean advertised = frame.type() == NdpFrame.ADVERTISEMENT;
        if (advertised && isWatched(frame.subject())) {
            listener.vipAnswered(frame.subject(), mac);
            return;
        }
        if (isWatched(frame.sender())) {
            listener.vipAnswered(frame.sender(), mac);
            return;
        }
        if (frame.sender().isAnyLocalAddress()) {
            if (!advertised && isWatched(frame.subject())) {
                listener.vipProbed(frame.subject(), mac);
            }
            return; // duplicate address detection claims nothing and names nobody
        }
        Inet6Address station = advertised ? frame.subject() : frame.sender();
        remember(station, mac);
        if (advertised && (frame.flags() & NdpFrame.SOLICITED) != 0 && isOwn(frame.destination())) {
            listener.witnessAnswered(station);
            if (isWatched(frame.receiver())) {
                listener.vipConfirmed(frame.receiver(), station);
            }
        } else {
            listener.neighbourHeard(station);
        }
    }

    /** To the peer's MAC the same question as to all: its kernel takes a group's frame also when it came alone. */
    @Override
    byte[] probeFrame(HardwareAddress own, InetAddress vip, HardwareAddress to) {
        NdpFrame probe = NeighbourDiscovery.probe(own, (Inet6Address) vip);
        return (to == null ? probe : probe.to(to)).octets();
    }

    /** From our address in the station's subnet, else a link-local one; without either nobody could answer to us. */
    @Override
    byte[] question(HardwareAddress own, InetAddress station, HardwareAddress to) {
        Inet6Address source = null;
        for (DeviceAddress held : ownAddresses()) {
            if (held.address() instanceof Inet6Address address && held.preferred() && !isWatched(address)) {
                boolean near = held.subnetContains(station);
                if (near || address.isLinkLocalAddress() && source == null) {
                    source = address;
                }
            }
        }
        return source == null ? null : questionFrom(own, source, station, to);
    }

    @Override
    byte[] questionFrom(HardwareAddress own, InetAddress from, InetAddress station, HardwareAddress to) {
        return NeighbourDiscovery.question(own, (Inet6Address) from, (Inet6Address) station, to)
                .octets();
    }

    /** IPv6 knows one form only. */
    @Override
    byte[] announcement(HardwareAddress own, InetAddress vip, Form form) {
        return NeighbourDiscovery.announcement(own, (Inet6Address) vip).octets();
    }
}
