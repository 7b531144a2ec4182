package org.hadirector.lvs.golden;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hadirector.lvs.golden.GoldenDesign.Part;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;

/**
 * The rule about fragments of IPv6 behind options for the destination or a routing header, of a packet that nobody
 * serves: put together by the kernel's IPVS (nf_ct_frag6_gather) they begin for the stack where those headers end, so
 * it takes what follows for them, and says nothing or that it is wrong. Here the stack gets what it reads as it is
 * meant, and answers.
 */
final class MisreadRule {
    private static final int ETHERNET = 14;
    private static final int HEADER = 40;
    private static final int SOURCE = 8;
    private static final int DESTINATION = 24;
    private static final int FRAGMENT = 44;
    private static final int TCP = 6;
    private static final int ICMPV6 = 58;
    private static final int RST = 0x04;
    private static final Set<Integer> BEFORE = Set.of(43, 60);

    private MisreadRule() {}

    static Part part(GoldenVector.Event event) {
        Optional<byte[]> fragment = fragment(event);
        return fragment.isEmpty()
                ? null
                : Part.packets(
                        (recorded, sent) -> isMisread(recorded) && (sent.isEmpty() || isAnswer(sent, fragment.get())));
    }

    private static Optional<byte[]> fragment(GoldenVector.Event event) {
        return event.results().stream()
                .limit(1)
                .filter(line -> line.startsWith("  hex 6") && event.line().matches("send client proto (43|60) .*"))
                .map(line -> HexFormat.of().parseHex(line.strip().substring(4)))
                .filter(MisreadRule::isBehind)
                .findFirst();
    }

    private static boolean isBehind(byte[] ip) {
        int next = ip[6];
        int at = HEADER;
        while (BEFORE.contains(next) && at + 1 < ip.length) {
            next = ip[at];
            at += ((ip[at + 1] & 0xff) + 1) * 8;
        }
        return next == FRAGMENT && at > HEADER;
    }

    /** Nothing came, or what the stack says to a header that is none. */
    private static boolean isMisread(List<RecordedPacket> recorded) {
        return recorded.isEmpty()
                || recorded.size() == 1 && recorded.get(0).text().matches("icmp6 \\S+ > \\S+ type 4 code 0 .*");
    }

    /** A reset, or an error of who was asked, to who asked. */
    private static boolean isAnswer(List<Sent> sent, byte[] asked) {
        if (sent.size() != 1 || !RecordedPacket.side(sent.get(0)).equals("at-client")) {
            return false;
        }
        byte[] ip =
                Arrays.copyOfRange(sent.get(0).frame(), ETHERNET, sent.get(0).frame().length);
        boolean turned = ip[0] >> 4 == 6
                && Arrays.equals(ip, SOURCE, DESTINATION, asked, DESTINATION, HEADER)
                && Arrays.equals(ip, DESTINATION, HEADER, asked, SOURCE, DESTINATION);
        return turned && (ip[6] == TCP && (ip[HEADER + 13] & RST) != 0 || ip[6] == ICMPV6 && (ip[HEADER] & 0xff) < 128);
    }
}
