package org.hadirector.heartbeat.config;

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
        return ipv6(text)
                .filter(it -> !it.isLoopbackAddress() && !it.isAnyLocalAddress() && !it.isMulticastAddress())
                .isPresent();
    }

    /** With the interface without which an address of one link names nobody. */
    static String scoped(String text, String interfaceName) {
        boolean link = ipv6(text).filter(Inet6Address::isLinkLocalAddress).isPresent();
        return link && text.indexOf('%') < 0 ? text + "%" + interfaceName : text;
    }

    /** The address, its scope left out; empty when the text is none. */
    static Optional<Inet6Address> ipv6(String text) {
        int scope = text.indexOf('%');
        String digits = scope < 0 ? text : text.substring(0, scope);
        if (digits.indexOf(':') < 0 || !digits.matches("[0-9A-Fa-f:.]{2,45}")) {
            return Optional.empty();
        }
        try {
            // Only hexadecimal digits, colons and dots: the library takes it for a literal or refuses it.
            return InetAddress.getByName("[" + digits + "]") instanceof Inet6Address six
                    ? Optional.of(six)
                    : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
