package org.hadirector.heartbeat.jgroups;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SerialFramingTest {
    private final List<byte[]> received = new ArrayList<>();
    private int damaged;
    private final SerialFraming.Decoder decoder = new SerialFraming.Decoder(
            1000, (data, offset, length) -> received.add(Arrays.copyOfRange(data, offset, offset + length)), () -> {
                damaged++;
            });

    private void feed(byte[] bytes) {
        decoder.feed(bytes, 0, bytes.length);
    }

    @Property
    void shouldRoundTripEveryPayload(@ForAll @Size(max = 1000) byte[] payload) {
        SerialFramingTest test = new SerialFramingTest();
        byte[] frame = SerialFraming.encode(payload, 0, payload.length);

        test.feed(frame);

        assertEquals(1, test.received.size());
        assertArrayEquals(payload, test.received.get(0));
        assertEquals(0, test.damaged);
        assertTrue(frame.length <= SerialFraming.frameLength(payload.length));
        for (int i = 1; i < frame.length - 1; i++) {
            assertTrue(frame[i] != 0, "zero inside the frame");
        }
    }

    @Test
    void shouldRoundTripRunsAroundTheBlockLength() {
        for (int length = 245; length <= 515; length++) {
            byte[] payload = new byte[length];
            Arrays.fill(payload, (byte) 7);
            received.clear();
            feed(SerialFraming.encode(payload, 0, length));
            assertArrayEquals(payload, received.get(0), "length " + length);
        }
    }

    @Test
    void shouldTakeFramesByteByByte() {
        byte[] frame = SerialFraming.encode(new byte[] {0, 1, 0}, 0, 3);
        for (byte b : frame) {
            feed(new byte[] {b});
        }
        assertArrayEquals(new byte[] {0, 1, 0}, received.get(0));
    }

    @Test
    void shouldBeInStepAgainRightBehindNoise() {
        feed(new byte[] {5, 9, 9});
        feed(SerialFraming.encode(new byte[] {1, 2, 3}, 0, 3));

        assertArrayEquals(new byte[] {1, 2, 3}, received.get(0));
        assertEquals(1, damaged);
    }

    @Test
    void shouldFindEveryFlippedBit() {
        byte[] good = SerialFraming.encode("a beat".getBytes(StandardCharsets.US_ASCII), 0, 6);
        for (int bit = 8; bit < (good.length - 1) * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            feed(bad);
        }
        assertEquals(0, received.size());
        assertTrue(damaged > 0);
    }

    @Property
    void shouldThrowNothingOnRandomBytesAndRecover(@ForAll @Size(max = 3000) byte[] noise) {
        SerialFramingTest test = new SerialFramingTest();
        test.feed(noise);
        test.received.clear();
        test.feed(SerialFraming.encode(new byte[] {4, 2}, 0, 2));
        assertArrayEquals(new byte[] {4, 2}, test.received.get(test.received.size() - 1));
    }

    @Test
    void shouldSurviveALineThatNeverPauses() {
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        for (int i = 0; i < noise.length; i++) {
            noise[i] |= 1;
        }
        feed(noise);
        feed(SerialFraming.encode(new byte[] {4, 2}, 0, 2));

        assertArrayEquals(new byte[] {4, 2}, received.get(0));
        assertEquals(1, damaged);
    }
}
