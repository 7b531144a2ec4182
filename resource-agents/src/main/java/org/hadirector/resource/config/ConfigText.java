package org.hadirector.resource.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The bytes of a configuration file as numbered lines. */
public final class ConfigText {
    /** More than any real file has; a device or a log file given by mistake is refused instead of read for ever. */
    private static final int MAX_BYTES = 4 << 20;

    private ConfigText() {}

    /** One line without its end, numbered from 1. */
    record Line(int number, String text) {}

    /**
     * Reads the whole file: UTF-8, or ISO 8859-1 when it is not valid UTF-8.
     *
     * @throws IOException when it cannot be read or has more than 4 MiB
     */
    public static String read(Path file) throws IOException {
        // a pipe would be waited for
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException(Files.isDirectory(file) ? "Is a directory" : "not a regular file");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        if (bytes.length > MAX_BYTES) {
            throw new IOException("more than " + MAX_BYTES + " bytes");
        }
        try {
            return utf8(bytes);
        } catch (CharacterCodingException notUtf8) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private static String utf8(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    /** Whether the bytes of such a text are those of its file again when it is written as UTF-8. */
    public static boolean isUtf8(Path file) throws IOException {
        try {
            utf8(Files.readAllBytes(file));
            return true;
        } catch (CharacterCodingException notUtf8) {
            return false;
        }
    }

    /** Splits at line feeds, strips a byte order mark and carriage returns, and says so once each. */
    static List<Line> lines(String text, Problems problems) {
        String rest = text;
        if (rest.startsWith("\uFEFF")) {
            problems.warning(1, "byte order mark ignored", "save the file as plain UTF-8");
            rest = rest.substring(1);
        }
        List<Line> lines = new ArrayList<>();
        boolean carriageReturn = false;
        int number = 0;
        for (String line : rest.split("\n", -1)) {
            number++;
            if (line.endsWith("\r")) {
                if (!carriageReturn) {
                    problems.warning(number, "lines end in CR LF; CR ignored", "convert with dos2unix");
                }
                carriageReturn = true;
                line = line.substring(0, line.length() - 1);
            }
            lines.add(new Line(number, line));
        }
        return lines;
    }
}
