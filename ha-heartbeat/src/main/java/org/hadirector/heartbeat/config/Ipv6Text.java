package org.hadirector.heartbeat.config;

import java.nio.ByteBuffer;

/** An IPv6 address as inet_ntop writes it, and heartbeat in its log. */
final class Ipv6Text {
    private static final int GROUPS = 8;

    /** The last two are dotted when these are all zero. */
    private static final int BEFORE_IPV4 = 6;

    private Ipv6Text() {}

    /** The longest run of two or more zero groups becomes {@code ::}, of equal ones the first. */
    static String of(byte[] octets) {
        ByteBuffer groups = ByteBuffer.wrap(octets);
        int from = 0;
        int length = 1;
        for (int first = 0; first < GROUPS; first++) {
            int run = zeros(groups, first);
            if (run > length) {
                from = first;
                length = run;
            }
        }
        if (length == 1) {
            return hexadecimal(groups, 0, GROUPS);
        }
        String after = from == 0 && length == BEFORE_IPV4 ? dotted(octets) : hexadecimal(groups, from + length, GROUPS);
        return hexadecimal(groups, 0, from) + "::" + after;
    }

    private static int zeros(ByteBuffer groups, int first) {
        int end = first;
        while (end < GROUPS && groups.getShort(2 * end) == 0) {
            end++;
        }
        return end - first;
    }

    private static String hexadecimal(ByteBuffer groups, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int group = from; group < to; group++) {
            text.append(group > from ? ":" : "").append(Integer.toHexString(groups.getShort(2 * group) & 0xffff));
        }
        return text.toString();
    }

    private static String dotted(byte[] octets) {
        StringBuilder text = new StringBuilder();
        for (int i = 2 * BEFORE_IPV4; i < octets.length; i++) {
            text.append(text.isEmpty() ? "" : ".").append(octets[i] & 0xff);
        }
        return text.toString();
    }
}
