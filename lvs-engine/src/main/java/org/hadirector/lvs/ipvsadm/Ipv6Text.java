package org.hadirector.lvs.ipvsadm;

import java.net.Inet6Address;
import org.hadirector.lvs.packet.Addresses;

/**
 * IPv6 addresses as inet_ntop writes them: the longest run of two or more zero groups becomes {@code ::} (RFC 5952),
 * and what holds an IPv4 address ends with one.
 */
final class Ipv6Text {
    private static final int GROUPS = 8;

    private Ipv6Text() {}

    static String of(Inet6Address address) {
        StringBuilder text = new StringBuilder();
        append(text, Addresses.high(address), Addresses.low(address));
        return text.toString();
    }

    /** Appends an address in two halves; leaves no garbage. */
    static void append(StringBuilder text, long high, long low) {
        int bestStart = -1;
        int bestLength = 1;
        for (int start = 0; start < GROUPS; start++) {
            int length = 0;
            while (start + length < GROUPS && group(high, low, start + length) == 0) {
                length++;
            }
            if (length > bestLength) {
                bestStart = start;
                bestLength = length;
            }
        }
        boolean mapped = bestLength == 5 && group(high, low, 5) == 0xffff;
        int ipv4At = bestStart == 0 && (bestLength == 6 || mapped) ? 6 : GROUPS;
        int begin = text.length();
        for (int group = 0; group < GROUPS; group++) {
            if (group == bestStart) {
                text.append("::");
                group += bestLength - 1;
                continue;
            }
            if (text.length() > begin && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            if (group == ipv4At) {
                Columns.ipv4(text, (int) low);
                break;
            }
            Columns.hex(text, group(high, low, group), 1, Columns.LOWER);
        }
    }

    private static int group(long high, long low, int number) {
        long half = number < GROUPS / 2 ? high : low;
        return (int) (half >>> Short.SIZE * (GROUPS / 2 - 1 - number % (GROUPS / 2))) & 0xffff;
    }
}
