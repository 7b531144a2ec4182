package org.hadirector.lvs.ipvsadm;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

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

    private static final Pattern BLANK = Pattern.compile("[ \\t\\n\\x0b\\f\\r]");
    private static final Pattern DOT = Pattern.compile(".", Pattern.LITERAL);
    private static final Pattern LETTER = Pattern.compile("[A-Za-z]");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]+");

    private final NameService names;

    Endpoints(NameService names) {
        this.names = names;
    }

    Optional<Endpoint> parse(String text, int protocol) {
        if (text.chars().allMatch(Character::isDigit)) {
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
        boolean named = LETTER.matcher(host).find() && !host.startsWith("0x") && !host.contains(":");
        return literal.isEmpty() && named ? names.address(host) : literal;
    }

    /** An address of either family, without a name being looked up. */
    static Optional<InetAddress> numeric(String text) {
        return text.contains(":") ? ipv6(text) : literal(text);
    }

    /**
     * An IPv4 address as inet_aton reads it: one to four parts, octal and hexadecimal allowed, up to the first blank.
     */
    static Optional<InetAddress> literal(String text) {
        String[] parts = DOT.split(BLANK.split(text, 2)[0], -1);
        if (parts.length > 4) {
            return Optional.empty();
        }
        long address = 0;
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            long most = last ? (1L << 8 * (5 - parts.length)) - 1 : 255;
            long value = part(parts[i]);
            if (value < 0 || value > most) {
                return Optional.empty();
            }
            address = last ? address << 8 * (5 - parts.length) | value : address << 8 | value;
        }
        return Optional.of(address((int) address));
    }

    private static long part(String text) {
        try {
            if (text.startsWith("0x") || text.startsWith("0X")) {
                return Long.parseLong(text.substring(2), 16);
            }
            boolean plain = !text.isEmpty() && text.chars().allMatch(Character::isDigit);
            return plain ? Long.parseLong(text, text.length() > 1 && text.startsWith("0") ? 8 : 10) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static Optional<InetAddress> ipv6(String text) {
        if (!text.contains(":") || !IPV6.matcher(text).matches()) {
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
