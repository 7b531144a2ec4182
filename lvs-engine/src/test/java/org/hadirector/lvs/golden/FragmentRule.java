package org.hadirector.lvs.golden;

import static org.hadirector.lvs.packet.InternetSum.fold;
import static org.hadirector.lvs.packet.InternetSum.sum;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.golden.GoldenDesign.Part;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;

/**
 * The rule about a masqueraded server's answer in fragments of which the largest have DF: the kernel says that they are
 * too long, here they go on, translated and without DF, as a client's do.
 */
final class FragmentRule {
    private static final int HEADER = 20;
    private static final int TCP = 6;
    private static final int DF = 0x4000;
    private static final int FRAGMENT = 0x3fff;
    private static final int OFFSET = 0x1fff;
    private static final Pattern REFUSED = Pattern.compile("  at-server icmp \\S+ > \\S+ type 3 code 4 .*");

    private FragmentRule() {}

    static Part part(GoldenVector vector, GoldenVector.Event event) {
        List<String> left = event.results().stream()
                .filter(line -> line.startsWith("  at-"))
                .toList();
        Optional<byte[]> last = fragment(event);
        if (last.isEmpty() || left.size() != 1 || !REFUSED.matcher(left.get(0)).matches()) {
            return null;
        }
        TreeMap<Integer, byte[]> pieces = new TreeMap<>();
        vector.events().stream()
                .filter(other -> other.number() <= event.number())
                .flatMap(other -> fragment(other).stream())
                .filter(other -> isOfSame(other, last.get()))
                .forEach(piece -> pieces.put(flags(piece) & OFFSET, piece));
        Optional<String> virtual = pieces.containsKey(0) ? virtual(event, pieces.get(0)) : Optional.empty();
        return virtual.isEmpty() || !isUnfragmentable(pieces.values())
                ? null
                : Part.packets((recorded, sent) ->
                        recorded.size() == 1 && areOn(List.copyOf(pieces.values()), sent, virtual.get()));
    }

    /** The fragment of IPv4 that an event's server sends. */
    private static Optional<byte[]> fragment(GoldenVector.Event event) {
        return event.results().stream()
                .limit(1)
                .filter(line -> line.startsWith("  hex 45") && event.line().startsWith("send server "))
                .map(line -> HexFormat.of().parseHex(line.strip().substring(4)))
                .filter(ip -> (flags(ip) & FRAGMENT) != 0)
                .findFirst();
    }

    private static int flags(byte[] ip) {
        return ByteBuffer.wrap(ip).getShort(6) & 0xffff;
    }

    /** Of the same packet: identification, protocol, source and destination. */
    private static boolean isOfSame(byte[] one, byte[] other) {
        return Arrays.equals(one, 4, 6, other, 4, 6)
                && one[9] == other[9]
                && Arrays.equals(one, 12, HEADER, other, 12, HEADER);
    }

    private static boolean isUnfragmentable(Collection<byte[]> pieces) {
        int longest = pieces.stream().mapToInt(piece -> piece.length).max().orElse(0);
        return pieces.stream().anyMatch(piece -> piece.length == longest && (flags(piece) & DF) != 0);
    }

    /** The virtual endpoint of the connection whose server sends this first fragment. */
    private static Optional<String> virtual(GoldenVector.Event event, byte[] first) {
        ByteBuffer packet = ByteBuffer.wrap(first);
        byte[] back = first.clone();
        ByteBuffer.wrap(back).putInt(12, packet.getInt(16));
        String server = PacketText.source(first) + ":" + (packet.getShort(HEADER) & 0xffff);
        String client = PacketText.source(back) + ":" + (packet.getShort(HEADER + 2) & 0xffff);
        Pattern row =
                Pattern.compile("  conn \\S+ " + Pattern.quote(client) + " (\\S+) " + Pattern.quote(server) + " .*");
        return event.results().stream()
                .map(row::matcher)
                .filter(Matcher::matches)
                .map(found -> found.group(1))
                .findFirst();
    }

    /** Whether what left are these fragments, one hop further and from a virtual endpoint. */
    private static boolean areOn(List<byte[]> pieces, List<Sent> sent, String virtual) {
        if (sent.size() != pieces.size()) {
            return false;
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (int i = 0; i < pieces.size(); i++) {
            byte[] left =
                    Arrays.copyOfRange(sent.get(i).frame(), 14, sent.get(i).frame().length);
            boolean same = RecordedPacket.side(sent.get(i)).equals("at-client")
                    && WireChecks.wrongChecksum(left).isEmpty()
                    && Arrays.equals(unsummed(passedOn(pieces.get(i), virtual)), unsummed(left));
            if (!same) {
                return false;
            }
            whole.write(left, i == 0 ? 0 : HEADER, left.length - (i == 0 ? 0 : HEADER));
        }
        ByteBuffer packet = ByteBuffer.wrap(whole.toByteArray());
        packet.putShort(2, (short) packet.capacity()).putShort(6, (short) 0).putShort(10, (short) 0);
        packet.putShort(10, (short) ~fold(sum(packet, 0, HEADER)));
        return WireChecks.wrongChecksum(packet.array()).isEmpty();
    }

    private static byte[] passedOn(byte[] piece, String virtual) {
        ByteBuffer packet = ByteBuffer.wrap(piece.clone());
        packet.put(8, (byte) (piece[8] - 1)).putShort(6, (short) (flags(piece) & FRAGMENT));
        packet.putInt(
                12,
                ByteBuffer.wrap(Segment.address(FtpControl.host(virtual)).getAddress())
                        .getInt());
        if ((flags(piece) & OFFSET) == 0) {
            packet.putShort(HEADER, (short) FtpControl.port(virtual));
        }
        return packet.array();
    }

    /** Without the checksums of the headers. */
    private static byte[] unsummed(byte[] ip) {
        ByteBuffer packet = ByteBuffer.wrap(ip.clone()).putShort(10, (short) 0);
        if ((flags(ip) & OFFSET) == 0) {
            packet.putShort(HEADER + (ip[9] == TCP ? 16 : 6), (short) 0);
        }
        return packet.array();
    }
}
