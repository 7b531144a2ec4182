package org.hadirector.takeover;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hadirector.linux.DeviceAddress;
import org.hadirector.linux.HardwareAddress;
import org.hadirector.linux.Interfaces;
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.NetworkDevice;
import org.hadirector.linux.PacketSocket;

/**
 * Asks one LAN two questions by ARP: does somebody else have the VIP, and does our own connection to the LAN work?
 * Nothing blocks: {@link #probe} sends, {@link #poll} hears. One thread owns the object.
 *
 * <p>The LAN is proven only by an answer to our own question: hearing others talk proves one direction, and a node that
 * cannot be heard would take the owner's silence for its death. A neighbour that was merely heard is therefore asked
 * with the next probe.
 */
public final class LanProbe implements AutoCloseable {
    private static final int FRAME_BYTES = 256;
    private static final int FRAMES_PER_POLL = 256;
    private static final int NEIGHBOURS_ASKED = 4;

    private final String device;
    private final Interfaces interfaces;
    private final PacketSocket socket;
    private final Set<HardwareAddress> ownMacs = new HashSet<>();
    private final Set<InetAddress> watched = new HashSet<>();
    private final Map<Inet4Address, HardwareAddress> neighbours = new LinkedHashMap<>();
    private List<DeviceAddress> ownAddresses = List.of();
    private int index;

    private LanProbe(String device, Interfaces interfaces, PacketSocket socket) {
        this.device = device;
        this.interfaces = interfaces;
        this.socket = socket;
    }

    /**
     * Opens the probe in the namespace of the calling thread.
     *
     * @param interfaces of the same namespace
     */
    public static LanProbe open(String device, Interfaces interfaces) throws LinuxException {
        PacketSocket socket = PacketSocket.open(device, PacketSocket.ETH_P_ARP, FRAME_BYTES);
        LanProbe probe = new LanProbe(device, interfaces, socket);
        try {
            probe.index = socket.index(device);
            probe.refresh();
            return probe;
        } catch (LinuxException e) {
            socket.close();
            throw e;
        }
    }

    /** Listens for these addresses from now on, without asking for them. */
    public void watch(Collection<? extends InetAddress> vips) {
        watched.addAll(vips);
    }

    /** Reads our own addresses and MACs anew; to be called when they may have changed. */
    public void refresh() throws LinuxException {
        for (NetworkDevice each : interfaces.all()) {
            if (each.hardwareAddress() != null && !each.loopback()) {
                ownMacs.add(each.hardwareAddress());
            }
            if (each.name().equals(device)) {
                ownAddresses = each.addresses();
            }
        }
    }

    /**
     * Sends one round: for the VIP an ARP probe to everybody and one to the peer's MAC, for every witness an ARP
     * request from our own address.
     *
     * @param witnesses stations of this LAN that should answer; others (IPv6, behind a router) never do
     * @param peerMac null when it is not known
     * @throws IOException when the device is down or gone, or for an IPv6 VIP, which ARP cannot ask for
     */
    public void probe(InetAddress vip, Collection<? extends InetAddress> witnesses, HardwareAddress peerMac)
            throws IOException {
        if (!(vip instanceof Inet4Address target)) {
            throw new IOException("probe of " + vip.getHostAddress() + " on " + device + ": ARP is for IPv4 only");
        }
        follow();
        HardwareAddress own = socket.hardwareAddress(device);
        ownMacs.add(own);
        watched.add(vip);
        socket.send(
                index,
                GratuitousArp.probe(own, target, HardwareAddress.BROADCAST).octets());
        if (peerMac != null) {
            socket.send(index, GratuitousArp.probe(own, target, peerMac).octets());
        }
        for (InetAddress witness : witnesses) {
            if (witness instanceof Inet4Address station) {
                socket.send(
                        index, question(own, station, HardwareAddress.BROADCAST).octets());
            }
        }
        for (Map.Entry<Inet4Address, HardwareAddress> heard : neighbours.entrySet()) {
            socket.send(index, question(own, heard.getKey(), heard.getValue()).octets());
        }
    }

    /** Delivers what has been heard since the last call; returns the number of frames looked at. */
    public int poll(Listener listener) throws LinuxException {
        int frames = 0;
        ByteBuffer octets = socket.receive();
        while (octets != null) {
            ArpFrame frame = ArpFrame.parse(octets);
            if (frame != null && !ownMacs.contains(frame.senderMac()) && !ownMacs.contains(frame.source())) {
                hear(frame, listener);
            }
            frames++;
            octets = frames < FRAMES_PER_POLL ? socket.receive() : null;
        }
        return frames;
    }

    /** The descriptor that becomes readable with frames, for poll(2) by the owner. */
    public int fd() {
        return socket.fd();
    }

    @Override
    public void close() {
        socket.close();
    }

    private void hear(ArpFrame frame, Listener listener) {
        Inet4Address sender = frame.senderIp();
        if (sender.isAnyLocalAddress() || sender.isMulticastAddress()) {
            if (sender.isAnyLocalAddress()
                    && frame.operation() == ArpFrame.REQUEST
                    && watched.contains(frame.targetIp())) {
                listener.vipProbed(frame.targetIp(), frame.senderMac());
            }
            return; // a probe claims nothing and names nobody
        }
        if (watched.contains(sender)) {
            listener.vipAnswered(sender, frame.senderMac());
            return;
        }
        boolean toUs = ownMacs.contains(frame.destination()) && ownMacs.contains(frame.targetMac());
        remember(sender, frame.senderMac());
        if (frame.operation() == ArpFrame.REPLY && toUs) {
            listener.witnessAnswered(sender);
        } else {
            listener.neighbourHeard(sender);
        }
    }

    private void remember(Inet4Address neighbour, HardwareAddress mac) {
        neighbours.remove(neighbour);
        neighbours.put(neighbour, mac);
        if (neighbours.size() > NEIGHBOURS_ASKED) {
            neighbours.remove(neighbours.keySet().iterator().next());
        }
    }

    /** A device that was deleted and made again has a new index. */
    private void follow() throws LinuxException {
        int now = socket.index(device);
        if (now != index) {
            socket.bind(now);
            index = now;
            refresh();
        }
    }

    /** From our address in the station's subnet, any other but a VIP, or from nobody, which stations answer as well. */
    private ArpFrame question(HardwareAddress own, Inet4Address station, HardwareAddress to) {
        Inet4Address source = GratuitousArp.UNSPECIFIED;
        for (DeviceAddress held : ownAddresses) {
            boolean usable =
                    held.address() instanceof Inet4Address && held.preferred() && !watched.contains(held.address());
            boolean near = usable && held.subnetContains(station);
            if (near || usable && source.isAnyLocalAddress()) {
                source = (Inet4Address) held.address();
            }
            if (near) {
                break;
            }
        }
        return GratuitousArp.question(own, source, station, to);
    }

    /** Receives what the LAN says. Never told about our own MACs. */
    public interface Listener {
        /** A foreign station answered for a watched VIP, announced it, or spoke as its owner. */
        void vipAnswered(InetAddress vip, HardwareAddress mac);

        /**
         * A foreign station probes for a watched VIP (a request from sender address 0, RFC 5227 section 2.1.1): it has
         * not got the address, but may be about to take it, as may anybody who tries {@code arping -D}.
         */
        default void vipProbed(InetAddress vip, HardwareAddress mac) {}

        /** A station answered our own question: our LAN works in both directions. */
        void witnessAnswered(InetAddress witness);

        /** A station was heard that did not speak to us; it is asked with the next probe. */
        default void neighbourHeard(InetAddress neighbour) {}
    }
}
