package org.hadirector.lvs.golden;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.hadirector.lvs.golden.GoldenDesign.Part;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;

/**
 * The rule of {@link GoldenDesign} about IPv4 options in which a packet collects where and when it was: what is in
 * them, and what stands behind the end of all options, may differ; their places, sizes and everything else may not.
 */
final class OptionRule {
    private static final int RECORD_ROUTE = 7;
    private static final int TIMESTAMP = 68;
    private static final int IPIP = 4;
    private static final int HEADER = 20;

    private OptionRule() {}

    static Part part(GoldenVector.Event event) {
        boolean optioned = event.line().startsWith("send ")
                && event.results().stream().limit(1).anyMatch(line -> line.matches("  hex 4[6-9a-f].*"));
        return optioned ? Part.packets(OptionRule::isSameButForOptions) : null;
    }

    private static boolean isSameButForOptions(List<RecordedPacket> recorded, List<Sent> sent) {
        return recorded.size() == sent.size()
                && IntStream.range(0, sent.size()).allMatch(i -> isSame(recorded.get(i), sent.get(i)));
    }

    private static boolean isSame(RecordedPacket recorded, Sent sent) {
        byte[] got = Arrays.copyOfRange(sent.frame(), 14, sent.frame().length);
        if (recorded.ip() == null || recorded.ip().length != got.length) {
            return false;
        }
        byte[] want = recorded.ip().clone();
        take(want, got, want[9] == IPIP ? (want[0] & 15) * 4 : 0);
        RecordedPacket rest = new RecordedPacket(recorded.side(), recorded.text(), want);
        Optional<String> difference = RecordedPacket.difference(List.of(rest), List.of(sent));
        return difference.isEmpty();
    }

    /** Copies what was collected, and the header's checksum, into a recorded packet whose header begins somewhere. */
    private static void take(byte[] want, byte[] got, int header) {
        int end = header + (want[header] & 15) * 4;
        int at = header + HEADER;
        while (at + 1 < end && want[at] != 0) {
            int size = want[at] == 1 ? 1 : want[at + 1] & 255;
            boolean collects = want[at] == RECORD_ROUTE || want[at] == TIMESTAMP;
            if (size < 1 || at + size > end) {
                return;
            }
            if (collects && size > 2) {
                System.arraycopy(got, at + 2, want, at + 2, size - 2);
            }
            at += size;
        }
        if (at < end) {
            System.arraycopy(got, at + 1, want, at + 1, end - at - 1);
        }
        System.arraycopy(got, header + 10, want, header + 10, 2);
    }
}
