package org.hadirector.lvs.ipvsadm;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import org.hadirector.lvs.packet.Addresses;
import org.hadirector.lvs.path.ServiceKey;

/** Addresses, ports and services as text, by name or by number. */
final class Names {
    private final NameService names;
    private final boolean numeric;

    Names(NameService names, boolean numeric) {
        this.names = names;
        this.numeric = numeric;
    }

    /** {@code host:port}, IPv6 in brackets. */
    String endpoint(InetAddress address, int port, int protocol) {
        StringBuilder text = new StringBuilder(host(address));
        port(text, port, protocol);
        return text.toString();
    }

    /** Appends an address in two halves and a port likewise; by number it leaves no garbage. */
    void endpoint(StringBuilder text, long high, long low, int port, int protocol) {
        if (!numeric) {
            text.append(host(Addresses.toInetAddress(high, low)));
        } else if (Addresses.isIpv4(high, low)) {
            Columns.ipv4(text, (int) low);
        } else {
            text.append('[');
            Ipv6Text.append(text, high, low);
            text.append(']');
        }
        port(text, port, protocol);
    }

    /** What stands in front of the colon, IPv6 in brackets. */
    String host(InetAddress address) {
        String host = numeric ? literal(address) : names.host(address).orElseGet(() -> literal(address));
        return address instanceof Inet6Address ? "[" + host + "]" : host;
    }

    /** Appends colon and port. */
    void port(StringBuilder text, int port, int protocol) {
        Optional<String> service =
                numeric || port == 0 ? Optional.empty() : names.service(port, Endpoints.protocolName(protocol));
        text.append(':');
        if (service.isPresent()) {
            text.append(service.get());
        } else {
            text.append(port);
        }
    }

    /** The service as in listings: protocol and address, or the mark. */
    String listing(ServiceKey key) {
        if (key.isMark()) {
            return "FWM  " + key.mark() + (key.isIpv6() ? " IPv6" : "");
        }
        String name = String.format(
                Locale.ROOT, "%-4s %s", protocol(key.protocol()), endpoint(key.address(), key.port(), key.protocol()));
        return key.isIpv6() ? name : cut(name, 33);
    }

    /** The service as an option of a command. */
    String option(ServiceKey key) {
        if (key.isMark()) {
            return "-f " + key.mark() + (key.isIpv6() ? " -6" : "");
        }
        String option =
                switch (key.protocol()) {
                    case 6 -> "-t ";
                    case 17 -> "-u ";
                    default -> "--sctp-service ";
                };
        return option + endpoint(key.address(), key.port(), key.protocol());
    }

    static String protocol(int protocol) {
        return switch (protocol) {
            case 6 -> "TCP";
            case 17 -> "UDP";
            case 132 -> "SCTP";
            default -> "IP";
        };
    }

    static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width);
    }

    private static String literal(InetAddress address) {
        return address instanceof Inet6Address v6 ? Ipv6Text.of(v6) : address.getHostAddress();
    }
}
