package org.hadirector.lvs.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors that were recorded at a moment of the kernel's that is not written down. */
class RecordedClockTest {
    @TempDir
    private Path folder;

    private static Path own() throws URISyntaxException {
        return Path.of(RecordedClockTest.class.getResource("/golden/README.md").toURI())
                .getParent();
    }

    private static Optional<String> differs(Path file) throws IOException, URISyntaxException {
        return new GoldenReplay(own()).differs(file, "clock/any", new HashSet<>());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sums-soon", "sums-later", "timer", "defence", "events"})
    void shouldFindTheClockByWhichItWasRecorded(String name) throws IOException, URISyntaxException {
        Path file = own().resolve("clock").resolve(name + ".txt");
        assertTrue(
                new GoldenReplay(own())
                        .differs(file, "clock/any", new HashSet<>(), RecordedClock.UNKNOWN)
                        .isPresent(),
                "needs no other clock: it proves nothing");
        assertEquals(Optional.empty(), differs(file));
    }

    /** Counters that never were so, by no clock. */
    @Test
    void shouldFindNoClockForWrongNumbers() throws IOException, URISyntaxException {
        String text = Files.readString(own().resolve("clock").resolve("sums-soon.txt"));
        String right = "1        3        0      127        0";
        assertTrue(text.contains(right));
        Path wrong = Files.write(
                folder.resolve("wrong.txt"),
                text.replace(right, "1        2        0      127        0").getBytes(StandardCharsets.UTF_8));
        assertNotEquals(Optional.empty(), differs(wrong));
    }

    /** By no clock did a connection go seconds too early. */
    @Test
    void shouldFindNoClockForAConnectionThatWentTooEarly() throws IOException, URISyntaxException {
        String text = Files.readString(own().resolve("clock").resolve("timer.txt"));
        String wrong =
                text.lines().filter(line -> !line.startsWith("wait ")).collect(Collectors.joining("\n", "", "\n"));
        Path file = Files.write(folder.resolve("wrong.txt"), wrong.getBytes(StandardCharsets.UTF_8));
        assertNotEquals(Optional.empty(), differs(file));
    }
}
