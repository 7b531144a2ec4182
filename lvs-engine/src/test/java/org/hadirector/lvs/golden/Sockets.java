package org.hadirector.lvs.golden;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.hadirector.lvs.engine.EngineLab;
import org.hadirector.lvs.engine.ListedConnection;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;

/** What real sockets of clients and servers put on the wire, packet by packet. */
final class Sockets {
    private static int nextPort = 30_000;

    private Sockets() {}

    static String text(InetAddress address) {
        String text = address.getHostAddress();
        return address.getAddress().length == 4 ? text : "[" + text.replaceFirst("(^|:)(0(:|$)){2,}", "::") + "]";
    }

    static String protocol(int protocol) {
        return protocol == 6 ? "TCP" : protocol == 17 ? "UDP" : protocol == 132 ? "SCTP" : "IP";
    }

    /** A handshake; the server that took it, or {@code refused}. */
    static String connect(GoldenLab lab, String from, String to) {
        String server = speak(lab, from, to, Segment.SYN);
        if (server.startsWith("[") || Character.isDigit(server.charAt(0))) {
            answer(lab, from, server, Segment.SYN | Segment.ACK);
            speak(lab, from, to, Segment.ACK);
        }
        return server;
    }

    /** @param server that took the connection; it closes even if the client's FIN does not reach it */
    static void end(GoldenLab lab, String how, String from, String to, String server) {
        if (how.equals("reset")) {
            speak(lab, from, to, Segment.RST | Segment.ACK);
            return;
        }
        if (speak(lab, from, to, Segment.FIN | Segment.ACK).equals(server)) {
            answer(lab, from, server, Segment.ACK);
        }
        if (how.equals("close")) {
            answer(lab, from, server, Segment.FIN | Segment.ACK);
            speak(lab, from, to, Segment.ACK);
        }
    }

    static String datagram(GoldenLab lab, String from, String to) {
        byte[] frame = Segment.udp(Packets.host(from), Packets.port(from), Packets.host(to), Packets.port(to), 1);
        String server = outcome(lab.exchange(false, frame));
        if (!server.equals("refused") && !server.equals("no answer")) {
            byte[] reply =
                    Segment.udp(Packets.host(server), Packets.port(server), Packets.host(from), Packets.port(from), 1);
            lab.exchange(true, reply);
        }
        return server;
    }

    private static String speak(GoldenLab lab, String from, String to, int flags) {
        return outcome(lab.exchange(
                false, Segment.tcp(Packets.host(from), Packets.port(from), Packets.host(to), Packets.port(to), flags)));
    }

    private static void answer(GoldenLab lab, String client, String server, int flags) {
        lab.exchange(
                true,
                Segment.tcp(
                        Packets.host(server), Packets.port(server), Packets.host(client), Packets.port(client), flags));
    }

    private static String outcome(List<Sent> sent) {
        if (sent.isEmpty()) {
            return "no answer";
        }
        Sent first = sent.get(0);
        if (first.interfaceIndex() != EngineLab.SERVERS) {
            return "refused";
        }
        ByteBuffer frame = ByteBuffer.wrap(first.frame());
        boolean v6 = frame.getShort(12) != 0x0800;
        byte[] address = new byte[v6 ? 16 : 4];
        frame.get(v6 ? 38 : 30, address);
        int port = frame.getShort(v6 ? 56 : 36) & 0xffff;
        try {
            return text(InetAddress.getByAddress(address)) + ":" + port;
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One connection, event by event: its state and seconds after each, {@code -} for none. */
    static String sequence(GoldenLab lab, String[] events) {
        String client = "10.4.7.1:" + nextPort++;
        boolean sctp = events[0].indexOf(':') > 0;
        String virtual = sctp ? "10.1.0.1:2905" : "10.1.0.1:80";
        StringBuilder states = new StringBuilder();
        for (String event : events) {
            int flags = sctp ? 0 : Packets.flags(event.substring(1));
            if (sctp) {
                String server = event.startsWith("s") ? server(lab, client) : virtual;
                chunk(lab, event, client, server);
            } else if (event.startsWith("c")) {
                speak(lab, client, virtual, flags);
            } else {
                answer(lab, client, server(lab, client), flags);
            }
            ListedConnection connection = find(lab, client);
            states.append(connection == null ? "- " : connection.state() + "/" + connection.secondsLeft() + " ");
        }
        return states.toString().strip();
    }

    /** A packet of one chunk, {@code c:INIT} from the client, {@code s:INIT_ACK} from the server. */
    private static void chunk(GoldenLab lab, String event, String client, String other) {
        boolean fromServer = event.startsWith("s");
        String chunk = event.substring(2);
        lab.exchange(fromServer, fromServer ? Chunks.frame(other, client, chunk) : Chunks.frame(client, other, chunk));
    }

    private static String server(GoldenLab lab, String client) {
        ListedConnection connection = find(lab, client);
        return connection == null
                ? "192.168.0.11:80"
                : text(connection.serverAddress()) + ":" + connection.serverPort();
    }

    private static ListedConnection find(GoldenLab lab, String client) {
        return lab.engine().connections().stream()
                .filter(c -> c.clientPort() == Packets.port(client))
                .findAny()
                .orElse(null);
    }
}
