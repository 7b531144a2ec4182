package org.hadirector.heartbeat.config;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** IPv6 addresses as text; no name is ever looked up. */
final class AddressText {
    private AddressText() {}

    /** An IPv6 address without brackets, possibly with {@code %interface}. */
    static boolean isIpv6(String text) {
        return ipv6(text).isPresent();
    }

    /** One that a single other machine can have. */
    static boolean isPeer6(String text) {
        return literal(text)
                .filter(it -> !it.isLoopbackAddress() && !it.isAnyLocalAddress() && !it.isMulticastAddress())
                .isPresent();
    }

    /** As heartbeat shows it, with the interface without which an address of one link names nobody. */
    static String shown(String text, String interfaceName) {
        Optional<Inet4Address> four = mapped(text);
        if (four.isPresent()) {
            return "::ffff:" + four.get().getHostAddress();
        }
        return ipv6(text)
                .map(six -> Ipv6Text.of(six.getAddress()) + (six.isLinkLocalAddress() ? "%" + interfaceName : ""))
                .orElse(text);
    }

    /** As heartbeat shows it, without an interface. */
    static String plain(String text) {
        return ipv6(text).map(six -> Ipv6Text.of(six.getAddress())).orElse(text);
    }

    /** The IPv4 address in one such as {@code ::ffff:192.0.2.1}. */
    static Optional<Inet4Address> mapped(String text) {
        return literal(text).filter(Inet4Address.class::isInstance).map(Inet4Address.class::cast);
    }

    /** What stands behind {@code %}; empty without that sign. */
    static Optional<String> scope(String text) {
        int sign = text.indexOf('%');
        return sign < 0 ? Optional.empty() : Optional.of(text.substring(sign + 1));
    }

    /** The address, its scope left out; empty when the text is none. */
    static Optional<Inet6Address> ipv6(String text) {
        return literal(text).filter(Inet6Address.class::isInstance).map(Inet6Address.class::cast);
    }

    /** The library makes an IPv4 address of a mapped one. */
    private static Optional<InetAddress> literal(String text) {
        int scope = text.indexOf('%');
        String digits = scope < 0 ? text : text.substring(0, scope);
        if (digits.indexOf(':') < 0 || !digits.matches("[0-9A-Fa-f:.]{2,45}")) {
            return Optional.empty();
        }
        try {
            // Only hexadecimal digits, colons and dots: the library takes it for a literal or refuses it.
            return Optional.of(InetAddress.getByName("[" + digits + "]"));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
