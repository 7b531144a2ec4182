package org.hadirector.resource.config;

import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Host and port as ldirectord.cf writes them, still in words.
 *
 * @param host without brackets
 * @param port number or service name, null when there is none
 */
record HostPort(String host, String port) {
    /** Splits {@code host:port}, {@code host}, {@code [v6]:port}, {@code [v6]}; null when it has another form. */
    static HostPort split(String text) {
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            if (close < 2) {
                return null;
            }
            String rest = text.substring(close + 1);
            if (rest.isEmpty()) {
                return new HostPort(text.substring(1, close), null);
            }
            return rest.length() > 1 && rest.charAt(0) == ':'
                    ? new HostPort(text.substring(1, close), rest.substring(1))
                    : null;
        }
        int colon = text.indexOf(':');
        if (colon < 0) {
            return text.isEmpty() ? null : new HostPort(text, null);
        }
        if (colon == 0 || colon == text.length() - 1 || text.indexOf(':', colon + 1) >= 0) {
            return null;
        }
        return new HostPort(text.substring(0, colon), text.substring(colon + 1));
    }

    Optional<InetAddress> address(NameService names, boolean six) {
        return names.host(host, six);
    }

    /** The port's number, 0–65535. */
    OptionalInt number(NameService names, String protocol) {
        if (port.matches("\\d{1,5}")) {
            int number = Integer.parseInt(port);
            return number <= 65535 ? OptionalInt.of(number) : OptionalInt.empty();
        }
        return port.matches("\\d+") ? OptionalInt.empty() : names.port(port, protocol);
    }
}
