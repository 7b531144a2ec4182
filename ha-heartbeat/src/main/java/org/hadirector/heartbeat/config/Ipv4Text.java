package org.hadirector.heartbeat.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Dotted IPv4 addresses, strictly: four decimal numbers 0..255. Never asks a name server. */
public final class Ipv4Text {
    private Ipv4Text() {}

    /** The address, or empty when the word is not one. */
    public static Optional<Inet4Address> parse(String word) {
        String[] parts = word.split("\\.", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            String part = parts[i];
            if (part.isEmpty() || part.length() > 3 || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Optional.empty();
            }
            int number = Integer.parseInt(part);
            if (number > 255) {
                return Optional.empty();
            }
            bytes[i] = (byte) number;
        }
        try {
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
