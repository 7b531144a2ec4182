package org.hadirector.director.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineBatchesTest {
    /** A pipe into which somebody writes these pieces, one after the other; nothing is there before it is read. */
    static final class Pipe extends InputStream {
        private final Deque<byte[]> pieces = new ArrayDeque<>();

        Pipe(String... pieces) {
            for (String piece : pieces) {
                this.pieces.add(piece.getBytes(StandardCharsets.UTF_8));
            }
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("by the buffer only");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (pieces.isEmpty()) {
                return -1;
            }
            byte[] piece = pieces.remove();
            System.arraycopy(piece, 0, buffer, offset, piece.length);
            return piece.length;
        }
    }

    @Test
    void shouldHandOutWholeLinesAsTheyCome() throws IOException {
        LineBatches batches = new LineBatches(new Pipe("-A -f 1\n-A ", "-f ", "2\n-A -f 3\n", "é\n-C"));
        assertEquals("-A -f 1\n", batches.next());
        assertEquals("-A -f 2\n-A -f 3\n", batches.next());
        assertEquals("é\n", batches.next());
        assertEquals("-C", batches.next());
        assertEquals("", batches.next());
        assertEquals("", batches.next());
    }

    @Test
    void shouldNeedFewRoundsForAFileAndLoseNothing() throws IOException {
        String all = "-a -t 10.0.0.1:80 -r 192.168.0.1:80 -g -w 1\n".repeat(20_000);
        LineBatches batches = new LineBatches(new ByteArrayInputStream(all.getBytes(StandardCharsets.UTF_8)));
        StringBuilder got = new StringBuilder();
        int rounds = 0;
        for (String lines = batches.next(); !lines.isEmpty(); lines = batches.next()) {
            assertTrue(lines.endsWith("\n"));
            got.append(lines);
            rounds++;
        }
        assertEquals(all, got.toString());
        assertTrue(rounds < 10, rounds + " rounds");
    }

    @Test
    void shouldKeepALineThatIsLongerThanABuffer() throws IOException {
        String line = "x".repeat(300_000) + "\n";
        LineBatches batches =
                new LineBatches(new ByteArrayInputStream((line + "y\n").getBytes(StandardCharsets.UTF_8)));
        assertEquals(List.of(line + "y\n", ""), List.of(batches.next(), batches.next()));
    }
}
