package org.hadirector.heartbeat.jgroups;

import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Frames on a serial line: {@code 0x00 COBS(payload, CRC-32C) 0x00}. Consistent overhead byte stuffing (Cheshire and
 * Baker, 1999) keeps zero out of the frame, so a receiver that starts in the middle, or lost or gained bytes, is in
 * step again at the next zero. The leading zero ends whatever noise stood on the idle line. The checksum finds damage;
 * who sent a frame is proven inside it.
 */
final class SerialFraming {
    private static final int CRC_BYTES = 4;
    private static final int BLOCK = 254;

    private SerialFraming() {}

    /** The largest frame of a payload of that length. */
    static int frameLength(int payloadLength) {
        int body = payloadLength + CRC_BYTES;
        return body + body / BLOCK + 1 + 2;
    }

    /** A whole frame; a new array. */
    static byte[] encode(byte[] data, int offset, int length) {
        byte[] frame = new byte[frameLength(length)];
        CRC32C crc = new CRC32C();
        crc.update(data, offset, length);
        int sum = (int) crc.getValue();
        int out = 1;
        int code = out++;
        int total = length + CRC_BYTES;
        for (int i = 0; i < total; i++) {
            byte next = i < length ? data[offset + i] : (byte) (sum >> (24 - 8 * (i - length)));
            if (next != 0) {
                frame[out++] = next;
            }
            boolean full = out - code == BLOCK + 1;
            if (next == 0 || full && i + 1 < total) {
                frame[code] = (byte) (out - code);
                code = out++;
            }
        }
        frame[code] = (byte) (out - code);
        frame[out++] = 0;
        return Arrays.copyOf(frame, out);
    }

    /** Takes good payloads out of a stream of bytes. */
    static final class Decoder {
        private final byte[] frame;
        private final CRC32C crc = new CRC32C();
        private final Sink sink;
        private final Runnable damaged;
        private int length;
        private boolean overrun;

        /**
         * @param maxPayload longer ones are damage
         * @param damaged told of each frame that was not good
         */
        Decoder(int maxPayload, Sink sink, Runnable damaged) {
            this.frame = new byte[frameLength(maxPayload)];
            this.sink = sink;
            this.damaged = damaged;
        }

        /** Takes bytes as they come. */
        void feed(byte[] bytes, int offset, int count) {
            for (int i = offset; i < offset + count; i++) {
                if (bytes[i] == 0) {
                    end();
                } else if (length < frame.length) {
                    frame[length++] = bytes[i];
                } else {
                    overrun = true;
                }
            }
        }

        private void end() {
            if (length > 0) {
                int payload = overrun ? -1 : unstuff();
                if (payload < 0 || !intact(payload)) {
                    damaged.run();
                } else {
                    sink.accept(frame, 0, payload);
                }
            }
            length = 0;
            overrun = false;
        }

        /** Undoes COBS in place; the length of what is left without the checksum, or -1. */
        private int unstuff() {
            int in = 0;
            int out = 0;
            while (in < length) {
                int code = frame[in++] & 0xff;
                if (code - 1 > length - in) {
                    return -1;
                }
                for (int i = 1; i < code; i++) {
                    frame[out++] = frame[in++];
                }
                if (code <= BLOCK && in < length) {
                    frame[out++] = 0;
                }
            }
            return out - CRC_BYTES;
        }

        private boolean intact(int payload) {
            crc.reset();
            crc.update(frame, 0, payload);
            int sum = 0;
            for (int i = 0; i < CRC_BYTES; i++) {
                sum = sum << 8 | frame[payload + i] & 0xff;
            }
            return sum == (int) crc.getValue();
        }
    }

    /** Where payloads go; the array is borrowed. */
    @FunctionalInterface
    interface Sink {
        void accept(byte[] data, int offset, int length);
    }
}
