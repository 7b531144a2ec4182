package org.hadirector.resource.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses in writing. Nothing here asks a name server. */
final class Addresses {
    private static final Pattern FOUR = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern SIX = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

    private Addresses() {}

    /** The address of a dotted quad or an IPv6 literal without brackets and scope, or null. */
    static InetAddress literal(String text) {
        Matcher four = FOUR.matcher(text);
        try {
            if (four.matches()) {
                byte[] bytes = new byte[4];
                for (int i = 0; i < 4; i++) {
                    int part = Integer.parseInt(four.group(i + 1));
                    if (part > 255) {
                        return null;
                    }
                    bytes[i] = (byte) part;
                }
                return InetAddress.getByAddress(bytes);
            }
            if (text.length() <= 45 && SIX.matcher(text).matches()) {
                // With a colon and only these characters getByName parses, and never resolves.
                return InetAddress.getByName(text);
            }
        } catch (UnknownHostException notAnAddress) {
            return null;
        }
        return null;
    }

    static int toInt(InetAddress four) {
        byte[] bytes = four.getAddress();
        return (bytes[0] & 0xff) << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
    }

    static InetAddress fromInt(int value) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value});
        } catch (UnknownHostException fourBytes) {
            throw new IllegalStateException("four bytes are an address", fourBytes);
        }
    }
}
