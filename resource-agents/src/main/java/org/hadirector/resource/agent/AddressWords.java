package org.hadirector.resource.agent;

import java.net.Inet4Address;
import java.util.List;
import org.hadirector.takeover.Vip;

/**
 * What the log says of a service address: the lines of the agent that haresources names, as resource-agents 4.12 writes
 * them when heartbeat calls {@code IPaddr} or {@code IPaddr2}. Pure.
 *
 * @param script name and instance of the script, as it signs its lines
 * @param starting lines before the address is there
 * @param stopped lines when it is gone
 */
record AddressWords(String script, List<String> starting, List<String> stopped) {
    private static final String IPADDR2 = "IPaddr2";

    /** The words for this address under this name; an address without a script's name is IPaddr's. */
    static AddressWords of(AgentName name, Vip vip) {
        return name.name().startsWith(IPADDR2 + "::")
                ? ipaddr2(vip)
                : ipaddr(vip, name.name().contains("/"));
    }

    private static AddressWords ipaddr(Vip vip, boolean maskGiven) {
        String address = text(vip);
        String up = "eval ifconfig " + vip.label() + " " + address + " netmask " + netmask(vip) + " broadcast "
                + (vip.broadcast() == null ? address : vip.broadcast().getHostAddress());
        boolean calculated = !maskGiven && vip.address() instanceof Inet4Address;
        return new AddressWords(
                "IPaddr(IPaddr_" + address + ")",
                calculated
                        ? List.of("Using calculated netmask for " + address + ": " + netmask(vip), up, announcing(vip))
                        : List.of(up, announcing(vip)),
                List.of("ifconfig " + vip.label() + " down", released(vip)));
    }

    private static AddressWords ipaddr2(Vip vip) {
        String family = vip.address() instanceof Inet4Address ? "inet" : "inet6";
        String broadcast = vip.broadcast() == null
                ? ""
                : " with broadcast address " + vip.broadcast().getHostAddress();
        return new AddressWords(
                IPADDR2 + "(IPaddr2_" + text(vip) + ")",
                List.of(
                        "Adding " + family + " address " + text(vip) + "/" + vip.prefixLength() + broadcast
                                + " to device " + vip.device(),
                        "Bringing device " + vip.device() + " up",
                        announcing(vip)),
                List.of("IP status = ok, IP_CIP=", released(vip)));
    }

    private static String announcing(Vip vip) {
        return "Sending Gratuitous Arp for " + text(vip) + " on " + vip.label() + " [" + vip.device() + "]";
    }

    private static String released(Vip vip) {
        return "IP Address " + text(vip) + " released";
    }

    private static String text(Vip vip) {
        return vip.address().getHostAddress();
    }

    /** Dotted for IPv4, else the length of the prefix. */
    private static String netmask(Vip vip) {
        if (!(vip.address() instanceof Inet4Address)) {
            return Integer.toString(vip.prefixLength());
        }
        int mask = vip.prefixLength() == 0 ? 0 : -1 << (Integer.SIZE - vip.prefixLength());
        return (mask >>> 24) + "." + (mask >>> 16 & 0xff) + "." + (mask >>> 8 & 0xff) + "." + (mask & 0xff);
    }
}
