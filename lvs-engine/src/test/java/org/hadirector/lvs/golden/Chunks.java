package org.hadirector.lvs.golden;

import java.net.InetAddress;
import java.util.Map;
import java.util.stream.Collectors;
import org.hadirector.lvs.engine.Segment;

/** SCTP chunks by the names that the vectors use (RFC 4960, 3.2). */
final class Chunks {
    private static final Map<String, Integer> NUMBERS = Map.of(
            "DATA", 0,
            "INIT", 1,
            "INIT_ACK", 2,
            "ABORT", 6,
            "SHUTDOWN", 7,
            "SHUTDOWN_ACK", 8,
            "ERROR", 9,
            "COOKIE_ECHO", 10,
            "COOKIE_ACK", 11,
            "SHUTDOWN_COMPLETE", 14);
    private static final Map<Integer, String> NAMES =
            NUMBERS.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
    private static final int VALUE_BYTES = 16;

    private Chunks() {}

    static String name(int number) {
        return NAMES.getOrDefault(number, Integer.toString(number));
    }

    /** A packet of one chunk, as those of the vectors: sixteen zeros are its value. */
    static byte[] frame(String from, String to, String chunk) {
        InetAddress source = Packets.host(from);
        byte[] value = new byte[VALUE_BYTES];
        return Segment.sctp(source, Packets.port(from), Packets.host(to), Packets.port(to), NUMBERS.get(chunk), value);
    }
}
