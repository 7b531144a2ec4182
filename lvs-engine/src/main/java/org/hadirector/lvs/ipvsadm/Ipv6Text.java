package org.hadirector.lvs.ipvsadm;

import java.net.Inet6Address;
import java.nio.ByteBuffer;

/**
 * IPv6 addresses as inet_ntop writes them: the longest run of two or more zero groups becomes {@code ::} (RFC 5952),
 * and what holds an IPv4 address ends with one.
 */
final class Ipv6Text {
    private static final int GROUPS = 8;

    private Ipv6Text() {}

    static String of(Inet6Address address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        int bestStart = -1;
        int bestLength = 1;
        for (int start = 0; start < GROUPS; start++) {
            int length = 0;
            while (start + length < GROUPS && bytes.getShort(2 * (start + length)) == 0) {
                length++;
            }
            if (length > bestLength) {
                bestStart = start;
                bestLength = length;
            }
        }
        boolean mapped = bestLength == 5 && bytes.getShort(10) == -1;
        int ipv4At = bestStart == 0 && (bestLength == 6 || mapped) ? 6 : GROUPS;
        StringBuilder text = new StringBuilder();
        for (int group = 0; group < GROUPS; group++) {
            if (group == bestStart) {
                text.append("::");
                group += bestLength - 1;
                continue;
            }
            if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            if (group == ipv4At) {
                text.append(Endpoints.address(bytes.getInt(12)).getHostAddress());
                break;
            }
            text.append(Integer.toHexString(bytes.getShort(2 * group) & 0xffff));
        }
        return text.toString();
    }
}
