package org.hadirector.lvs.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.path.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Call-IDs in messages, right and damaged, and the memory that keeps them. */
class CallIdTest {
    private static final String MESSAGE =
            "INVITE sip:a@b SIP/2.0\r\nVia: x\r\nCall-ID: one@10.4.0.1\r\nCSeq: 1\r\n\r\n";

    private final PacketView view = new PacketView();
    private final CallIdParser parser = new CallIdParser();

    private boolean find(byte[] payload) {
        byte[] frame =
                Segment.udp(Segment.address("10.4.0.1"), 5060, Segment.address("10.1.0.1"), 5060, payload.length);
        System.arraycopy(payload, 0, frame, 42, payload.length);
        view.parse(new Frame().wrap(ByteBuffer.wrap(frame), 0, frame.length, 1));
        return parser.find(view);
    }

    private String callId(String message) {
        if (!find(message.getBytes(StandardCharsets.ISO_8859_1))) {
            return "none";
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < parser.length(); i++) {
            text.append((char) view.frame().u8(parser.offset() + i));
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "'Call-ID: a@b\r\n', a@b",
        "'call-id:a@b\r\n', a@b",
        "'CALL-ID \t: a\n', a",
        "'i: f81d-4fae@h\r', f81d-4fae@h",
        "'I:x\r\n', x",
        "'Via: i: no\r\ni: yes\r\n', yes",
        "'Call-ID: a@\r\nCall-ID: b\r\n', b",
        "'Call-ID: a@b  \nCall-ID: other\n', none",
        "'Call-IDs: x\r\nCall-ID: b\r\n', none",
        "'i2: x\r\nCall-ID: b\r\n', none",
        "'Call-ID:\r\n folded\r\n', folded",
        "'Call-ID\r\n : \r\n\ttwice\r\n', twice",
        "'Call-ID:\r\ni: b\r\n', none",
        "'\nCall-ID: b\r\n', none",
        "'\r\nCall-ID: b\r\n', b",
        "'Call-ID: \u00e4@b\r\n', \u00e4@b",
        "'Call-ID: \u00d7\r\n', none",
        "'info: x\r\n', none",
        "'Call-ID: \r\n', none",
        "'Call-ID: a b\r\n', none",
        "'Call-ID a\r\n', none",
        "'Call-ID: unfinished', none",
        "'Call-ID', none",
        "'i', none",
        "'', none"
    })
    void shouldReadHeadersAsTheKernelDoes(String headers, String expected) {
        assertEquals(expected, callId("INVITE sip:a@b SIP/2.0\r\n" + headers));
    }

    @Test
    void shouldNotTakeTheFirstLineForAHeader() {
        assertEquals("none", callId("Call-ID: a\r\n"));
    }

    @Test
    void shouldRefuseWhatIsTooLong() {
        assertEquals("x".repeat(255), callId("\r\ni: " + "x".repeat(255) + "\r\n"));
        assertEquals("none", callId("\r\ni: " + "x".repeat(256) + "\r\n"));
    }

    @Property(tries = 2000)
    void shouldNeverLeaveThePacket(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] payload = MESSAGE.getBytes(StandardCharsets.ISO_8859_1);
        payload = java.util.Arrays.copyOf(payload, random.nextInt(payload.length + 1));
        for (int i = random.nextInt(8); i > 0 && payload.length > 0; i--) {
            payload[random.nextInt(payload.length)] = (byte) "\r\n:@ iI\0\u00ff".charAt(random.nextInt(9));
        }
        if (find(payload)) {
            assertTrue(parser.length() > 0
                    && parser.offset() + parser.length() < view.frame().length());
        }
    }

    @Test
    void shouldKeepAndForgetAndRefuseBeyondTheLimit() {
        CallIds ids = new CallIds(256);
        for (int i = 0; i < 256; i++) {
            find(("\r\ni: call" + i + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            assertEquals(i, ids.put(view, parser));
        }
        assertEquals(CallIds.NONE, ids.put(view, parser));
        assertTrue(ids.equals(255, view, parser));
        assertFalse(ids.equals(25, view, parser));
        assertEquals("call25", ids.text(25));
        ids.free(7);
        assertEquals(7, ids.put(view, parser));
        assertEquals("call255", ids.text(7));
    }
}
