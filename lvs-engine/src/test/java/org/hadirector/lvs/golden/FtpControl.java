package org.hadirector.lvs.golden;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hadirector.lvs.golden.FtpRows.Row;
import org.hadirector.lvs.golden.GoldenDesign.PacketJudge;
import org.hadirector.lvs.golden.GoldenDesign.Tables;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;

/**
 * A control connection of FTP in a vector, and what the rules of {@link FtpRules} let become of its packets and of its
 * data connections. Endpoints are written as in {@code conn} lines.
 */
record FtpControl(String client, String virtual, String server) {
    private static final Pattern ROW = Pattern.compile("  conn TCP (\\S+) (\\S+:21) (\\S+) .*");
    private static final Pattern SENT = Pattern.compile("send (client|server) tcp (\\S+) > (\\S+) .*");

    /** A data connection that was announced: its client's port, or 0 for any, and those of the other two. */
    record Data(FtpControl control, int clientPort, int virtualPort, int serverPort) {
        /** Whether it is one of its packets that an event sends. */
        boolean sends(GoldenVector.Event event) {
            Matcher sent = SENT.matcher(event.line());
            return sent.matches() && sends(sent);
        }

        private boolean sends(Matcher sent) {
            boolean fromServer = sent.group(1).equals("server");
            return isClient(sent.group(fromServer ? 3 : 2))
                    && (fromServer
                            ? sent.group(2).equals(host(control.server) + ":" + serverPort)
                            : sent.group(3).equals(host(control.virtual) + ":" + virtualPort));
        }

        private boolean isClient(String endpoint) {
            return host(endpoint).equals(host(control.client)) && (clientPort == 0 || port(endpoint) == clientPort);
        }

        /** Lets a packet go through, translated. */
        PacketJudge translated(GoldenVector.Event event) {
            boolean fromServer = event.line().startsWith("send server ");
            return fromServer
                    ? passedOn(event, true, host(control.virtual), virtualPort)
                    : passedOn(event, false, host(control.server), serverPort);
        }

        /**
         * What a table of ours shows of it that the vector's does not: its row, waiting if nobody has opened it, and
         * what that adds to the server's count.
         */
        Tables only(Stream<GoldenVector.Event> until) {
            List<String> clients = until.map(other -> SENT.matcher(other.line()))
                    .filter(sent ->
                            sent.matches() && sends(sent) && sent.group(1).equals("client"))
                    .map(sent -> sent.group(2))
                    .toList();
            return new Tables(
                    UnaryOperator.identity(),
                    table -> FtpRows.without(table, control.server, row -> is(row) && isInStep(row, clients)));
        }

        /** What a vector's table shows of it, waiting, before it is announced. */
        Tables early() {
            return new Tables(
                    table -> FtpRows.without(table, control.server, row -> isAt(row) && isInStep(row, List.of())),
                    UnaryOperator.identity());
        }

        /** Whether an event shows its row; if that leads elsewhere, it is the business of another rule. */
        boolean isShownBy(GoldenVector.Event event) {
            return event.results().stream()
                    .map(Row::of)
                    .filter(Objects::nonNull)
                    .anyMatch(this::isAt);
        }

        private boolean isAt(Row row) {
            return isClient(row.client()) && row.virtual().equals(host(control.virtual) + ":" + virtualPort);
        }

        private boolean is(Row row) {
            return isAt(row) && row.server().equals(host(control.server) + ":" + serverPort);
        }

        /** Whether a row waits just as long as no client has sent anything. */
        private boolean isInStep(Row row, List<String> clients) {
            boolean waits = row.client().equals(host(control.client) + ":" + clientPort) && row.isListening();
            return clients.isEmpty() ? waits : clients.contains(row.client()) && !row.isListening();
        }
    }

    /** All of a vector. */
    static List<FtpControl> among(GoldenVector vector) {
        return vector.events().stream()
                .flatMap(event -> event.results().stream())
                .map(ROW::matcher)
                .filter(row -> row.matches() && port(row.group(1)) != 0) // else a template, or a data connection
                .map(row -> new FtpControl(row.group(1), row.group(2), row.group(3)))
                .distinct()
                .toList();
    }

    /** Whether it is one of its packets that an event sends. */
    boolean sends(GoldenVector.Event event) {
        return event.line().startsWith("send client tcp " + client + " > " + virtual + " ")
                || event.line().startsWith("send server tcp " + server + " > " + client + " ");
    }

    boolean isIpv6() {
        return client.startsWith("[");
    }

    /** The client may connect to a port. */
    Data passive(int port) {
        return new Data(this, 0, port, port);
    }

    /** The server may connect to a port of the client. */
    Data active(int port) {
        return new Data(this, port, port(virtual) - 1, port(server) - 1);
    }

    /** Lets a client's packet go through, translated. */
    PacketJudge translated(GoldenVector.Event event) {
        return passedOn(event, false, host(server), port(server));
    }

    /**
     * Lets a packet be as recorded but for its numbers and its text.
     *
     * @param unseen by how much the kernel does not move the numbers of the server's bytes
     */
    PacketJudge near(GoldenVector.Event event, int unseen, String text) {
        boolean fromServer = event.line().startsWith("send server ");
        int most = fromServer ? unseen : -unseen;
        return (recorded, sent) -> {
            if (recorded.size() != 1 || sent.size() != 1 || recorded.get(0).ip() == null) {
                return false;
            }
            FtpSegment want = new FtpSegment(recorded.get(0).ip());
            FtpSegment got = FtpSegment.of(sent.get(0));
            if (!want.isWhole() || !got.isWhole()) {
                return false;
            }
            int number = got.number(fromServer);
            int shift = number - want.number(fromServer);
            return Math.min(0, most) <= shift
                    && shift <= Math.max(0, most)
                    && RecordedPacket.side(sent.get(0)).equals(recorded.get(0).side())
                    && want.with(text, fromServer, number).isSame(sent.get(0));
        };
    }

    /** Lets a packet go on, with another source if a server sent it, else with another destination. */
    static PacketJudge passedOn(GoldenVector.Event event, boolean fromServer, String host, int port) {
        String bare = host.replaceAll("[\\[\\]]", "");
        return (recorded, sent) -> sent.size() == 1
                && RecordedPacket.side(sent.get(0)).equals(fromServer ? "at-client" : "at-server")
                && isPassedOn(event, fromServer, bare, port, sent.get(0));
    }

    /** Whether an event's packet went on, whatever link it took. */
    static boolean isPassedOn(GoldenVector.Event event, boolean fromServer, String host, int port, Sent sent) {
        return FtpSegment.of(event)
                .filter(segment -> segment.passedOn(fromServer, host, port).isSame(sent))
                .isPresent();
    }

    /** An address as FTP writes it, with a comma behind it. */
    static String commas(String endpoint) {
        return host(endpoint).replace('.', ',') + ",";
    }

    /** Of an endpoint. */
    static String host(String endpoint) {
        return endpoint.substring(0, endpoint.lastIndexOf(':'));
    }

    static int port(String endpoint) {
        return Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
    }
}
