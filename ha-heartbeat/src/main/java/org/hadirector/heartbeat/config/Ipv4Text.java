package org.hadirector.heartbeat.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** IPv4 addresses as text. Never asks a name server. */
public final class Ipv4Text {
    private Ipv4Text() {}

    /** The address, strictly four decimal numbers 0..255, or empty when the word is not one. */
    public static Optional<Inet4Address> parse(String word) {
        String[] parts = word.split("\\.", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        int address = 0;
        for (int i = 0; i < 4; i++) {
            String part = parts[i];
            if (part.isEmpty() || part.length() > 3 || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Optional.empty();
            }
            int number = Integer.parseInt(part);
            if (number > 255) {
                return Optional.empty();
            }
            address = address << 8 | number;
        }
        return of(address);
    }

    /**
     * The address as {@code inet_aton} reads it, which heartbeat leaves hosts to: one to four numbers, the last one for
     * all bytes that are left, octal when they begin with 0, hexadecimal with 0x.
     */
    public static Optional<Inet4Address> parseShort(String word) {
        String[] parts = word.split("\\.", -1);
        long address = 0;
        for (int i = 0; i < parts.length && parts.length <= 4; i++) {
            int bytes = i == parts.length - 1 ? 4 - i : 1;
            long number = number(parts[i]);
            if (number < 0 || number >= 1L << 8 * bytes) {
                return Optional.empty();
            }
            address = address << 8 * bytes | number;
        }
        return parts.length > 4 ? Optional.empty() : of((int) address);
    }

    /** -1 when it is none or does not fit into 32 bits. */
    private static long number(String digits) {
        if (digits.matches("0[xX][0-9a-fA-F]{1,8}")) {
            return Long.parseLong(digits.substring(2), 16);
        }
        if (digits.matches("0[0-7]{0,11}")) {
            return Long.parseLong(digits, 8);
        }
        return digits.matches("[1-9][0-9]{0,9}") ? Long.parseLong(digits) : -1;
    }

    private static Optional<Inet4Address> of(int address) {
        try {
            byte[] bytes = ByteBuffer.allocate(4).putInt(address).array();
            return Optional.of((Inet4Address) InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    /** Whether the word can only be meant as an address: digits and dots. */
    static boolean looksNumeric(String word) {
        return word.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    }
}
