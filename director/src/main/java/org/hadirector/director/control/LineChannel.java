package org.hadirector.director.control;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One line in, one line out, over a stream socket. */
final class LineChannel {
    /** Most requests are shorter. */
    private static final int FIRST_BYTES = 512;

    private static final int MOST_BYTES = FIRST_BYTES << 6;

    /** So that the line feed goes with what is in front of it. */
    private static final JSON WITHOUT_FLUSH = JSON.std.without(JSON.Feature.FLUSH_AFTER_WRITE_VALUE);

    private LineChannel() {}

    /**
     * Reads up to the first line feed.
     *
     * @throws EOFException when the other side closed before it
     */
    static String read(SocketChannel channel, int maxBytes) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(FIRST_BYTES);
        while (channel.read(buffer) >= 0) {
            buffer.flip();
            int end = 0;
            while (end < buffer.limit() && buffer.get(end) != '\n') {
                end++;
            }
            line.write(buffer.array(), 0, end);
            if (end < buffer.limit()) {
                return line.toString(StandardCharsets.UTF_8);
            }
            boolean full = buffer.limit() == buffer.capacity() && buffer.capacity() < MOST_BYTES;
            buffer = full ? ByteBuffer.allocate(4 * buffer.capacity()) : buffer.clear();
            if (line.size() > maxBytes) {
                throw new IOException("line longer than " + maxBytes + " bytes");
            }
        }
        throw new EOFException("the other side closed the connection");
    }

    /** Writes a tree as one line of JSON in UTF-8, a piece at a time: the line is nowhere whole. */
    static void write(SocketChannel channel, Map<String, Object> fields) throws IOException {
        OutputStream out = Channels.newOutputStream(channel);
        try (JsonGenerator line = JSON.std.getStreamingFactory().createGenerator(out)) {
            line.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            WITHOUT_FLUSH.write(fields, line);
            line.writeRaw('\n');
        }
    }
}
