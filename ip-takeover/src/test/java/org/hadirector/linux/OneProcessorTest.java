package org.hadirector.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hadirector.linux.testing.OneProcessor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A test's thread is on one processor for as long as the test takes, and no longer. */
@OneProcessor
final class OneProcessorTest {
    private static final String WORD = "Cpus_allowed_list:";

    private static String usual;

    /** Such as {@code 0-1}. */
    private static String processors() throws IOException {
        return Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                .filter(line -> line.startsWith(WORD))
                .map(line -> line.substring(WORD.length()).strip())
                .findFirst()
                .orElseThrow();
    }

    @BeforeAll
    static void remember() throws IOException {
        usual = processors();
    }

    @Test
    void shouldStayOnOne() throws Exception {
        assertTrue(processors().matches("[0-9]+"), processors());
    }

    @AfterAll
    static void shouldHaveLetItGo() throws IOException {
        assertEquals(usual, processors());
    }
}
