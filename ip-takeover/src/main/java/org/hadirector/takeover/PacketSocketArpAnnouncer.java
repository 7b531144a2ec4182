package org.hadirector.takeover;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.util.concurrent.atomic.AtomicLong;
import org.hadirector.linux.HardwareAddress;
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.PacketSocket;

/**
 * {@link ArpAnnouncer} with one packet socket for all devices. Index and MAC of the device are asked for each time (two
 * ioctls, a microsecond): a bond that changed its active port must not announce the old MAC. IPv6 addresses are
 * announced by an unsolicited neighbour advertisement. Any thread may call.
 */
public final class PacketSocketArpAnnouncer implements ArpAnnouncer {
    private final PacketSocket socket;
    private final AtomicLong dropped = new AtomicLong();

    private PacketSocketArpAnnouncer(PacketSocket socket) {
        this.socket = socket;
    }

    /** An announcer for the devices in the namespace of the calling thread. */
    public static PacketSocketArpAnnouncer open() throws LinuxException {
        return new PacketSocketArpAnnouncer(PacketSocket.forSending());
    }

    @Override
    public void announce(Vip vip) throws IOException {
        int index = socket.index(vip.device());
        HardwareAddress own = socket.hardwareAddress(vip.device());
        if (vip.address() instanceof Inet4Address address) {
            send(index, GratuitousArp.request(own, address).octets());
            send(index, GratuitousArp.reply(own, address).octets());
        } else {
            send(
                    index,
                    NeighbourDiscovery.announcement(own, (Inet6Address) vip.address())
                            .octets());
        }
    }

    /** Frames that the device's queue refused. */
    public long dropped() {
        return dropped.get();
    }

    @Override
    public void close() {
        socket.close();
    }

    /** The next announcement makes up for a frame that is lost. */
    private void send(int index, byte[] frame) throws LinuxException {
        if (!socket.offer(index, frame)) {
            dropped.incrementAndGet();
        }
    }
}
