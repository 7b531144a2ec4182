package org.hadirector.heartbeat.jgroups;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.hadirector.heartbeat.config.Medium;

/**
 * The plan of a medium over IPv6. Service addresses have no labels here, but they are deprecated ({@code preferred_lft
 * 0}), and the JDK does not tell; so the interface's addresses are read from the kernel's list.
 */
final class Ipv6Plan {
    /** Of this thread's network namespace. */
    private static final Path ADDRESSES = Path.of("/proc/thread-self/net/if_inet6");
    /** IFA_F_DADFAILED, IFA_F_DEPRECATED, IFA_F_TENTATIVE of linux/if_addr.h. */
    private static final int UNFIT = 0x08 | 0x20 | 0x40;

    private static final int BITS = 128;

    private Ipv6Plan() {}

    /** @throws IOException when the interface has no usable address of the kind that the medium needs */
    static UdpPlan of(Medium medium, NetworkInterface device) throws IOException {
        List<Own> own = own(device);
        if (medium instanceof Medium.Ucast6 ucast) {
            Inet6Address peer = scoped(literal(ucast.peer()), device);
            Own best = best(own, peer, device);
            return new UdpPlan(
                    UdpPlan.Mode.UCAST,
                    device.getName(),
                    device.getIndex(),
                    best.address,
                    peer,
                    ucast.port(),
                    0,
                    false);
        }
        if (medium instanceof Medium.Mcast6 mcast) {
            Inet6Address group = scoped(literal(mcast.group()), device);
            // the link-local address: always there, never a service address
            Own best = best(own, scoped(literal("fe80::"), device), device);
            return new UdpPlan(
                    UdpPlan.Mode.MCAST,
                    device.getName(),
                    device.getIndex(),
                    best.address,
                    group,
                    mcast.port(),
                    mcast.hops(),
                    mcast.loop());
        }
        throw new IllegalArgumentException("not a medium over IPv6: " + medium);
    }

    /** An address of the interface with the length of its network's prefix. */
    private record Own(Inet6Address address, int prefixLength) {
        /** In the peer's network; then one with a network at all; link-local to link-local only. */
        int rank(Inet6Address peer) {
            if (address.isLinkLocalAddress() != peer.isLinkLocalAddress()) {
                return -1;
            }
            return (sharedBits(address, peer) >= prefixLength ? 2 : 0) + (prefixLength < BITS ? 1 : 0);
        }
    }

    private static Own best(List<Own> own, Inet6Address peer, NetworkInterface device) throws IOException {
        Own best = null;
        for (Own candidate : own) {
            int rank = candidate.rank(peer);
            if (rank >= 0 && (best == null || rank > best.rank(peer))) {
                best = candidate;
            }
        }
        if (best == null) {
            throw new IOException("interface " + device.getName() + " has no "
                    + (peer.isLinkLocalAddress() ? "link-local" : "global") + " IPv6 address that is ready for use");
        }
        return best;
    }

    private static int sharedBits(InetAddress a, InetAddress b) {
        byte[] first = a.getAddress();
        byte[] second = b.getAddress();
        for (int i = 0; i < first.length; i++) {
            int differs = (first[i] ^ second[i]) & 0xff;
            if (differs != 0) {
                return 8 * i + Integer.numberOfLeadingZeros(differs) - 24;
            }
        }
        return BITS;
    }

    /** Lines of address, interface index, prefix length, scope, flags (all hexadecimal) and name; see proc(5). */
    private static List<Own> own(NetworkInterface device) throws IOException {
        List<Own> own = new ArrayList<>();
        if (!Files.exists(ADDRESSES)) {
            throw new IOException("this kernel has no IPv6");
        }
        for (String line : Files.readAllLines(ADDRESSES)) {
            String[] words = line.trim().split("\\s+");
            if (words.length < 6 || Integer.parseInt(words[1], 16) != device.getIndex()) {
                continue;
            }
            if ((Integer.parseInt(words[4], 16) & UNFIT) == 0) {
                byte[] octets = HexFormat.of().parseHex(words[0]);
                Inet6Address address = Inet6Address.getByAddress(null, octets, device.getIndex());
                own.add(new Own(scoped(address, device), Integer.parseInt(words[2], 16)));
            }
        }
        return own;
    }

    private static Inet6Address literal(String text) throws IOException {
        int scope = text.indexOf('%');
        return (Inet6Address) InetAddress.getByName("[" + (scope < 0 ? text : text.substring(0, scope)) + "]");
    }

    /** Addresses of one link need to say which; others must not. */
    private static Inet6Address scoped(Inet6Address address, NetworkInterface device) throws IOException {
        boolean ofOneLink = address.isLinkLocalAddress() || address.isMCLinkLocal() || address.isMCNodeLocal();
        return ofOneLink
                ? Inet6Address.getByAddress(null, address.getAddress(), device.getIndex())
                : (Inet6Address) InetAddress.getByAddress(address.getAddress());
    }
}
