package org.hadirector.lvs.golden;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hadirector.lvs.golden.GoldenDesign.Part;

/**
 * The rule about ICMP errors that a server of direct routing, or one behind a tunnel, sends its client by way of the
 * director: the kernel's hooks see them pass and count them as what the service sends.
 */
final class PassedErrors {
    private static final Set<Integer> ERRORS = Set.of(3, 4, 11, 12);
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;
    private static final int HEADER6 = 40;
    private static final int ICMP_HEADER = 8;
    private static final Pattern LISTED = Pattern.compile("\\$ ipvsadm .*--(stats|rate)\\b.*|file .*/ip_vs_stats.*");
    private static final Pattern NUMBERS = Pattern.compile(
            "(.*? [0-9A-F]+[KMGT]? +[0-9A-F]+[KMGT]?) +[0-9A-F]+[KMGT]?( +[0-9A-F]+[KMGT]?)" + " +[0-9A-F]+[KMGT]?");

    private PassedErrors() {}

    /** What the service sent, in listings of counters after such an error. */
    static Part part(GoldenVector vector, GoldenVector.Event event) {
        return countersAfter(vector, event, PassedErrors::isPassedOn);
    }

    /** What the service sent, in listings of counters after an event of some kind; null elsewhere. */
    static Part countersAfter(GoldenVector vector, GoldenVector.Event event, Predicate<GoldenVector.Event> kind) {
        boolean counted = LISTED.matcher(event.line()).matches()
                && vector.events().stream().takeWhile(before -> before != event).anyMatch(kind);
        return counted ? Part.ofLines(PassedErrors::withoutSent) : null;
    }

    /** Whether a server's error goes on under its own address that is about a connection with the virtual one. */
    private static boolean isPassedOn(GoldenVector.Event event) {
        if (!event.line().startsWith("send server ")
                || event.results().isEmpty()
                || !event.results().get(0).startsWith("  hex ")) {
            return false;
        }
        byte[] ip = HexFormat.of().parseHex(event.results().get(0).strip().substring(4));
        if (!isError(ip)) {
            return false;
        }
        String server = PacketText.source(ip);
        boolean passed = RecordedPacket.among(event.results().stream().skip(1).toList()).stream()
                .anyMatch(left -> left.side().equals("at-client")
                        && left.ip() != null
                        && PacketText.source(left.ip()).equals(server));
        Pattern row = Pattern.compile("  conn \\S+ \\S+ " + host(quotedDestination(ip)) + " " + host(server) + " .*");
        return passed
                && event.results().stream().anyMatch(line -> row.matcher(line).matches());
    }

    private static String host(String address) {
        return Pattern.quote(address.contains(":") ? "[" + address + "]" : address) + ":\\d+";
    }

    /** Of an error with the beginning of a packet of its own family in it. */
    private static boolean isError(byte[] ip) {
        int at = transport(ip);
        return ip.length >= at + ICMP_HEADER + at
                && (ip[0] >> 4 == 6 ? ip[6] == ICMPV6 && ip[at] >= 0 : ip[9] == ICMP && ERRORS.contains(ip[at] & 0xff));
    }

    private static int transport(byte[] ip) {
        return ip[0] >> 4 == 6 ? HEADER6 : (ip[0] & 15) * 4;
    }

    private static String quotedDestination(byte[] error) {
        byte[] quoted = Arrays.copyOfRange(error, transport(error) + ICMP_HEADER, error.length);
        boolean ipv6 = quoted[0] >> 4 == 6;
        System.arraycopy(quoted, ipv6 ? 24 : 16, quoted, ipv6 ? 8 : 12, ipv6 ? 16 : 4);
        return PacketText.source(quoted);
    }

    private static String withoutSent(String line) {
        Matcher numbers = NUMBERS.matcher(line);
        return numbers.matches() ? numbers.group(1) + " 0" + numbers.group(2) + " 0" : line;
    }
}
