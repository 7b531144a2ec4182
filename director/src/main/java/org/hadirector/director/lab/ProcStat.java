package org.hadirector.director.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What /proc/PID/stat tells about a process (proc(5)).
 *
 * @param state its state letter; Z is a dead process that nobody waited for
 * @param startTicks when it started, in clock ticks after boot
 */
record ProcStat(char state, long startTicks) {
    private static final int START_TIME_AFTER_STATE = 22 - 3;

    /** Reads the running system; empty when there is no such process. */
    static Optional<ProcStat> of(long pid) {
        try {
            return parse(Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** The command name may hold blanks and brackets, so fields are counted from the last bracket. */
    static Optional<ProcStat> parse(String line) {
        int bracket = line.lastIndexOf(')');
        if (bracket < 0) {
            return Optional.empty();
        }
        String[] fields = line.substring(bracket + 1).strip().split("\\s+");
        if (fields.length <= START_TIME_AFTER_STATE || fields[0].length() != 1) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ProcStat(fields[0].charAt(0), Long.parseLong(fields[START_TIME_AFTER_STATE])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    boolean dead() {
        return state == 'Z' || state == 'X';
    }
}
