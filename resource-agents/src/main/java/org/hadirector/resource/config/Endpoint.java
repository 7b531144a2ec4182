package org.hadirector.resource.config;

import java.net.Inet6Address;
import java.net.InetAddress;

/** Address and port in ldirectord's writing. */
public final class Endpoint {
    private Endpoint() {}

    /** {@code 10.0.0.1:80} or {@code [fd00::1]:80}. */
    public static String text(InetAddress address, int port) {
        return address instanceof Inet6Address six
                ? "[" + compressed(six.getAddress()) + "]:" + port
                : address.getHostAddress() + ":" + port;
    }

    /** RFC 5952: the longest run of two or more zero groups is left out. */
    private static String compressed(byte[] bytes) {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
        }
        int start = -1;
        int length = 1;
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && groups[i + run] == 0) {
                run++;
            }
            if (run > length) {
                start = i;
                length = run;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
            } else {
                if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
