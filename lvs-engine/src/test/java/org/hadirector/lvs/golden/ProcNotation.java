package org.hadirector.lvs.golden;

import java.util.HexFormat;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.hadirector.lvs.engine.Segment;

/**
 * Addresses and ports as the files of {@code /proc/net} write them, in hexadecimal digits and with all zeros:
 * {@code 0A010001:0050}, {@code [fd00:0000:0000:0000:0000:0000:0000:0013]:0050}, with a blank for the colon in
 * {@code ip_vs_conn}.
 */
final class ProcNotation {
    private static final Pattern ENDPOINT =
            Pattern.compile("\\[?\\b((?:[0-9a-f]{4}:){7}[0-9a-f]{4}|[0-9A-F]{8})\\b\\]?[: ]([0-9A-F]{4})\\b");

    private ProcNotation() {}

    /** The line with addresses and ports as in all other listings. */
    static String readable(String line) {
        return ENDPOINT.matcher(line).replaceAll(ProcNotation::endpoint);
    }

    private static String endpoint(MatchResult found) {
        String address = found.group(1);
        if (address.indexOf(':') < 0) {
            byte[] bytes = HexFormat.of().parseHex(address);
            address = (bytes[0] & 255) + "." + (bytes[1] & 255) + "." + (bytes[2] & 255) + "." + (bytes[3] & 255);
        }
        return Sockets.text(Segment.address(address)) + ":" + Integer.parseInt(found.group(2), 16);
    }
}
