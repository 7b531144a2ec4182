package org.hadirector.lvs.golden;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.golden.GoldenDesign.Part;

/**
 * The rule of {@link GoldenDesign} about segments behind IPv6 extension headers, of which the kernel reads the flags at
 * the wrong place: the state of their connections, what their servers count, and the templates that they assure.
 */
final class ExtensionRule {
    private static final Pattern BEHIND = Pattern.compile("send (client|server) proto (?:0|43|44|60) .*");
    /** Rows of a vector and of /proc, and of the listing: what stands before and after the state and the time. */
    private static final List<Pattern> ROWS = List.of(
            Pattern.compile("^((?:conn )?[A-Z]+ +\\[\\S+ +\\S+ +\\S+ +)[A-Z_0-9-]+ +\\d+(.*)$"),
            Pattern.compile("^([A-Z]+ +)\\d+:\\d+ +[A-Z_0-9-]+ +(\\[.*)$"));

    private static final Pattern TEMPLATE = Pattern.compile("conn \\S+ \\[(\\S+)\\]:0 .*");
    private static final int HEADER = 40;
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int DESTINATION = 60;
    private static final int FRAGMENT_HEADER = 8;
    private static final int TCP_HEADER = 20;
    private static final int PORTS = 4;

    private ExtensionRule() {}

    static Part part(GoldenVector vector, GoldenVector.Event event) {
        List<GoldenVector.Event> until = vector.events().stream()
                .filter(before -> before.number() <= event.number())
                .toList();
        Set<String> clients = until.stream()
                .map(ExtensionRule::client)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
        if (clients.isEmpty()) {
            return null;
        }
        Set<String> servers = ServerCounts.servers(until.stream(), clients::contains);
        return Part.ofLines(line -> rest(line, clients, servers));
    }

    /** A line without the state and time of a client's connection, or a server's connections whatever their state. */
    private static String rest(String line, Set<String> clients, Set<String> servers) {
        if (clients.stream().anyMatch(client -> line.contains(" " + client + " ") || isNetwork(line, client))) {
            String rest = line;
            for (Pattern form : ROWS) {
                rest = form.matcher(rest).replaceFirst("$1any 1 $2");
            }
            return rest;
        }
        return ServerCounts.summed(line, servers);
    }

    /** The client's address and port, at either end of a packet behind such headers. */
    private static Optional<String> client(GoldenVector.Event event) {
        Matcher behind = BEHIND.matcher(event.line());
        if (!behind.matches()
                || event.results().isEmpty()
                || !event.results().get(0).startsWith("  hex ")) {
            return Optional.empty();
        }
        ByteBuffer ip = ByteBuffer.wrap(
                HexFormat.of().parseHex(event.results().get(0).strip().substring(4)));
        int next = ip.get(6);
        int at = HEADER;
        while ((next == HOP_BY_HOP || next == ROUTING || next == DESTINATION) && at + 1 < ip.capacity()) {
            next = ip.get(at);
            at += (ip.get(at + 1) + 1) * 8;
        }
        if (next == FRAGMENT && (at == HEADER ? isReadWhole(ip) : isLater(ip, at))) {
            return Optional.empty();
        }
        at += next == FRAGMENT ? FRAGMENT_HEADER : 0;
        if (at + PORTS > ip.capacity()) {
            return Optional.empty();
        }
        boolean fromClient = behind.group(1).equals("client");
        int port = ip.getShort(fromClient ? at : at + 2) & 0xffff;
        String ends = event.line().substring(behind.end(1)).replaceFirst("^ proto \\d+ ", "");
        return Optional.of("[" + ends.split(" ")[fromClient ? 0 : 2] + "]:" + port);
    }

    /**
     * Whether a fragment without headers before it is only read when it is put together, and shows its flags before.
     */
    private static boolean isReadWhole(ByteBuffer ip) {
        return HEADER + FRAGMENT_HEADER + TCP_HEADER <= ip.capacity();
    }

    /** Whether there are no ports in a fragment. */
    private static boolean isLater(ByteBuffer ip, int fragmentHeader) {
        return fragmentHeader + FRAGMENT_HEADER > ip.capacity() || (ip.getShort(fragmentHeader + 2) & ~7) != 0;
    }

    /** Whether a line is about the template of a client: of its address, or of a network that it is in. */
    private static boolean isNetwork(String line, String client) {
        Matcher template = TEMPLATE.matcher(line);
        if (!template.matches()) {
            return false;
        }
        BigInteger network = number(template.group(1));
        BigInteger address = number(client.substring(1, client.indexOf(']')));
        int rest = Math.max(0, network.getLowestSetBit());
        return network.signum() != 0
                && (network.equals(address) || network.shiftRight(rest).equals(address.shiftRight(rest)));
    }

    private static BigInteger number(String address) {
        return new BigInteger(1, Segment.address(address).getAddress());
    }
}
