package org.hadirector.lvs.ipvsadm;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Addresses with ports as they are written: {@code host[:port]}, {@code [v6]:port}, a bare IPv6 literal. Brackets need
 * a port behind them; around what is no IPv6 address they hide it.
 */
final class Endpoints {
    /** @param port 0 if none was given */
    record Endpoint(InetAddress address, int port, boolean portGiven) {
        boolean isIpv6() {
            return address instanceof Inet6Address;
        }
    }

    private static final long TOO_LARGE = 1L << Integer.SIZE;

    private final NameService names;

    Endpoints(NameService names) {
        this.names = names;
    }

    Optional<Endpoint> parse(String text, int protocol) {
        if (isNumber(text)) {
            return Optional.empty();
        }
        String host = text;
        String port = null;
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            if (end < 0 || !text.startsWith(":", end + 1)) {
                return Optional.empty();
            }
            host = text.substring(1, end);
            port = text.substring(end + 2);
        }
        Optional<InetAddress> ipv6 = ipv6(host);
        if (ipv6.isPresent()) {
            return with(ipv6.get(), port, protocol);
        }
        int colon = host.lastIndexOf(':');
        String behind = colon < 0 ? null : host.substring(colon + 1);
        return ipv4(colon < 0 ? host : host.substring(0, colon)).flatMap(address -> with(address, behind, protocol));
    }

    private Optional<Endpoint> with(InetAddress address, String port, int protocol) {
        if (port == null) {
            return Optional.of(new Endpoint(address, 0, false));
        }
        OptionalInt number = port(port, protocol);
        return number.isPresent() ? Optional.of(new Endpoint(address, number.getAsInt(), true)) : Optional.empty();
    }

    private OptionalInt port(String text, int protocol) {
        var number = Numbers.parse(text, 0, 65_535);
        if (number.isPresent()) {
            return OptionalInt.of((int) number.getAsLong());
        }
        return names.port(text, protocolName(protocol));
    }

    static String protocolName(int protocol) {
        return switch (protocol) {
            case 6 -> "tcp";
            case 17 -> "udp";
            case 132 -> "sctp";
            default -> "ip";
        };
    }

    /** An IPv4 address as a literal or by its name. */
    Optional<InetAddress> ipv4(String host) {
        Optional<InetAddress> literal = literal(host);
        if (literal.isPresent()) {
            return literal;
        }
        boolean named = hasLetter(host) && !host.startsWith("0x") && !host.contains(":");
        return named ? names.address(host) : literal;
    }

    /** An address of either family, without a name being looked up. */
    static Optional<InetAddress> numeric(String text) {
        return text.contains(":") ? ipv6(text) : literal(text);
    }

    /**
     * An IPv4 address as inet_aton reads it: one to four parts, octal and hexadecimal allowed, up to the first blank.
     */
    static Optional<InetAddress> literal(String text) {
        int end = 0;
        while (end < text.length() && !isBlank(text.charAt(end))) {
            end++;
        }
        long address = 0;
        int parts = 1;
        for (int from = 0; ; parts++) {
            int dot = text.indexOf('.', from);
            boolean last = dot < 0 || dot >= end;
            long most = last ? (1L << Byte.SIZE * (5 - parts)) - 1 : 255;
            long value = parts > 4 ? -1 : part(text, from, last ? end : dot);
            if (value < 0 || value > most) {
                return Optional.empty();
            }
            if (last) {
                return Optional.of(address((int) (address << Byte.SIZE * (5 - parts) | value)));
            }
            address = address << Byte.SIZE | value;
            from = dot + 1;
        }
    }

    /** The number that stands there, -1 if none does. */
    private static long part(String text, int from, int to) {
        boolean octal = from + 1 < to && text.charAt(from) == '0';
        boolean hex = octal && (text.charAt(from + 1) == 'x' || text.charAt(from + 1) == 'X');
        int radix = hex ? 16 : octal ? 8 : 10;
        int at = hex ? from + 2 : from;
        long value = at < to ? 0 : -1;
        for (; at < to && value >= 0; at++) {
            int digit = text.charAt(at) < 0x80 ? Character.digit(text.charAt(at), radix) : -1;
            value = digit < 0 ? -1 : Math.min(value * radix + digit, TOO_LARGE);
        }
        return value;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasLetter(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isLetter(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    /** Whether the text may be an address of IPv6; one that is none costs java.net an exception each time. */
    private static boolean mayBeIpv6(String text) {
        int colons = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ':') {
                colons++;
            } else if (c != '.' && (c >= 0x80 || Character.digit(c, 16) < 0)) {
                return false;
            }
        }
        return colons > 1;
    }

    private static Optional<InetAddress> ipv6(String text) {
        if (!mayBeIpv6(text)) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.getByName(text);
            return Optional.of(address instanceof Inet6Address ? address : mapped(address));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** java.net makes an IPv4 address of one that is only mapped into IPv6. */
    private static InetAddress mapped(InetAddress ipv4) throws UnknownHostException {
        byte[] bytes = ByteBuffer.allocate(16)
                .putShort(10, (short) -1)
                .putInt(12, ByteBuffer.wrap(ipv4.getAddress()).getInt())
                .array();
        return Inet6Address.getByAddress(null, bytes, -1);
    }

    static InetAddress address(int ipv4) {
        try {
            return InetAddress.getByAddress(ByteBuffer.allocate(4).putInt(ipv4).array());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 bytes", e);
        }
    }
}
