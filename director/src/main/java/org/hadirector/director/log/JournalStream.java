package org.hadirector.director.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether standard error leads to the journal: systemd says which stream of ours it gave to it, as {@code DEVICE:INODE}
 * (systemd.exec(5)). Somebody between us and systemd may have put another one in its place.
 */
final class JournalStream {
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private JournalStream() {}

    static boolean isStandardError() {
        return is(System.getenv("JOURNAL_STREAM"), STANDARD_ERROR);
    }

    /** @param told what systemd said, null when it said nothing */
    static boolean is(String told, Path stream) {
        if (told == null) {
            return false;
        }
        try {
            return told.equals(Files.getAttribute(stream, "unix:dev") + ":" + Files.getAttribute(stream, "unix:ino"));
        } catch (IOException closed) {
            return false;
        }
    }
}
