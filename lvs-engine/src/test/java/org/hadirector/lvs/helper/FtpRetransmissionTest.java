package org.hadirector.lvs.helper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.lvs.engine.EngineLab;
import org.hadirector.lvs.engine.ListedConnection;
import org.hadirector.lvs.engine.LvsException;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.forward.Drop;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What TCP does to control connections when segments get lost: the same bytes again, otherwise cut, with others behind
 * them, acknowledged in part and selectively. Segments are made by hand, with the numbers that real ends would use: the
 * client goes on at 1001, the server at 5001; a 227 becomes four bytes shorter on its way to the client.
 */
class FtpRetransmissionTest {
    private static final InetAddress CLIENT = Segment.address("10.4.0.1");
    private static final InetAddress VIP = Segment.address("10.1.0.1");
    private static final InetAddress SERVER = Segment.address("192.168.0.11");
    private static final int CLIENT_PORT = 50_000;
    private static final int SHORTER = "192,168,0,11".length() - "10,1,0,1".length();

    /** What came out on the other side. */
    private record Arrived(int sequence, int acknowledged, List<Integer> edges, String text) {}

    private final EngineLab lab = new EngineLab();

    @BeforeEach
    void connect() throws LvsException {
        ServiceKey key = EngineLab.tcp("10.1.0.1", 21);
        lab.engine().addService(new VirtualService(key, "rr"));
        lab.neighbour(SERVER).engine().addServer(key, new RealServer(SERVER, 21, ForwardingMethod.MASQUERADE, 1));
        lab.work();
        send(false, Segment.SYN, 994, 0, "");
        send(true, Segment.SYN | Segment.ACK, 4992, 995, "");
        client(995, 4993, "NOOP\r\n");
        server(4993, 1001, "200 ok\r\n");
        client(1001, 5001, "");
    }

    private Arrived client(int sequence, int acknowledged, String text, int... edges) {
        return only(send(false, Segment.PSH | Segment.ACK, sequence, acknowledged, text, edges));
    }

    private Arrived server(int sequence, int acknowledged, String text, int... edges) {
        return only(send(true, Segment.PSH | Segment.ACK, sequence, acknowledged, text, edges));
    }

    private static Arrived only(List<Arrived> arrived) {
        assertEquals(1, arrived.size(), "one segment in, one out");
        return arrived.get(0);
    }

    /** @param edges of the blocks of a selective acknowledgement */
    private List<Arrived> send(
            boolean fromServer, int flags, int sequence, int acknowledged, String text, int... edges) {
        int options = edges.length == 0 ? 0 : 4 + 4 * edges.length;
        ByteBuffer tcp = ByteBuffer.allocate(20 + options + text.length())
                .putShort((short) (fromServer ? 21 : CLIENT_PORT))
                .putShort((short) (fromServer ? CLIENT_PORT : 21))
                .putInt(sequence)
                .putInt(acknowledged)
                .putShort((short) ((20 + options) / 4 << 12 | flags))
                .putShort((short) 8192)
                .putInt(0);
        if (options > 0) {
            tcp.put((byte) 1).put((byte) 1).put((byte) 5).put((byte) (options - 2));
            for (int edge : edges) {
                tcp.putInt(edge);
            }
        }
        tcp.put(text.getBytes(StandardCharsets.US_ASCII));
        byte[] frame = Segment.ip(6, fromServer ? SERVER : CLIENT, fromServer ? CLIENT : VIP, tcp.array(), 16);
        List<Arrived> arrived = new ArrayList<>();
        for (Sent sent : lab.send(fromServer ? EngineLab.SERVERS : EngineLab.CLIENTS, 0, frame)) {
            assertTrue(Segment.isIntact(sent.frame()), "checksum");
            arrived.add(read(ByteBuffer.wrap(sent.frame())));
        }
        return arrived;
    }

    private static Arrived read(ByteBuffer frame) {
        int end = 14 + frame.getShort(16);
        int payload = 34 + (frame.get(46) >> 4 & 15) * 4;
        List<Integer> edges = new ArrayList<>();
        for (int at = 58; at < payload; at += 4) {
            edges.add(frame.getInt(at));
        }
        String text = new String(frame.array(), payload, end - payload, StandardCharsets.US_ASCII);
        return new Arrived(frame.getInt(38), frame.getInt(42), edges, text);
    }

    private static String passive(int port) {
        return "227 Entering Passive Mode (192,168,0,11," + (port >> 8) + "," + (port & 255) + ").\r\n";
    }

    private static String seen(String answer) {
        return answer.replace("192,168,0,11", "10,1,0,1");
    }

    private List<Integer> expectedPorts() {
        return lab.connections().stream()
                .filter(row -> row.virtualPort() != 21)
                .map(ListedConnection::virtualPort)
                .sorted()
                .toList();
    }

    /** Both directions before the changed bytes, at their edges, within and after them. */
    @Test
    void shouldTranslateNumbersOnEitherSideOfWhatBecameShorter() {
        String answer = passive(45_000);
        int end = 5001 + answer.length();
        int address = 5001 + answer.indexOf("192");
        client(1001, 5001, "PASV\r\n");
        assertEquals(new Arrived(5001, 1007, List.of(), seen(answer)), server(5001, 1007, answer));
        assertEquals(5001, client(1007, 5001, "").acknowledged(), "before");
        assertEquals(address, client(1007, address, "").acknowledged(), "up to the address");
        assertEquals(address + 3, client(1007, address + 3, "").acknowledged(), "10,");
        int afterAddress = address + "192,168,0,11,".length();
        assertEquals(afterAddress, client(1007, afterAddress - SHORTER, "").acknowledged(), "the address");
        assertEquals(end, client(1007, end - SHORTER, "").acknowledged(), "all of it");
        assertEquals(end - SHORTER, server(end, 1007, "").sequence(), "the server's next");
        assertEquals(end - SHORTER - 1, server(end - 1, 1007, "").sequence(), "whether the client is there");
        assertEquals(5000, server(5000, 1007, "").sequence(), "from before");
        assertEquals(1007, server(end, 1007, "").acknowledged(), "of the client's bytes nothing changed");
    }

    @Test
    void shouldRepeatAnAnswerAsItWasAfterLaterOnesHaveChangedTheNumbers() {
        String first = passive(45_000);
        String second = passive(46_000);
        int next = 5001 + first.length();
        client(1001, 5001, "PASV\r\n");
        server(5001, 1007, first);
        client(1007, 5001, "PASV\r\n"); // asks again though nothing of the answer came
        assertEquals(next - SHORTER, server(next, 1013, second).sequence());
        Arrived again = server(5001, 1013, first);
        assertEquals(new Arrived(5001, 1013, List.of(), seen(first)), again);
        Arrived both = server(5001, 1013, first + second);
        assertEquals(new Arrived(5001, 1013, List.of(), seen(first) + seen(second)), both);
        int end = next + second.length();
        assertEquals(end, client(1013, end - 2 * SHORTER, "").acknowledged());
        assertEquals(next, client(1013, next - SHORTER, "").acknowledged());
        assertEquals(List.of(45_000, 46_000), expectedPorts());
    }

    /** The client had asked twice at once; the first answer was lost behind the director and comes with the second. */
    @Test
    void shouldReplaceASecondAnswerThatComesWithTheFirstOneAgain() {
        String first = passive(45_000);
        String second = passive(46_000);
        client(1001, 5001, "PASV\r\nPASV\r\n");
        server(5001, 1013, first);
        assertEquals(
                seen(first) + seen(second), server(5001, 1013, first + second).text());
        assertEquals(List.of(45_000, 46_000), expectedPorts());
    }

    /** The first of three answers comes again while the third is awaited: the second stays as it was. */
    @Test
    void shouldKeepLaterAnswersWhenAnEarlierOneIsReadAgain() {
        String first = passive(45_000);
        String second = passive(46_000);
        String third = passive(47_000);
        client(1001, 5001, "PASV\r\nPASV\r\nPASV\r\n");
        int next = 5001 + first.length();
        server(5001, 1019, first);
        server(next, 1019, second);
        server(5001, 1019, first);
        int end = next + second.length();
        assertEquals(new Arrived(end - 2 * SHORTER, 1019, List.of(), seen(third)), server(end, 1019, third));
        assertEquals(end, client(1019, end - 2 * SHORTER, "").acknowledged());
    }

    /** What is before an answer changes its numbers: it must not overtake one that will be changed itself. */
    @Test
    void shouldKeepAnAnswerBackWhileAnotherOneIsMissingBeforeIt() {
        String first = passive(45_000);
        String second = passive(46_000);
        client(1001, 5001, "PASV\r\nPASV\r\n");
        int next = 5001 + first.length();
        assertEquals(List.of(), send(true, Segment.ACK, next, 1013, second));
        assertEquals(1, lab.engine().drops().get(Drop.OUT_OF_ORDER));
        assertEquals(seen(first), server(5001, 1013, first).text());
        assertEquals(new Arrived(next - SHORTER, 1013, List.of(), seen(second)), server(next, 1013, second));
    }

    @Test
    void shouldKeepA229BackWhileA227IsMissingBeforeIt() {
        String first = passive(45_000);
        String second = "229 Entering Extended Passive Mode (|||46000|)\r\n";
        client(1001, 5001, "PASV\r\nEPSV\r\n");
        int next = 5001 + first.length();
        assertEquals(List.of(), send(true, Segment.ACK, next, 1013, second));
        assertEquals(seen(first), server(5001, 1013, first).text());
        assertEquals(new Arrived(next - SHORTER, 1013, List.of(), second), server(next, 1013, second));
        assertEquals(List.of(45_000, 46_000), expectedPorts());
    }

    @Test
    void shouldNotWaitForAnAnswerAgainWhenItsQuestionComesAgain() {
        String answer = passive(45_000);
        int next = 5001 + answer.length();
        client(1001, 5001, "PASV\r\n");
        server(5001, 1007, answer);
        assertEquals("PASV\r\n", client(1001, 5001, "PASV\r\n").text(), "its acknowledgement was lost");
        int lost = next + "150 here it comes\r\n".length();
        assertEquals("226 done\r\n", server(lost, 1007, "226 done\r\n").text(), "nothing is awaited");
        String help = "227 Entering Passive Mode (192,168,0,11,200,1).\r\n";
        assertEquals(help, server(lost + 10, 1007, help).text(), "asked for by nobody");
    }

    /** PORT and PASV were sent at once; the PORT comes again after the PASV, which the server has yet to answer. */
    @Test
    void shouldStillAwaitAnAnswerWhenAnEarlierPortComesAgain() {
        String port = "PORT 10,4,0,1,160,1\r\n";
        client(1001, 5001, port);
        client(1001 + port.length(), 5001, "PASV\r\n");
        client(1001, 5001, port);
        assertEquals(seen(passive(45_000)), server(5001, 1028, passive(45_000)).text());
        assertEquals(List.of(20, 45_000), expectedPorts(), "the port that is announced twice is one");
    }

    @Test
    void shouldExpectOneConnectionOfAPortThatIsSentAgainInOtherPieces() {
        String port = "PORT 10,4,0,1,160,1\r\n";
        client(1001, 5001, port.substring(0, 12));
        assertEquals(List.of(), expectedPorts());
        client(1001, 5001, port);
        client(1005, 5001, port.substring(4) + "LIST\r\n");
        client(1001, 5001, port + "LIST\r\n");
        assertEquals(List.of(20), expectedPorts());
        FtpTalk data = new FtpTalk(lab);
        assertTrue(data.connectBack("192.168.0.11", 20, "10.4.0.1", 40_961));
        client(1001, 5001, port);
        data.say(data.server(), "listing");
        assertEquals("listing", data.client().heard(), "the connection that it opened goes on");
        assertEquals(List.of(20), expectedPorts());
    }

    /** The client has what follows a 227 and not the 227: its blocks are in numbers that the server does not know. */
    @Test
    void shouldTranslateSelectiveAcknowledgements() {
        String answer = passive(45_000);
        int next = 5001 + answer.length();
        client(1001, 5001, "PASV\r\n");
        server(5001, 1007, answer);
        assertEquals(next - SHORTER, server(next, 1007, "150 data\r\n").sequence());
        assertEquals(
                next + 10 - SHORTER, server(next + 10, 1007, "226 done\r\n").sequence());
        Arrived gap = client(1007, 5001, "", next - SHORTER, next + 20 - SHORTER);
        assertEquals(new Arrived(1007, 5001, List.of(next, next + 20), ""), gap);
        int within = 5001 + answer.indexOf("192") + 3;
        Arrived twice = client(1007, 5001, "NOOP\r\n", 5001, within, next - SHORTER, next + 10 - SHORTER);
        assertEquals(new Arrived(1007, 5001, List.of(5001, within, next, next + 10), "NOOP\r\n"), twice);
        Arrived servers = server(next + 20, 1007, "", 1013, 1019);
        assertEquals(List.of(1013, 1019), servers.edges(), "of the client's bytes nothing changed");
        assertEquals(seen(answer), server(5001, 1007, answer).text());
        assertEquals(next + 20, client(1013, next + 20 - SHORTER, "").acknowledged());
    }

    @Test
    void shouldNotReplaceInWhatTheClientHasAcknowledgedAsItWas() {
        String early = passive(50_000);
        int next = 5001 + early.length();
        assertEquals(early, server(5001, 1001, early).text(), "nobody has asked");
        client(1001, next, "PASV\r\n");

        Arrived again = server(5001, 1007, early);
        assertEquals(early, again.text());
        assertEquals(5001, again.sequence());
        assertEquals(next, client(1007, next, "").acknowledged());
        Arrived answer = server(next, 1007, passive(50_001));
        assertEquals(seen(passive(50_001)), answer.text());
        assertEquals(next, answer.sequence(), "no byte of it is one that the client has");
    }
}
