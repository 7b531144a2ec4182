package org.hadirector.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CoreDumpsTest {
    /** Soft and hard limit as the kernel shows them. */
    private static String[] limits() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/limits"))) {
            return lines.filter(line -> line.startsWith("Max core file size"))
                    .map(line -> line.substring("Max core file size".length())
                            .strip()
                            .split(" +"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void shouldMoveTheLimitBetweenNothingAndThePermittedMaximum() throws IOException {
        boolean none = limits()[0].equals("0");
        try {
            CoreDumps.allow(true);
            assertEquals(limits()[1], limits()[0]);
            CoreDumps.allow(false);
            assertEquals("0", limits()[0]);
        } finally {
            CoreDumps.allow(!none);
        }
    }
}
