package org.hadirector.director.control;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One line in, one line out, over a stream socket. */
final class LineChannel {
    private LineChannel() {}

    /**
     * Reads up to the first line feed.
     *
     * @throws EOFException when the other side closed before it
     */
    static String read(SocketChannel channel, int maxBytes) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(8192);
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
            buffer.clear();
            if (line.size() > maxBytes) {
                throw new IOException("line longer than " + maxBytes + " bytes");
            }
        }
        throw new EOFException("the other side closed the connection");
    }

    /** @param line without its line feed */
    static void write(SocketChannel channel, byte[] line) throws IOException {
        ByteBuffer[] parts = {ByteBuffer.wrap(line), ByteBuffer.wrap(new byte[] {'\n'})};
        while (parts[1].hasRemaining()) {
            channel.write(parts);
        }
    }
}
