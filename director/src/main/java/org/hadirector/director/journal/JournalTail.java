package org.hadirector.director.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Follows the journal as {@code tail -F} does: entries that arrive from now on, across rotations. */
public final class JournalTail implements AutoCloseable {
    private final Path file;
    private FileChannel channel;
    private Object fileKey;
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();

    /** Starts at the present end of the journal. */
    public JournalTail(Path stateDirectory) throws IOException {
        this.file = stateDirectory.resolve(JournalFile.NAME);
        if (Files.exists(file)) {
            open();
            channel.position(channel.size());
        }
    }

    private void open() throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.READ);
        fileKey = key();
    }

    private Object key() throws IOException {
        return Files.getAttribute(file, "unix:ino");
    }

    /** What was written since the last call. */
    public List<JournalEntry> poll() throws IOException {
        List<JournalEntry> entries = new ArrayList<>();
        if (channel != null) {
            drain(entries);
            if (!Files.exists(file) || key().equals(fileKey)) {
                return entries;
            }
            channel.close();
            channel = null;
            partial.reset();
        }
        if (Files.exists(file)) {
            open();
            drain(entries);
        }
        return entries;
    }

    private void drain(List<JournalEntry> into) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
        while (channel.read(buffer) > 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                byte next = buffer.get();
                if (next != '\n') {
                    partial.write(next);
                    continue;
                }
                JournalEntry entry = JournalReader.parse(partial.toString(StandardCharsets.UTF_8));
                partial.reset();
                if (entry != null) {
                    into.add(entry);
                }
            }
            buffer.clear();
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
