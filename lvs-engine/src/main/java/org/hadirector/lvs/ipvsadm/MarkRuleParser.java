package org.hadirector.lvs.ipvsadm;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.hadirector.lvs.mark.MarkRule;
import org.hadirector.lvs.mark.Network;
import org.hadirector.lvs.mark.Ports;

/**
 * Reads a rule in the words of iptables(8), as administrators and {@code iptables-save} write it. What it cannot do is
 * refused, never left out.
 */
public final class MarkRuleParser {
    private final NameService names;

    /** @param names of ports; null if only numbers are to be read */
    public MarkRuleParser(NameService names) {
        this.names = names;
    }

    /** Whether a line of {@code iptables-save} is a rule; others are its remarks, tables and counters. */
    static boolean isRule(List<String> words) {
        String first = words.get(0);
        return !(first.isEmpty()
                || first.startsWith("#")
                || first.startsWith("*")
                || first.startsWith(":")
                || first.equals("COMMIT"));
    }

    /** @throws IllegalArgumentException saying what is wrong */
    public MarkRule rule(List<String> words) {
        Draft draft = new Draft();
        for (Iterator<String> rest = words.iterator(); rest.hasNext(); ) {
            String word = rest.next();
            if (!rest.hasNext()) {
                throw new IllegalArgumentException(
                        word.startsWith("-") ? word + " needs a value" : "what is " + word + "?");
            }
            option(word, rest.next(), draft);
        }
        return draft.rule();
    }

    /** What was read so far. */
    private static final class Draft {
        private Network destination;
        private Network source;
        private int protocol;
        private final List<Ports> ports = new ArrayList<>();
        private String device = "";
        private Integer mark;

        MarkRule rule() {
            if (destination == null) {
                throw new IllegalArgumentException("-d is missing: packets are taken up by their address");
            }
            if (mark == null) {
                throw new IllegalArgumentException("--set-mark is missing");
            }
            return new MarkRule(destination, protocol, ports, source, device, mark);
        }
    }

    private void option(String word, String value, Draft draft) {
        switch (word) {
            case "-d", "--destination", "--dst" -> draft.destination = network(value);
            case "-s", "--source", "--src" -> draft.source = network(value);
            case "-i", "--in-interface" -> draft.device = device(value);
            case "-p", "--protocol" -> draft.protocol = protocol(value);
            case "--dport", "--dports", "--destination-port", "--destination-ports" -> {
                for (String range : value.split(",")) {
                    draft.ports.add(ports(range, draft.protocol));
                }
            }
            case "--set-mark", "--set-xmark" -> draft.mark = mark(value);
            case "-j", "--jump" -> require(value.equals("MARK"), "-j " + value + ": only MARK");
            case "-m", "--match" -> require(
                    List.of("tcp", "udp", "sctp", "multiport").contains(value), "-m " + value + " is not known here");
            case "-A", "--append" -> require(value.equals("PREROUTING"), "chain " + value + ": only PREROUTING");
            default -> throw new IllegalArgumentException("what is " + word + "?");
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private static Network network(String text) {
        int slash = text.indexOf('/');
        InetAddress address = Endpoints.numeric(slash < 0 ? text : text.substring(0, slash))
                .orElseThrow(() -> new IllegalArgumentException(text + " is no address"));
        int length = 8 * address.getAddress().length;
        if (slash < 0) {
            return new Network(address, length);
        }
        int bits = (int) Numbers.parse(text.substring(slash + 1), 0, length)
                .orElseThrow(() -> new IllegalArgumentException(text + ": the prefix is a number up to " + length));
        return new Network(address, bits);
    }

    private static String device(String name) {
        require(name.matches("[^/ !+]{1,15}"), "-i " + name + ": the name of one interface");
        return name;
    }

    private static int protocol(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "tcp", "6" -> 6;
            case "udp", "17" -> 17;
            case "sctp", "132" -> 132;
            default -> throw new IllegalArgumentException("-p " + text + ": tcp, udp or sctp");
        };
    }

    private Ports ports(String text, int protocol) {
        int colon = text.indexOf(':');
        int first = port(colon < 0 ? text : text.substring(0, colon), protocol);
        return new Ports(first, colon < 0 ? first : port(text.substring(colon + 1), protocol));
    }

    private int port(String text, int protocol) {
        var number = Numbers.parse(text, 0, 65_535);
        if (number.isPresent()) {
            return (int) number.getAsLong();
        }
        return (names == null ? java.util.OptionalInt.empty() : names.port(text, Endpoints.protocolName(protocol)))
                .orElseThrow(() -> new IllegalArgumentException(text + " is no port"));
    }

    /** {@code 7}, {@code 0x7}, and with a mask only one of all bits, as {@code iptables-save} writes it. */
    private static int mark(String text) {
        String value = text.replaceFirst("(?i)/0xffffffff$", "");
        try {
            return Integer.parseUnsignedInt(
                    value.startsWith("0x") ? value.substring(2) : value, value.startsWith("0x") ? 16 : 10);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("mark " + text + ": a number of 32 bits, without a mask", e);
        }
    }
}
