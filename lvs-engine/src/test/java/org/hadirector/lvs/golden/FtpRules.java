package org.hadirector.lvs.golden;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hadirector.lvs.golden.GoldenDesign.Part;

/** The rules of {@link GoldenDesign} about segments of FTP that were made by hand. */
final class FtpRules {
    private static final Pattern SERVERS = Pattern.compile("send server tcp .*");
    private static final Pattern CLIENTS6 = Pattern.compile("send client tcp \\[\\S+\\]:\\d+ > \\[\\S+\\]:21 .*");
    private static final Pattern CLIENTS = Pattern.compile("send client tcp (\\S+) > (\\S+) .*");
    private static final Pattern ROW = Pattern.compile("  conn TCP (\\S+) (\\S+) (\\S+) .*");
    private static final Pattern PASSIVE =
            Pattern.compile("(?s)(.*\\n)?227 [^\\n]*?\\d+,\\d+,\\d+,\\d+,(\\d+),(\\d+).*");
    private static final Pattern EXTENDED = Pattern.compile("(?s)229 [^\\n]*\\((.)\\1\\1\\d+\\1.*");
    private static final Pattern COUNT = Pattern.compile("\\S+=\\d+/\\d+");

    private FtpRules() {}

    /**
     * The same answer once more, which the kernel lets pass as it is, or one with other bars, which it makes plain
     * ones: the packet. One behind another line of its segment, which the kernel does not see: its packet, and what has
     * to do with its port.
     */
    static Part answers(GoldenVector vector, GoldenVector.Event event) {
        List<GoldenVector.Event> before =
                vector.events().stream().takeWhile(other -> other != event).toList();
        Optional<String> text = answer(event);
        boolean copy = text.isPresent() && before.stream().anyMatch(other -> isSame(other, event));
        boolean barred = text.map(EXTENDED::matcher)
                .filter(Matcher::matches)
                .filter(answer -> !answer.group(1).equals("|"))
                .isPresent();
        if (copy || barred || text.flatMap(FtpRules::portOfLater).isPresent()) {
            return new Part(false, true, line -> portOfLater(text.get())
                    .filter(port -> tells(line, port))
                    .isPresent());
        }
        return before.stream()
                .flatMap(other ->
                        answer(other).flatMap(FtpRules::portOfLater).stream().map(port -> after(event, other, port)))
                .findFirst()
                .orElse(null);
    }

    /** What differs after an answer that the kernel did not see: its port, and numbers of the connection it came on. */
    private static Part after(GoldenVector.Event event, GoldenVector.Event answer, int port) {
        boolean same = event.line().contains(" " + client(answer) + " ");
        return new Part(false, same || event.line().contains(":" + port + " "), line -> tells(line, port));
    }

    private static String client(GoldenVector.Event fromServer) {
        return fromServer.line().split(" ")[5];
    }

    /**
     * FTP over IPv6, where the recorded kernel's helper lets nothing through that a client sends, and so reads nothing:
     * those packets, and data connections.
     */
    static Part ipv6(GoldenVector vector, GoldenVector.Event event) {
        boolean swallowed =
                vector.events().stream().takeWhile(other -> other != event).anyMatch(FtpRules::isSwallowed);
        if (!isHelped(vector) || !swallowed && !isSwallowed(event)) {
            return null;
        }
        boolean data = event.line().matches("send (client|server) tcp \\[.*")
                && !event.line().contains("]:21 ")
                && !event.line().contains("]:2121 ");
        return new Part(
                false,
                data || isSwallowed(event),
                line -> COUNT.matcher(line).matches() || line.matches("conn TCP \\[.*") && !line.contains("]:21 "));
    }

    /**
     * A client's packet of a connection whose server spoke under the same addresses and ports before the connection was
     * known, so that its packet went out as it was. The recorded kernel's helper has the packets tracked: that one
     * became a tracked connection of its own, and what the client sends clashes with it.
     */
    static boolean isClash(GoldenVector vector, GoldenVector.Event event) {
        Matcher sent = CLIENTS.matcher(event.line());
        if (!sent.matches() || GoldenDesign.told(event, "at-") || !isHelped(vector)) {
            return false;
        }
        String client = sent.group(1);
        return event.results().stream()
                .map(line -> ROW.matcher(line))
                .filter(row -> row.matches()
                        && row.group(1).equals(client)
                        && row.group(2).equals(sent.group(2)))
                .anyMatch(row -> vector.events().stream()
                        .takeWhile(before -> before != event)
                        .anyMatch(before -> wentOutAsItWas(before, row.group(3) + " > " + client + " ")));
    }

    private static boolean wentOutAsItWas(GoldenVector.Event event, String ends) {
        return event.line().startsWith("send server tcp " + ends) && GoldenDesign.told(event, "at-client tcp " + ends);
    }

    private static boolean isHelped(GoldenVector vector) {
        return vector.events().stream().anyMatch(event -> event.line().equals("helper ip_vs_ftp loaded"));
    }

    private static boolean isSwallowed(GoldenVector.Event event) {
        return CLIENTS6.matcher(event.line()).matches() && !GoldenDesign.told(event, "at-");
    }

    private static boolean tells(String line, int port) {
        return line.contains(":" + port + " ") || COUNT.matcher(line).matches();
    }

    private static boolean isSame(GoldenVector.Event one, GoldenVector.Event other) {
        return one.line().equals(other.line())
                && one.results().get(0).equals(other.results().get(0));
    }

    /** What a server's segment says, if that is an answer with a port. */
    private static Optional<String> answer(GoldenVector.Event event) {
        if (!SERVERS.matcher(event.line()).matches()
                || event.results().isEmpty()
                || !event.results().get(0).startsWith("  hex ")) {
            return Optional.empty();
        }
        ByteBuffer ip = ByteBuffer.wrap(
                HexFormat.of().parseHex(event.results().get(0).strip().substring(4)));
        int tcp = ip.get(0) >> 4 == 6 ? 40 : (ip.get(0) & 15) * 4;
        int payload = ip.capacity() < tcp + 20 ? ip.capacity() : tcp + (ip.get(tcp + 12) >> 4 & 15) * 4;
        if (payload >= ip.capacity()) {
            return Optional.empty();
        }
        String text = new String(ip.array(), payload, ip.capacity() - payload, StandardCharsets.ISO_8859_1);
        return Optional.of(text)
                .filter(t -> PASSIVE.matcher(t).matches() || EXTENDED.matcher(t).matches());
    }

    /** The port of a 227 that is not the first line of its segment. */
    private static Optional<Integer> portOfLater(String text) {
        return Optional.of(PASSIVE.matcher(text))
                .filter(answer -> answer.matches() && answer.group(1) != null)
                .map(answer -> Integer.parseInt(answer.group(2)) << 8 | Integer.parseInt(answer.group(3)));
    }
}
