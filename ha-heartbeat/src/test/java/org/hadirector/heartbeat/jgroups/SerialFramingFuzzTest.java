package org.hadirector.heartbeat.jgroups;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.hadirector.heartbeat.link.StatusCodec;
import org.junit.jupiter.api.Test;

/** Noise on a serial line, in pieces of any size; a good frame behind it must always come through. */
class SerialFramingFuzzTest {
    private static final long INPUTS = Long.getLong("fuzz.inputs", 200_000);
    private static final long SEED = Long.getLong("fuzz.seed", 1);

    private final SplittableRandom random = new SplittableRandom(SEED);
    private byte[] received;
    private long damaged;
    private long falsely;

    @Test
    void shouldTakeGoodFramesOutOfAnyNoise() {
        byte[] payload = new byte[48];
        SerialFraming.Decoder decoder =
                new SerialFraming.Decoder(StatusCodec.MAX_BYTES, this::receive, () -> damaged++);
        for (long i = 0; i < INPUTS; i++) {
            random.nextBytes(payload);
            byte[] good = SerialFraming.encode(payload, 0, payload.length);
            feed(decoder, noise(good));
            falsely += received == null ? 0 : 1;
            received = null;
            feed(decoder, good);
            assertArrayEquals(payload, received, "the frame behind the noise, input " + i);
            received = null;
        }
        java.util.logging.Logger.getLogger("figures")
                .info(String.format("%d noises, %d damaged frames, %d taken for good", INPUTS, damaged, falsely));
        assertTrue(damaged > 0);
        assertEquals(0, falsely / Math.max(1, INPUTS / 1_000_000), "CRC-32C lets one in four billion through");
    }

    private void receive(byte[] data, int offset, int length) {
        received = Arrays.copyOfRange(data, offset, offset + length);
    }

    /** What is never a whole good frame. */
    private byte[] noise(byte[] frame) {
        return switch (random.nextInt(5)) {
            case 0 -> bytes(random.nextInt(300));
            case 1 -> random.nextInt(200) == 0 ? bytes(3 * StatusCodec.MAX_BYTES) : bytes(20);
            case 2 -> Arrays.copyOf(frame, random.nextInt(frame.length - 1));
            case 3 -> changed(frame);
            default -> filled((byte) random.nextInt(256));
        };
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] filled(byte with) {
        byte[] bytes = new byte[random.nextInt(600)];
        Arrays.fill(bytes, with);
        return bytes;
    }

    private byte[] changed(byte[] frame) {
        byte[] changed = frame.clone();
        int at = 1 + random.nextInt(frame.length - 2);
        changed[at] ^= (byte) (1 + random.nextInt(255));
        return changed;
    }

    private void feed(SerialFraming.Decoder decoder, byte[] bytes) {
        int from = 0;
        while (from < bytes.length) {
            int piece = 1 + random.nextInt(Math.min(512, bytes.length - from));
            decoder.feed(bytes, from, piece);
            from += piece;
        }
    }
}
