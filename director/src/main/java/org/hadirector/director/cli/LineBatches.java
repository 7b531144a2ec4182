package org.hadirector.director.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The whole lines of a stream in parts: what is there at once, so that a writer who pauses is served meanwhile and a
 * large file costs few rounds.
 */
final class LineBatches {
    private static final int MOST = 256 << 10;

    private final InputStream in;
    private final byte[] buffer = new byte[64 << 10];
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private boolean ended;

    LineBatches(InputStream in) {
        this.in = in;
    }

    /** The next lines, the last one maybe without its line feed when the stream ends so; empty at the end. */
    String next() throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        while (!ended && (lines.size() == 0 || lines.size() < MOST && in.available() > 0)) {
            int count = in.read(buffer);
            if (count < 0) {
                ended = true;
            } else {
                take(count, lines);
            }
        }
        if (ended) {
            begun.writeTo(lines);
            begun.reset();
        }
        return lines.toString(StandardCharsets.UTF_8);
    }

    private void take(int count, ByteArrayOutputStream lines) throws IOException {
        int end = count;
        while (end > 0 && buffer[end - 1] != '\n') {
            end--;
        }
        if (end > 0) {
            begun.writeTo(lines);
            begun.reset();
            lines.write(buffer, 0, end);
        }
        begun.write(buffer, end, count - end);
    }
}
