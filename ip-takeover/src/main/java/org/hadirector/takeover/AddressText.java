package org.hadirector.takeover;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Addresses as configuration files write them: numbers only, no name is ever looked up. Pure. */
final class AddressText {
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private AddressText() {}

    static InetAddress parse(String text) throws ConfigException {
        try {
            if (IPV4.matcher(text).matches()) {
                return InetAddress.getByAddress(octets(text));
            }
            if (IPV6.matcher(text).matches()) {
                return InetAddress.getByName(text); // with a colon it is taken as a literal, never looked up
            }
        } catch (UnknownHostException e) {
            throw malformed(text);
        }
        throw malformed(text);
    }

    private static byte[] octets(String text) throws ConfigException {
        String[] parts = text.split("\\.");
        byte[] octets = new byte[parts.length];
        for (int at = 0; at < octets.length; at++) {
            int octet = Integer.parseInt(parts[at]);
            if (octet > 0xff) {
                throw malformed(text);
            }
            octets[at] = (byte) octet;
        }
        return octets;
    }

    private static ConfigException malformed(String text) {
        return new ConfigException(
                "\"" + text + "\" is not an IP address", "write numbers, such as 192.168.6.240 or fd00::240");
    }
}
