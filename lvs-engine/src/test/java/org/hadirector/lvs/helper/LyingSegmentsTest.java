package org.hadirector.lvs.helper;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.hadirector.lvs.engine.EngineLab;
import org.hadirector.lvs.engine.LvsException;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Control connections with segments whose header lies about its length or its options. */
class LyingSegmentsTest {
    private static final InetAddress CLIENT = Segment.address("10.4.0.1");
    private static final InetAddress VIP = Segment.address("10.1.0.1");
    private static final InetAddress SERVER = Segment.address("192.168.0.11");
    private static final String ANSWER = "227 Entering Passive Mode (192,168,0,11,175,200).\r\n";
    private static final byte[] BLANK = {1, 1, 1, 1};
    private static final byte[] ENDLESS = {1, 1, 5, 12};

    private final EngineLab lab = new EngineLab();

    @BeforeEach
    void connect() throws LvsException {
        ServiceKey key = EngineLab.tcp("10.1.0.1", 21);
        lab.engine().addService(new VirtualService(key, "rr"));
        lab.neighbour(SERVER).engine().addServer(key, new RealServer(SERVER, 21, ForwardingMethod.MASQUERADE, 1));
        lab.work();
        send(false, Segment.SYN, 1000, 0, 5, "");
        send(true, Segment.SYN | Segment.ACK, 5000, 1001, 5, "");
        send(false, Segment.ACK, 1001, 5001, 5, "");
        send(false, Segment.ACK, 1001, 5001, 5, "PASV\r\n");
    }

    private List<Sent> send(boolean fromServer, int flags, int sequence, int acknowledged, int offset, String text) {
        return send(fromServer, flags, sequence, acknowledged, offset, text.getBytes(StandardCharsets.US_ASCII));
    }

    private List<Sent> send(boolean fromServer, int flags, int sequence, int acknowledged, int offset, byte[] rest) {
        ByteBuffer tcp = ByteBuffer.allocate(20 + rest.length)
                .putShort((short) (fromServer ? 21 : 50_000))
                .putShort((short) (fromServer ? 50_000 : 21))
                .putInt(sequence)
                .putInt(acknowledged)
                .putShort((short) (offset << 12 | flags))
                .putShort((short) 8192)
                .putInt(0)
                .put(rest);
        byte[] frame = Segment.ip(6, fromServer ? SERVER : CLIENT, fromServer ? CLIENT : VIP, tcp.array(), 16);
        return lab.send(fromServer ? EngineLab.SERVERS : EngineLab.CLIENTS, 0, frame);
    }

    private static String text(Sent sent) {
        return new String(Arrays.copyOfRange(sent.frame(), 54, sent.frame().length), StandardCharsets.US_ASCII);
    }

    @Test
    void shouldPassUnreadWithAnOffsetThatLies() {
        for (int offset : new int[] {0, 4, 15}) {
            String answer = offset == 15 ? ANSWER.substring(0, 30) : ANSWER;
            List<Sent> sent = send(true, Segment.ACK, 5001, 1007, offset, answer);
            assertEquals(
                    List.of(answer), sent.stream().map(LyingSegmentsTest::text).toList());
            assertEquals(
                    1, send(false, Segment.ACK, 1007, 5001, offset, "NOOP\r\n").size());
        }
        // Had they been read, the stream would be thought to be beyond the beginning of this.
        String lines = "200 ok\r\n" + ANSWER;
        assertEquals(
                lines.replace("192,168,0,11", "10,1,0,1"),
                text(send(true, Segment.ACK, 5001, 1007, 5, lines).get(0)));
    }

    @Test
    void shouldDropOptionsWithoutAnEndOnceNumbersMoved() {
        assertEquals(1, send(true, Segment.ACK, 5001, 1007, 6, ENDLESS).size());
        send(true, Segment.ACK, 5001, 1007, 5, ANSWER);
        int next = 5001 + ANSWER.length();
        assertEquals(0, send(true, Segment.ACK, next, 1007, 6, ENDLESS).size());
        assertEquals(0, send(false, Segment.ACK, 1007, next - 4, 6, ENDLESS).size());
        assertEquals(1, send(false, Segment.ACK, 1007, next - 4, 6, BLANK).size());
        byte[] whole = Arrays.copyOf(BLANK, BLANK.length);
        List<Sent> reply = send(true, Segment.ACK, next, 1007, 6, whole);
        assertArrayEquals(BLANK, Arrays.copyOfRange(reply.get(0).frame(), 54, 58));
        assertEquals(next - 4, ByteBuffer.wrap(reply.get(0).frame()).getInt(38));
    }
}
