package org.hadirector.takeover;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.hadirector.linux.DeviceAddress;
import org.hadirector.linux.HardwareAddress;
import org.hadirector.linux.Interfaces;
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.PacketSocket;

/** {@link AddressProbe} for IPv4: by ARP. */
public final class LanProbe extends AddressProbe {
    private LanProbe(String device, Interfaces interfaces, PacketSocket socket) {
        super(device, interfaces, socket);
    }

    /**
     * Opens the probe in the namespace of the calling thread.
     *
     * @param interfaces of the same namespace
     */
    public static LanProbe open(String device, Interfaces interfaces) throws LinuxException {
        LanProbe probe =
                new LanProbe(device, interfaces, PacketSocket.open(device, PacketSocket.ETH_P_ARP, FRAME_BYTES));
        probe.begin();
        return probe;
    }

    @Override
    public boolean speaks(InetAddress address) {
        return address instanceof Inet4Address;
    }

    @Override
    void hear(ByteBuffer octets, Listener listener) {
        ArpFrame frame = ArpFrame.parse(octets);
        if (frame == null || isOwn(frame.senderMac()) || isOwn(frame.source())) {
            return;
        }
        Inet4Address sender = frame.senderIp();
        if (sender.isAnyLocalAddress() || sender.isMulticastAddress()) {
            if (sender.isAnyLocalAddress() && frame.operation() == ArpFrame.REQUEST && isWatched(frame.targetIp())) {
                listener.vipProbed(frame.targetIp(), frame.senderMac());
            }
            return; // a probe claims nothing and names nobody
        }
        if (isWatched(sender)) {
            listener.vipAnswered(sender, frame.senderMac());
            return;
        }
        boolean answer = frame.operation() == ArpFrame.REPLY && isOwn(frame.destination()) && isOwn(frame.targetMac());
        remember(sender, frame.senderMac());
        if (answer) {
            listener.witnessAnswered(sender);
            if (isWatched(frame.targetIp())) {
                listener.vipConfirmed(frame.targetIp(), sender);
            }
        } else {
            listener.neighbourHeard(sender);
        }
    }

    @Override
    byte[] probeFrame(HardwareAddress own, InetAddress vip, HardwareAddress to) {
        return GratuitousArp.probe(own, (Inet4Address) vip, to == null ? HardwareAddress.BROADCAST : to)
                .octets();
    }

    /** From our address in the station's subnet, any other but a VIP, or from nobody, which stations answer as well. */
    @Override
    byte[] question(HardwareAddress own, InetAddress station, HardwareAddress to) {
        Inet4Address source = GratuitousArp.UNSPECIFIED;
        for (DeviceAddress held : ownAddresses()) {
            boolean usable = held.address() instanceof Inet4Address && held.preferred() && !isWatched(held.address());
            boolean near = usable && held.subnetContains(station);
            if (near || usable && source.isAnyLocalAddress()) {
                source = (Inet4Address) held.address();
            }
            if (near) {
                break;
            }
        }
        return questionFrom(own, source, station, to);
    }

    @Override
    byte[] questionFrom(HardwareAddress own, InetAddress from, InetAddress station, HardwareAddress to) {
        HardwareAddress destination = to == null ? HardwareAddress.BROADCAST : to;
        return GratuitousArp.question(own, (Inet4Address) from, (Inet4Address) station, destination)
                .octets();
    }

    @Override
    byte[] announcement(HardwareAddress own, InetAddress vip, Form form) {
        Inet4Address address = (Inet4Address) vip;
        return (form == Form.REQUEST ? GratuitousArp.request(own, address) : GratuitousArp.reply(own, address))
                .octets();
    }
}
