package org.hadirector.lvs.mark;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.hadirector.lvs.path.ServiceKey;

/**
 * Which packets get a firewall mark. The data path takes packets up by address and port, so the destination must be
 * named, and one rule may name {@value #MOST} pairs of address and port at most.
 *
 * @param destination at most {@value #MOST_ADDRESSES} addresses
 * @param protocol TCP 6, UDP 17, SCTP 132; 0 for each of them
 * @param ports of the destination, empty for all; only with a protocol
 * @param source null for any
 * @param device name of the interface that received the packet, empty for any
 * @param mark 0 takes a mark of an earlier rule away
 */
public record MarkRule(Network destination, int protocol, List<Ports> ports, Network source, String device, int mark) {
    private static final int MOST_ADDRESSES = 256;
    private static final int MOST = 4096;
    private static final List<Integer> PROTOCOLS = List.of(6, 17, 132);

    /** @throws IllegalArgumentException saying what is wrong and what to write instead */
    public MarkRule {
        ports = List.copyOf(ports);
        if (destination.freeBits() >= 31 || 1 << destination.freeBits() > MOST_ADDRESSES) {
            throw new IllegalArgumentException("-d " + destination + " names more than " + MOST_ADDRESSES
                    + " addresses: name the service's own, in several rules");
        }
        if (protocol != 0 && !PROTOCOLS.contains(protocol)) {
            throw new IllegalArgumentException("protocol " + protocol + ": tcp, udp or sctp have ports to balance");
        }
        if (protocol == 0 && !ports.isEmpty()) {
            throw new IllegalArgumentException("--dport needs -p tcp, -p udp or -p sctp before it");
        }
        int pairs = ports.stream().mapToInt(Ports::count).sum() << destination.freeBits();
        if (pairs > MOST) {
            throw new IllegalArgumentException(pairs + " pairs of address and port, " + MOST
                    + " are the most: leave --dport out to take all ports");
        }
        if (source != null && isIpv6(source) != isIpv6(destination)) {
            throw new IllegalArgumentException("-s " + source + " and -d " + destination + " are of two families");
        }
    }

    private static boolean isIpv6(Network network) {
        return network.address() instanceof java.net.Inet6Address;
    }

    /** Whether it marks packets of IPv6. */
    public boolean isIpv6() {
        return isIpv6(destination);
    }

    /** What the data path must take up for the rule. */
    public List<ServiceKey> packets() {
        List<ServiceKey> keys = new ArrayList<>();
        for (int transport : protocol == 0 ? PROTOCOLS : List.of(protocol)) {
            for (InetAddress address : destination.addresses()) {
                if (ports.isEmpty()) {
                    keys.add(new ServiceKey(transport, address, 0));
                }
                for (Ports range : ports) {
                    for (int port = range.first(); port <= range.last(); port++) {
                        keys.add(new ServiceKey(transport, address, port));
                    }
                }
            }
        }
        return keys;
    }

    /** In the words of iptables(8). */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (source != null) {
            text.append("-s ").append(source).append(' ');
        }
        text.append("-d ").append(destination);
        if (!device.isEmpty()) {
            text.append(" -i ").append(device);
        }
        if (protocol != 0) {
            text.append(" -p ").append(protocol == 6 ? "tcp" : protocol == 17 ? "udp" : "sctp");
        }
        if (!ports.isEmpty()) {
            text.append(ports.size() == 1 ? " --dport " : " --dports ");
            text.append(ports.stream().map(Ports::toString).collect(Collectors.joining(",")));
        }
        return text.append(String.format(Locale.ROOT, " -j MARK --set-mark %s", Integer.toUnsignedString(mark)))
                .toString();
    }
}
