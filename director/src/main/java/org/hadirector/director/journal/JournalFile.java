package org.hadirector.director.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The file {@code journal.jsonl}: lines are appended, a full file becomes {@code journal.jsonl.1} and so on. A line cut
 * off by a power failure stays alone on its line. One thread writes.
 */
public final class JournalFile implements AutoCloseable {
    /** Name of the newest file in the state directory. */
    public static final String NAME = "journal.jsonl";

    /** How many full files are kept beside the newest. */
    static final int KEPT = 4;

    private final Path directory;
    private final long maxBytes;
    private FileChannel channel;
    private Object key;
    private boolean lost;

    /** Opens nothing yet. */
    public JournalFile(Path directory, long maxBytes) {
        this.directory = directory;
        this.maxBytes = maxBytes;
    }

    /**
     * Appends one line, opening or rotating the file first when it must.
     *
     * @param durable wait until the disk has it
     */
    public void append(String line, boolean durable) throws IOException {
        try {
            if (channel != null && (key == null || !key.equals(keyNow()))) {
                lost = true;
                close();
            }
            if (channel == null) {
                open();
            } else if (channel.size() >= maxBytes) {
                rotate();
            }
            writeFully(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
            if (durable) {
                channel.force(false);
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Whether the file was removed or replaced by somebody since this was asked last; it was begun anew then. */
    boolean wasLost() {
        boolean was = lost;
        lost = false;
        return was;
    }

    /** What tells the file of that name from another one; null when there is none. */
    private Object keyNow() throws IOException {
        try {
            return Files.readAttributes(directory.resolve(NAME), BasicFileAttributes.class)
                    .fileKey();
        } catch (NoSuchFileException gone) {
            return null;
        }
    }

    private void writeFully(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private void open() throws IOException {
        StateDirectory.require(directory);
        channel = FileChannel.open(
                directory.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        key = keyNow();
        long size = channel.size();
        channel.position(size);
        if (size > 0) {
            ByteBuffer last = ByteBuffer.allocate(1);
            channel.read(last, size - 1);
            if (last.get(0) != '\n') {
                writeFully(ByteBuffer.wrap(new byte[] {'\n'}));
            }
        }
    }

    private void rotate() throws IOException {
        channel.force(true);
        channel.close();
        channel = null;
        for (int age = KEPT - 1; age >= 1; age--) {
            Path from = directory.resolve(NAME + "." + age);
            if (Files.exists(from)) {
                Files.move(from, directory.resolve(NAME + "." + (age + 1)), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(directory.resolve(NAME), directory.resolve(NAME + ".1"), StandardCopyOption.REPLACE_EXISTING);
        open();
    }

    @Override
    public void close() {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // The next append opens the file anew and reports what is still wrong with it.
                channel = null;
            }
            channel = null;
        }
    }
}
