package org.hadirector.director.fault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BeatFrameTest {
    private static final int PAYLOAD = 14 + 20 + 8;

    private static byte[] frame(int protocol, int port, int payload, int padding) {
        ByteBuffer frame = ByteBuffer.allocate(PAYLOAD + payload + padding);
        frame.position(12);
        frame.putShort((short) 0x0800).put((byte) 0x45);
        frame.position(23);
        frame.put((byte) protocol);
        frame.position(34);
        frame.putShort((short) 4000).putShort((short) port).putShort((short) (8 + payload));
        frame.putShort((short) 0x1234);
        return frame.array();
    }

    @Test
    void shouldKnowABeatByItsPort() {
        assertTrue(BeatFrame.is(frame(17, 694, 40, 0), 694));
        assertFalse(BeatFrame.is(frame(17, 695, 40, 0), 694));
        assertFalse(BeatFrame.is(frame(6, 694, 40, 0), 694));
        assertFalse(BeatFrame.is(new byte[42], 694));
    }

    @Test
    void shouldMakeUpTheDigestAndNothingElse() {
        byte[] good = frame(17, 694, 40, 6);
        byte[] forged = BeatFrame.forged(good, new Random(1));
        int digest = PAYLOAD + 40 - 16;
        assertFalse(Arrays.equals(good, digest, digest + 16, forged, digest, digest + 16));
        assertArrayEquals(Arrays.copyOfRange(good, 0, 40), Arrays.copyOfRange(forged, 0, 40));
        assertEquals(0, forged[40] | forged[41], "no checksum");
        assertArrayEquals(new byte[6], Arrays.copyOfRange(forged, PAYLOAD + 40, forged.length), "padding stays");
    }
}
