package org.hadirector.lvs.golden;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.hadirector.lvs.golden.GoldenDesign.Part;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;

/**
 * The rule about ICMP errors that quote a later fragment, in which there are no ports: the kernel takes its payload for
 * them, here the error is the stack's business, which takes it or routes it as it is.
 */
final class QuoteRule {
    private static final int HEADER = 20;
    private static final int ICMP_HEADER = 8;
    private static final int OFFSET = 0x1fff;
    /** Where what routing leaves alone begins. */
    private static final int ADDRESSES = 12;

    private QuoteRule() {}

    static Part part(GoldenVector.Event event) {
        Optional<byte[]> error = error(event);
        return error.isEmpty() || !GoldenDesign.told(event, "at-")
                ? null
                : Part.packets((recorded, sent) -> recorded.size() == 1 && (sent.isEmpty() || isIt(sent, error.get())));
    }

    private static Optional<byte[]> error(GoldenVector.Event event) {
        return event.results().stream()
                .limit(1)
                .filter(line -> line.startsWith("  hex 45") && event.line().matches("send (client|server) icmp .*"))
                .map(line -> HexFormat.of().parseHex(line.strip().substring(4)))
                .filter(ip -> ip.length >= 2 * HEADER + ICMP_HEADER && isLater(ip))
                .findFirst();
    }

    private static boolean isLater(byte[] ip) {
        int quoted = HEADER + ICMP_HEADER;
        return ip[quoted] >> 4 == 4 && (ByteBuffer.wrap(ip).getShort(quoted + 6) & OFFSET) != 0;
    }

    private static boolean isIt(List<Sent> sent, byte[] error) {
        byte[] left = sent.get(0).frame();
        return sent.size() == 1 && Arrays.equals(left, 14 + ADDRESSES, left.length, error, ADDRESSES, error.length);
    }
}
