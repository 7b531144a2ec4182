package org.hadirector.director.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hadirector.director.golden.GoldenVector.Event;
import org.hadirector.director.golden.GoldenVector.File;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two spellings of a case are one case. */
class GoldenVectorTest {
    private static final String HEAD = "[ha.cf mode=0644]\n|node ha1\n[events]\n";

    @TempDir
    Path directory;

    private GoldenVector read(String events) throws IOException {
        Path file = directory.resolve("case.txt");
        Files.writeString(file, HEAD + events);
        return GoldenVector.read(file, "log");
    }

    @Test
    void shouldKeepTheModeOfAFileOutOfTheEventThatRulesLookFor() throws IOException {
        for (String mode : List.of("0644", "0600")) {
            GoldenVector vector = read("ha1 file /etc/ha.d/ha.cf mode=" + mode + "\n|deadtime 8\nha1 $ heartbeat -r\n");
            assertEquals(
                    List.of("ha1 file /etc/ha.d/ha.cf", "ha1 $ heartbeat -r"),
                    vector.events().stream().map(Event::line).toList());
            assertEquals(new File("deadtime 8\n", mode), vector.events().get(0).file());
        }
        assertEquals("0644", read("").files().get("ha.cf").mode());
    }

    @Test
    void shouldGiveAFileWithoutAModeTheRecordersOwn() throws IOException {
        File file =
                read("ha1 file /etc/ha.d/authkeys\n|auth 1\n").events().get(0).file();
        assertEquals("0600", file.mode());
    }
}
