package org.hadirector.director.journal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.zip.CRC32;

/**
 * One number in a file, replaced whole and fsynced: after a power failure there is either the old or the new one. A
 * check sum beside it tells a damaged file from a small number.
 */
final class DurableNumber {
    /** Longer files are no number: not read into memory. */
    private static final int LONGEST = 64;

    private final Path file;

    DurableNumber(Path file) {
        this.file = file;
    }

    /**
     * The number, or empty when the file is missing or damaged.
     *
     * @throws IOException when it is there and cannot be read
     */
    OptionalLong read() throws IOException {
        if (!Files.exists(file)) {
            return OptionalLong.empty();
        }
        String[] words = text().strip().split(" ");
        if (words.length != 2 || !words[0].matches("[0-9]{1,18}") || !words[1].equals(checkSum(words[0]))) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(words[0]));
    }

    private String text() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LONGEST), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    void write(long number) throws IOException {
        StateDirectory.require(file.getParent());
        Path next = file.resolveSibling(file.getFileName() + ".new");
        String text = Long.toString(number);
        ByteBuffer bytes = ByteBuffer.wrap((text + " " + checkSum(text) + "\n").getBytes(StandardCharsets.ISO_8859_1));
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static String checkSum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
        return String.format("%08x", crc.getValue());
    }
}
