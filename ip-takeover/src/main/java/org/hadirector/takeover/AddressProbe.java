package org.hadirector.takeover;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
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
 * Asks one LAN three questions, in one address family: does somebody else have a VIP, does our own connection to the
 * LAN work, and do answers to the VIP come to us once it is ours? Nothing blocks: {@link #probe} and {@link #confirm}
 * send, {@link #poll} hears. One thread owns the object.
 *
 * <p>The LAN is proven only by an answer to our own question: hearing others talk proves one direction, and a node that
 * cannot be heard would take the owner's silence for its death. A neighbour that was merely heard is therefore asked
 * with the next probe.
 */
public abstract class AddressProbe implements AutoCloseable {
    static final int FRAME_BYTES = 256;
    private static final int FRAMES_PER_POLL = 256;
    private static final int NEIGHBOURS_ASKED = 4;

    /** One of the two ways to announce an address; stations differ in which of them they believe. */
    public enum Form {
        REQUEST,
        REPLY
    }

    private final String device;
    private final Interfaces interfaces;
    private final PacketSocket socket;
    private final Set<HardwareAddress> ownMacs = new HashSet<>();
    private final Set<InetAddress> watched = new HashSet<>();
    private final Map<InetAddress, HardwareAddress> neighbours = new LinkedHashMap<>();
    private List<DeviceAddress> ownAddresses = List.of();
    private int index;

    AddressProbe(String device, Interfaces interfaces, PacketSocket socket) {
        this.device = device;
        this.interfaces = interfaces;
        this.socket = socket;
    }

    /** Reads what is there; closes the socket when that fails. */
    final void begin() throws LinuxException {
        try {
            index = socket.index(device);
            refresh();
        } catch (LinuxException e) {
            socket.close();
            throw e;
        }
    }

    /** Listens for these addresses from now on, without asking for them. */
    public void watch(Collection<? extends InetAddress> vips) throws LinuxException {
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
     * Sends one round: for every VIP a probe to everybody and one to the peer's MAC, for every witness a question from
     * our own address.
     *
     * @param witnesses stations of this LAN that should answer; others (the other family, behind a router) never do
     * @param peerMac null when it is not known
     * @throws IOException when the device is down or gone, or for a VIP of the other family
     */
    public final void probe(
            Collection<? extends InetAddress> vips,
            Collection<? extends InetAddress> witnesses,
            HardwareAddress peerMac)
            throws IOException {
        for (InetAddress vip : vips) {
            requireFamily(vip);
        }
        HardwareAddress own = ownMac();
        watch(vips);
        for (InetAddress vip : vips) {
            send(probeFrame(own, vip, null));
            if (peerMac != null) {
                send(probeFrame(own, vip, peerMac));
            }
        }
        for (InetAddress witness : witnesses) {
            if (speaks(witness)) {
                send(question(own, witness, null));
            }
        }
        for (Map.Entry<InetAddress, HardwareAddress> heard : neighbours.entrySet()) {
            send(question(own, heard.getKey(), heard.getValue()));
        }
    }

    /**
     * Asks the witnesses and the neighbours heard last from a VIP that is up here: whoever answers to our MAC has
     * learned where the VIP lives, and the switches between have passed the answer here.
     *
     * @param most how many of them, beginning with the witnesses
     * @return whether there was anybody to ask
     */
    public final boolean confirm(InetAddress vip, Collection<? extends InetAddress> witnesses, int most)
            throws IOException {
        requireFamily(vip);
        HardwareAddress own = ownMac();
        List<InetAddress> stations = new ArrayList<>();
        witnesses.stream().filter(this::speaks).forEach(stations::add);
        List<InetAddress> heard = new ArrayList<>(neighbours.keySet());
        Collections.reverse(heard);
        heard.removeAll(stations);
        stations.addAll(heard);
        for (int i = 0; i < Math.min(most, stations.size()); i++) {
            send(questionFrom(own, vip, stations.get(i), null));
        }
        return !stations.isEmpty();
    }

    /** Announces a VIP that is up here once, in one form. */
    public final void announce(InetAddress vip, Form form) throws IOException {
        requireFamily(vip);
        send(announcement(ownMac(), vip, form));
    }

    /** Delivers what has been heard since the last call; returns the number of frames looked at. */
    public final int poll(Listener listener) throws LinuxException {
        int frames = 0;
        ByteBuffer octets = socket.receive();
        while (octets != null) {
            hear(octets, listener);
            frames++;
            octets = frames < FRAMES_PER_POLL ? socket.receive() : null;
        }
        return frames;
    }

    /** The MAC address that this device has now; follows a device that was deleted and made again. */
    public final HardwareAddress ownMac() throws LinuxException {
        int now = socket.index(device);
        if (now != index) {
            socket.bind(now);
            index = now;
            refresh();
        }
        HardwareAddress own = socket.hardwareAddress(device);
        ownMacs.add(own);
        return own;
    }

    /** The descriptor that becomes readable with frames, for poll(2) by the owner. */
    public final int fd() {
        return socket.fd();
    }

    @Override
    public final void close() {
        socket.close();
    }

    /** Whether addresses of this family are the subclass's business. */
    public abstract boolean speaks(InetAddress address);

    abstract void hear(ByteBuffer octets, Listener listener);

    /** @param to null for everybody */
    abstract byte[] probeFrame(HardwareAddress own, InetAddress vip, HardwareAddress to);

    /** From an address of ours that is no VIP; null when there is none that could ask. */
    abstract byte[] question(HardwareAddress own, InetAddress station, HardwareAddress to);

    abstract byte[] questionFrom(HardwareAddress own, InetAddress from, InetAddress station, HardwareAddress to);

    abstract byte[] announcement(HardwareAddress own, InetAddress vip, Form form);

    final boolean isOwn(HardwareAddress mac) {
        return ownMacs.contains(mac);
    }

    final boolean isWatched(InetAddress address) {
        return watched.contains(address);
    }

    final List<DeviceAddress> ownAddresses() {
        return ownAddresses;
    }

    final PacketSocket socket() {
        return socket;
    }

    final int index() {
        return index;
    }

    final void remember(InetAddress neighbour, HardwareAddress mac) {
        neighbours.remove(neighbour);
        neighbours.put(neighbour, mac);
        if (neighbours.size() > NEIGHBOURS_ASKED) {
            neighbours.remove(neighbours.keySet().iterator().next());
        }
    }

    private void send(byte[] frame) throws LinuxException {
        if (frame != null) {
            socket.send(index, frame);
        }
    }

    private void requireFamily(InetAddress vip) throws IOException {
        if (!speaks(vip)) {
            throw new IOException(vip.getHostAddress() + " on " + device + " is not of this probe's address family");
        }
    }

    /** Receives what the LAN says. Never told about our own MACs. */
    public interface Listener {
        /** A foreign station answered for a watched VIP, announced it, or spoke as its owner. */
        void vipAnswered(InetAddress vip, HardwareAddress mac);

        /**
         * A foreign station probes for a watched VIP (a question from nobody: RFC 5227 section 2.1.1, RFC 4862 section
         * 5.4): it has not got the address, but may be about to take it, as may anybody who tries {@code arping -D}.
         */
        default void vipProbed(InetAddress vip, HardwareAddress mac) {}

        /** A station answered our own question: our LAN works in both directions. */
        void witnessAnswered(InetAddress witness);

        /** A station answered a question that we asked from a VIP: answers to the VIP come to us. */
        default void vipConfirmed(InetAddress vip, InetAddress by) {}

        /** A station was heard that did not speak to us; it is asked with the next probe. */
        default void neighbourHeard(InetAddress neighbour) {}
    }
}
