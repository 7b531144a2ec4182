package org.hadirector.lvs.golden;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hadirector.lvs.engine.EngineLab;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;

/**
 * A packet that left the director in a vector: its side, its text and, where recorded, its bytes. Both must be the same
 * but for what the kernel draws at random in packets that the director makes itself (README of the vectors): the
 * identification of those without DF, flow labels, the source port of gue, and that of IPv6 fragments; the checksums
 * over them must be right then. Checksums of ICMPv6, of the stack's TCP over IPv6, and of GRE were recorded before the
 * device finished them: such a one must be right where it is the pseudo header's sum in the vector.
 *
 * @param ip null where only the text was recorded
 */
record RecordedPacket(String side, String text, byte[] ip) {
    private static final Set<String> DIRECTOR = Set.of("10.9.1.1", "192.168.0.254", "fd09::1", "fd00::fe");
    private static final int GRE = 47;
    private static final int FRAGMENT6 = 44;
    private static final int HEADER6 = 40;
    private static final Set<Integer> BEFORE_FRAGMENT = Set.of(0, 43, 60);
    private static final int UDP = 17;
    private static final int TIMESTAMP_REPLY = 14;

    /** The packets among the results of an event. */
    static List<RecordedPacket> among(List<String> results) {
        List<RecordedPacket> packets = new ArrayList<>();
        for (String result : results) {
            String line = result.strip();
            if (line.startsWith("at-")) {
                int blank = line.indexOf(' ');
                packets.add(new RecordedPacket(line.substring(0, blank), line.substring(blank + 1), null));
            } else if (line.startsWith("hex ") && !packets.isEmpty()) {
                RecordedPacket last = packets.remove(packets.size() - 1);
                byte[] bytes = HexFormat.of().parseHex(line.substring(4));
                packets.add(new RecordedPacket(last.side, last.text, bytes));
            }
        }
        return packets;
    }

    /** How what was sent differs from what was recorded, or nothing. */
    static Optional<String> difference(List<RecordedPacket> recorded, List<Sent> sent) {
        // Of one side in order of time; which side was first is not recorded.
        List<RecordedPacket> want = recorded.stream()
                .sorted(Comparator.comparing(RecordedPacket::side))
                .toList();
        List<Sent> got =
                sent.stream().sorted(Comparator.comparing(RecordedPacket::side)).toList();
        if (areSameInFragments(want, got)) {
            return Optional.empty();
        }
        for (int i = 0; i < Math.max(want.size(), got.size()); i++) {
            String left = i < want.size() ? want.get(i).side + " " + want.get(i).text : "nothing";
            String right = i < got.size() ? describe(got.get(i)) : "nothing";
            Optional<String> difference =
                    i < want.size() && i < got.size() ? want.get(i).difference(got.get(i)) : Optional.of("");
            if (difference.isPresent()) {
                return Optional.of("expected " + left + "\n    got      " + right + difference.get());
            }
        }
        return Optional.empty();
    }

    private static boolean areSameInFragments(List<RecordedPacket> want, List<Sent> got) {
        boolean known = !want.isEmpty()
                && !got.isEmpty()
                && want.stream().allMatch(packet -> packet.ip != null && packet.side.equals(side(got.get(0))));
        return known
                && SmallFragments.areSame(
                        want.stream()
                                .map(packet -> Packets.frame(HexFormat.of().formatHex(packet.ip)))
                                .toList(),
                        got.stream().map(Sent::frame).toList());
    }

    /** Where it left: {@code at-server} or {@code at-client}. */
    static String side(Sent sent) {
        return sent.interfaceIndex() == EngineLab.SERVERS ? "at-server" : "at-client";
    }

    /** Whether this is what was sent. */
    boolean isSame(Sent sent) {
        return difference(sent).isEmpty();
    }

    /** Side and text of what was sent. */
    static String describe(Sent sent) {
        return side(sent) + " "
                + PacketText.of(ByteBuffer.wrap(sent.frame()).position(14).slice());
    }

    private Optional<String> difference(Sent sent) {
        byte[] got = Arrays.copyOfRange(sent.frame(), 14, sent.frame().length);
        boolean random = isDirectors(got);
        boolean sameText = ip != null // the bytes tell more
                || masked(side + " " + text, random).equals(masked(describe(sent), random));
        if (!side.equals(side(sent)) || !sameText) {
            return Optional.of("");
        }
        Optional<String> wrong = WireChecks.wrongChecksum(got);
        boolean wasWrong = ip != null && WireChecks.wrongChecksum(ip).isPresent();
        if (wrong.isPresent() && (!wasWrong || WireChecks.isUnfinished(ip))) {
            return Optional.of("\n    " + wrong.get() + " " + HexFormat.of().formatHex(got));
        }
        if (ip == null || Arrays.equals(canonical(ip), canonical(WireChecks.unfinishedAs(ip, got)))) {
            return Optional.empty();
        }
        HexFormat hex = HexFormat.of();
        return Optional.of("\n    expected " + hex.formatHex(ip) + "\n    got      " + hex.formatHex(got));
    }

    /** Whether the director made the packet: it comes from one of its own addresses, or begins its life here. */
    private static boolean isDirectors(byte[] ip) {
        return DIRECTOR.contains(PacketText.source(ip)) || ip[ip[0] >> 4 == 6 ? 7 : 8] == 64;
    }

    /** The outer packet's identification and the port of gue as {@code *}. */
    private static String masked(String words, boolean random) {
        if (!random) {
            return words;
        }
        String ports = words.replaceFirst("(at-server udp (?:192\\.168\\.0\\.254|\\[fd00::fe\\])):\\d+", "$1:*");
        return ports.contains(" icmp ")
                ? ports.replaceFirst(" id \\d+( len \\d+\\))$", " id *$1")
                : ports.replaceFirst("^([^(\\[]*\\(?ttl \\d+ id )\\d+( frag | len )", "$1*$2");
    }

    private static byte[] canonical(byte[] packet) {
        byte[] copy = packet.clone();
        int fragment = fragmentHeader(copy);
        if (fragment > 0) {
            ByteBuffer.wrap(copy).putInt(fragment + 4, 0);
        }
        if (fragment == HEADER6) {
            boolean gue = copy[40] == UDP
                    && isDirectors(packet)
                    && (ByteBuffer.wrap(copy).getShort(42) & 0xfff8) == 0;
            if (gue && copy[7] != 64) {
                // A port drawn at random and the checksum over it: together always the same.
                ByteBuffer udp = ByteBuffer.wrap(copy);
                int sum = (udp.getShort(48) & 0xffff) + (udp.getShort(54) & 0xffff);
                boolean none = udp.getShort(54) == 0;
                udp.putShort(48, (short) 0).putShort(54, (short) (none ? 0 : (sum & 0xffff) + (sum >> 16)));
            }
        }
        if (!isDirectors(packet)) {
            return copy;
        }
        ByteBuffer ip = ByteBuffer.wrap(copy);
        boolean v6 = copy[0] >> 4 == 6;
        int transport = v6 ? 40 : (copy[0] & 15) * 4;
        int protocol = copy[v6 ? 6 : 9];
        if (v6 && copy[7] == 64) {
            ip.putInt(0, ip.getInt(0) & 0xfff0_0000);
        } else if (!v6 && ((copy[6] & 0x40) == 0 || isNumberedPiece(ip))) {
            ip.putShort(4, (short) 0).putShort(10, (short) 0);
        }
        boolean first = v6 || (ip.getShort(6) & 0x1fff) == 0;
        if (protocol == UDP && first) {
            ip.putShort(transport, (short) 0);
            ip.putShort(transport + 6, (short) (ip.getShort(transport + 6) == 0 ? 0 : 1));
        } else if (protocol == GRE && first && copy[transport] < 0) {
            ip.putShort(transport + 4, (short) 0); // recorded before the device finished it
        } else if (protocol == 1 && copy[transport] == TIMESTAMP_REPLY) {
            ip.putShort(transport + 2, (short) 0).putInt(transport + 12, 0).putInt(transport + 16, 0);
        }
        return copy;
    }

    /** Where the fragment header of IPv6 is, behind others or not; 0 without one. */
    private static int fragmentHeader(byte[] ip) {
        if (ip[0] >> 4 != 6) {
            return 0;
        }
        int next = ip[6];
        int at = HEADER6;
        while (BEFORE_FRAGMENT.contains(next) && at + 1 < ip.length) {
            next = ip[at];
            at += ((ip[at + 1] & 0xff) + 1) * 8;
        }
        return next == FRAGMENT6 && at + 8 <= ip.length ? at : 0;
    }

    /** A fragment with DF of a packet that had none, and so a number. */
    private static boolean isNumberedPiece(ByteBuffer ip) {
        return (ip.getShort(6) & 0x3fff) != 0 && ip.getShort(4) != 0;
    }
}
