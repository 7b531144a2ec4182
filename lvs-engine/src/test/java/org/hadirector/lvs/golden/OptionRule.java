package org.hadirector.lvs.golden;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.hadirector.lvs.golden.GoldenDesign.Part;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;

/**
 * The rule of {@link GoldenDesign} about IPv4 options that a packet collects: the time of day in them is another one
 * here than it was there. Everything else must be the same: addresses, places, sizes.
 */
final class OptionRule {
    private static final int TIMESTAMP = 68;
    private static final int ICMP = 1;
    private static final int IPIP = 4;
    private static final int GRE = 47;
    private static final int HEADER = 20;
    private static final int ICMP_HEADER = 8;

    private static final int PARAMETER_PROBLEM = 12;
    /** Bytes of an ICMP error (RFC 1812, section 4.3.2.3). */
    private static final int MOST = 576;
    /** Echo and timestamp replies, parameter problems. */
    private static final Set<Integer> STACKS = Set.of(0, 14, PARAMETER_PROBLEM);

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
        int header = (want[0] & 15) * 4;
        if (takeTimes(want, got, 0)) {
            System.arraycopy(got, 10, want, 10, 2);
        }
        if (want[9] == IPIP || want[9] == GRE) {
            takeInnerTimes(want, got, header);
        } else if (want[9] == ICMP && takeTimes(want, got, header + ICMP_HEADER)) {
            System.arraycopy(got, header + 2, want, header + 2, 2); // times are not in the checksum of what is quoted
        }
        RecordedPacket rest = new RecordedPacket(recorded.side(), recorded.text(), want);
        Optional<String> difference = RecordedPacket.difference(List.of(rest), List.of(sent));
        return difference.isEmpty();
    }

    /** Of a packet that was wrapped; the checksum that GRE (RFC 2784) may have is over the times too. */
    private static void takeInnerTimes(byte[] want, byte[] got, int header) {
        boolean gre = want[9] == GRE;
        boolean summed = gre && want[header] < 0;
        int inside = header + (summed ? 8 : gre ? 4 : 0);
        if (takeTimes(want, got, inside)) {
            System.arraycopy(got, inside + 10, want, inside + 10, 2);
            System.arraycopy(got, header + 4, want, header + 4, summed ? 2 : 0);
        }
    }

    /**
     * What else the stack says, to echo requests and to options that are wrong, has options from the kernel's and none
     * from the lab's.
     */
    private static byte[] withoutEcho(byte[] ip, byte[] got) {
        int header = (ip[0] & 15) * 4;
        if (ip[9] != ICMP || ip[8] != 64 || got[9] != ICMP || got[0] != 0x45 || !STACKS.contains((int) ip[header])) {
            return ip.clone();
        }
        byte[] rest = new byte[ip.length - header + HEADER];
        System.arraycopy(ip, 0, rest, 0, HEADER);
        System.arraycopy(ip, header, rest, HEADER, rest.length - HEADER);
        System.arraycopy(got, 0, rest, 0, 4);
        System.arraycopy(got, 10, rest, 10, 2);
        if (rest[HEADER] == PARAMETER_PROBLEM) {
            int quoted = HEADER + ICMP_HEADER + 10; // the checksum, which the kernel forgets
            System.arraycopy(got, quoted, rest, quoted, 2);
            System.arraycopy(got, HEADER + 2, rest, HEADER + 2, 2);
        }
        if (got.length != MOST || ip.length != MOST) {
            return rest;
        }
        byte[] longer = Arrays.copyOf(rest, MOST);
        System.arraycopy(got, rest.length, longer, rest.length, MOST - rest.length);
        return longer;
    }

    /**
     * Copies the times into a recorded packet whose header begins somewhere.
     *
     * @return whether there was a time
     */
    private static boolean takeTimes(byte[] want, byte[] got, int header) {
        boolean any = false;
        if (want.length < header + HEADER) {
            return false; // a short fragment
        }
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
        return any;
    }
}
