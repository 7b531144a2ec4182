package org.hadirector.heartbeat.jgroups;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hadirector.heartbeat.config.Medium;

/**
 * A UDP medium on the machine as it is now: which address of the interface speaks, and to whom. Two plans of a medium
 * that are equal need no other sockets.
 *
 * @param interfaceIndex tells an interface from its successor of the same name
 * @param bindAddress the interface's own address
 * @param destination peer, group or broadcast address
 */
record UdpPlan(
        Mode mode,
        String interfaceName,
        int interfaceIndex,
        InetAddress bindAddress,
        InetAddress destination,
        int port,
        int ttl,
        boolean loop) {

    /** Of UDP and IP. */
    int headerBytes() {
        return 8 + (destination instanceof Inet4Address ? 20 : 40);
    }

    /** The three ways of UDP. */
    enum Mode {
        BCAST,
        MCAST,
        UCAST
    }

    /**
     * Looks at the interface.
     *
     * @param former the plan in force, or null: the name of a peer is not asked for again
     * @throws IOException when the interface is not there, has no address of the medium's kind, or the peer's name is
     *     unknown
     */
    static UdpPlan of(Medium medium, UdpPlan former) throws IOException {
        NetworkInterface device = NetworkInterface.getByName(medium.name());
        if (device == null) {
            throw new IOException("no interface " + medium.name());
        }
        if (medium instanceof Medium.Ucast6 six && six.mapped().isPresent()) {
            return unicast(device, six.mapped().get(), six.port());
        }
        if (medium instanceof Medium.Ucast6 || medium instanceof Medium.Mcast6) {
            return Ipv6Plan.of(medium, device);
        }
        if (medium instanceof Medium.Ucast ucast) {
            InetAddress peer = former == null ? resolve(ucast.peer()) : former.destination();
            return unicast(device, peer, ucast.port());
        }
        InterfaceAddress own = own(device, null);
        if (medium instanceof Medium.Mcast mcast) {
            InetAddress group = InetAddress.getByName(mcast.group());
            return new UdpPlan(
                    Mode.MCAST,
                    medium.name(),
                    device.getIndex(),
                    own.getAddress(),
                    group,
                    mcast.port(),
                    mcast.ttl(),
                    mcast.loop());
        }
        if (medium instanceof Medium.Bcast bcast) {
            return new UdpPlan(
                    Mode.BCAST,
                    medium.name(),
                    device.getIndex(),
                    own.getAddress(),
                    broadcast(own),
                    bcast.port(),
                    0,
                    false);
        }
        throw new IllegalArgumentException("not a UDP medium: " + medium);
    }

    private static UdpPlan unicast(NetworkInterface device, InetAddress peer, int port) throws IOException {
        return new UdpPlan(
                Mode.UCAST,
                device.getName(),
                device.getIndex(),
                own(device, peer).getAddress(),
                peer,
                port,
                0,
                false);
    }

    private static InetAddress resolve(String host) throws IOException {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IOException("ucast: cannot resolve hostname " + host, e);
        }
    }

    /**
     * The interface's own address: never one with a label ({@code eth0:0}), which may be a service address that moves
     * away; the one in the peer's network if there is a peer; else the one with a network of its own that came first.
     */
    private static InterfaceAddress own(NetworkInterface device, InetAddress peer) throws IOException {
        Set<InetAddress> labelled = new HashSet<>();
        Collections.list(device.getSubInterfaces())
                .forEach(sub -> labelled.addAll(Collections.list(sub.getInetAddresses())));
        InterfaceAddress best = null;
        // the JDK lists the youngest address first
        List<InterfaceAddress> oldestFirst = new ArrayList<>(device.getInterfaceAddresses());
        Collections.reverse(oldestFirst);
        for (InterfaceAddress candidate : oldestFirst) {
            if (!(candidate.getAddress() instanceof Inet4Address) || labelled.contains(candidate.getAddress())) {
                continue;
            }
            if (best == null || rank(candidate, peer) > rank(best, peer)) {
                best = candidate;
            }
        }
        if (best == null) {
            throw new IOException(
                    "interface " + device.getName() + " has no IPv4 address of its own (over IPv6: mcast6, ucast6)");
        }
        return best;
    }

    private static int rank(InterfaceAddress candidate, InetAddress peer) {
        int rank = candidate.getNetworkPrefixLength() < 32 ? 1 : 0;
        int mask = mask(candidate.getNetworkPrefixLength());
        boolean inPeersNetwork =
                peer instanceof Inet4Address && (bits(peer) & mask) == (bits(candidate.getAddress()) & mask);
        return inPeersNetwork ? rank + 2 : rank;
    }

    /** The broadcast address of the network; the kernel routes it whether or not one was configured. */
    private static InetAddress broadcast(InterfaceAddress own) throws IOException {
        if (own.getNetworkPrefixLength() > 30) {
            throw new IOException("the network of " + own.getAddress().getHostAddress() + "/"
                    + own.getNetworkPrefixLength() + " has no broadcast address");
        }
        int bits = bits(own.getAddress()) | ~mask(own.getNetworkPrefixLength());
        return InetAddress.getByAddress(
                new byte[] {(byte) (bits >> 24), (byte) (bits >> 16), (byte) (bits >> 8), (byte) bits});
    }

    private static int mask(int prefixLength) {
        return prefixLength == 0 ? 0 : -1 << (32 - prefixLength);
    }

    private static int bits(InetAddress address) {
        byte[] b = address.getAddress();
        return (b[0] & 0xff) << 24 | (b[1] & 0xff) << 16 | (b[2] & 0xff) << 8 | b[3] & 0xff;
    }

    // What the compiler makes of a record is put together at its first call, in milliseconds (decisions/0011).
    @Override
    public boolean equals(Object other) {
        return other instanceof UdpPlan it && parts().equals(it.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    private List<Object> parts() {
        return List.of(mode, interfaceName, interfaceIndex, bindAddress, destination, port, ttl, loop);
    }
}
