package org.hadirector.resource.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.hadirector.resource.testing.RecordingLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LdirectordLogFileTest {
    @TempDir
    Path directory;

    private final RecordingLog spare = new RecordingLog();

    private LdirectordLogFile log(Path file, String instant) {
        return new LdirectordLogFile(
                file, "ldirectord.cf", 1234, Clock.fixed(Instant.parse(instant), ZoneOffset.UTC), spare);
    }

    @Test
    void shouldStampLinesAsLdirectordDoes() throws Exception {
        Path file = directory.resolve("ldirectord.log");
        log(file, "2000-11-17T13:24:28Z").log("Added virtual server: 10.1.0.1:80");
        log(file, "2000-11-03T03:04:05Z").log("100% of it");
        assertEquals(
                "[Fri Nov 17 13:24:28 2000|ldirectord.cf|1234] Added virtual server: 10.1.0.1:80\n"
                        + "[Fri Nov  3 03:04:05 2000|ldirectord.cf|1234] 100% of it\n",
                Files.readString(file));
    }

    @Test
    void shouldBeginANewFileWhenTheOldOneWasRotatedAway() throws Exception {
        Path file = directory.resolve("ldirectord.log");
        LdirectordLogFile log = log(file, "2000-11-17T13:24:28Z");
        log.log("one");
        Files.move(file, directory.resolve("ldirectord.log.1"));
        log.log("two");
        assertTrue(Files.readString(file).endsWith("] two\n"));
    }

    @Test
    void shouldHandLinesToTheOtherLogWhenTheFileCannotBeWritten() {
        LdirectordLogFile log = log(directory.resolve("nosuch/ldirectord.log"), "2000-11-17T13:24:28Z");
        log.log("one");
        log.log("two");
        assertEquals(2, log.failures());
        assertEquals(3, spare.lines().size());
        assertEquals("INFO ldirectord: two", spare.lines().get(2));
    }
}
