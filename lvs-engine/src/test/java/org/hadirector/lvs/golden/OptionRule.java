package org.hadirector.lvs.golden;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.hadirector.lvs.golden.GoldenDesign.Part;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;

/**
 * The rule of {@link GoldenDesign} about IPv4 options that a packet collects: the time of day in them is another one
 * here, and the director's ICMP errors about such a packet have no options themselves, and so more room for it.
 * Everything else must be the same: addresses, places, sizes.
 */
final class OptionRule {
    private static final int TIMESTAMP = 68;
    private static final int ICMP = 1;
    private static final int IPIP = 4;
    private static final int HEADER = 20;
    private static final int ICMP_HEADER = 8;
    private static final int QUOTED = HEADER + ICMP_HEADER;
    /** Bytes of an ICMP error (RFC 1812, section 4.3.2.3). */
    private static final int MOST = 576;

    private OptionRule() {}

    static Part part(GoldenVector.Event event) {
        boolean optioned = event.line().startsWith("send ")
                && event.results().stream().limit(1).anyMatch(line -> line.matches("  hex 4[6-9a-f].*"));
        return optioned ? Part.packets(OptionRule::isSameButForTimes) : null;
    }

    private static boolean isSameButForTimes(List<RecordedPacket> recorded, List<Sent> sent) {
        return recorded.size() == sent.size()
                && IntStream.range(0, sent.size()).allMatch(i -> isSame(recorded.get(i), sent.get(i)));
    }

    private static boolean isSame(RecordedPacket recorded, Sent sent) {
        byte[] got = Arrays.copyOfRange(sent.frame(), 14, sent.frame().length);
        if (recorded.ip() == null) {
            return false;
        }
        byte[] want = withoutEcho(recorded.ip(), got);
        if (want.length != got.length) {
            return false;
        }
        int options = (want[0] & 15) * 4;
        takeTimes(want, got, 0);
        if (want[9] == IPIP) {
            takeTimes(want, got, options);
        } else if (want[9] == ICMP && takeTimes(want, got, options + ICMP_HEADER)) {
            System.arraycopy(got, options + 2, want, options + 2, 2);
        }
        RecordedPacket rest = new RecordedPacket(recorded.side(), recorded.text(), want);
        Optional<String> difference = RecordedPacket.difference(List.of(rest), List.of(sent));
        return difference.isEmpty();
    }

    /**
     * What the kernel's answer is without its options, which are those of the packet that it is about; the checksum of
     * the quoted header, which the kernel forgets when it writes options, and so the one of the answer are ours, and
     * looked at by themselves.
     */
    private static byte[] withoutEcho(byte[] ip, byte[] got) {
        int options = (ip[0] & 15) * 4 - HEADER;
        if (ip[9] != ICMP || ip[8] != 64 || got[9] != ICMP || got[0] != 0x45) {
            return ip.clone();
        }
        byte[] rest = new byte[ip.length - options];
        System.arraycopy(ip, 0, rest, 0, HEADER);
        System.arraycopy(ip, HEADER + options, rest, HEADER, rest.length - HEADER);
        System.arraycopy(got, 0, rest, 0, 4);
        System.arraycopy(got, 10, rest, 10, 2);
        System.arraycopy(got, HEADER + 2, rest, HEADER + 2, 2);
        System.arraycopy(got, QUOTED + 10, rest, QUOTED + 10, 2);
        if (got.length != MOST || ip.length != MOST) {
            return rest;
        }
        byte[] longer = Arrays.copyOf(rest, MOST);
        System.arraycopy(got, rest.length, longer, rest.length, MOST - rest.length);
        return longer;
    }

    /**
     * Copies the times, and the header's checksum, into a recorded packet whose header begins somewhere.
     *
     * @return whether there was a time
     */
    private static boolean takeTimes(byte[] want, byte[] got, int header) {
        boolean any = false;
        int end = Math.min(header + (want[header] & 15) * 4, want.length);
        int at = header + HEADER;
        while (at + 3 < end && want[at] != 0) {
            int size = want[at] == 1 ? 1 : want[at + 1] & 255;
            if (size < 1 || at + size > end) {
                break;
            }
            if (want[at] == TIMESTAMP && size > 3) {
                int entry = (want[at + 3] & 15) == 0 ? 4 : 8;
                for (int time = at + entry; time + 4 <= at + Math.min(want[at + 2] - 1, size); time += entry) {
                    System.arraycopy(got, time, want, time, 4);
                    any = true;
                }
            }
            at += size;
        }
        if (any) {
            System.arraycopy(got, header + 10, want, header + 10, 2);
        }
        return any;
    }
}
