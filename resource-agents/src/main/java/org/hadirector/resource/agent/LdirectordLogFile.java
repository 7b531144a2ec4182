package org.hadirector.resource.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.hadirector.resource.ResourceLog;

/**
 * Appends lines as ldirectord does: {@code [Fri Nov 17 13:24:28 2000|ldirectord.cf|1234] text}. The file is opened for
 * each line, so that it may be rotated away at any time. Lines that cannot be written go to ha-log.
 */
public final class LdirectordLogFile implements LdirectordLog {
    private final Path file;
    private final String configuration;
    private final long pid;
    private final Clock clock;
    private final ResourceLog spare;
    private final AtomicLong failures = new AtomicLong();

    /**
     * @param configuration name of the configuration file without its directory
     * @param clock wall clock with the zone of the stamps
     * @param spare where lines go that cannot be written
     */
    public LdirectordLogFile(Path file, String configuration, long pid, Clock clock, ResourceLog spare) {
        this.file = file;
        this.configuration = configuration;
        this.pid = pid;
        this.clock = clock;
        this.spare = spare;
    }

    @Override
    public synchronized void log(String text) {
        ZonedDateTime now = ZonedDateTime.now(clock);
        String line = String.format(
                Locale.ENGLISH,
                "[%1$ta %1$tb %2$2d %1$tT %1$tY|%3$s|%4$d] %5$s%n",
                now,
                now.getDayOfMonth(),
                configuration,
                pid,
                text);
        try {
            Files.writeString(file, line, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            if (failures.incrementAndGet() == 1) {
                spare.error("cannot write " + file + ": " + e.getMessage() + "; ldirectord's lines go here");
            }
            spare.info("ldirectord: " + text);
        }
    }

    /** Lines that could not be written to the file. */
    public long failures() {
        return failures.get();
    }
}
