package org.hadirector.director.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The quick part of {@code packaging/lvs-lab.sh}: {@code director engine} between real clients and servers. */
@RequiresRoot
@Timeout(180)
class LvsLabTest {
    private static final Path SCRIPT = Path.of("..", "packaging", "lvs-lab.sh");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"bulk", "blackhole", "ftp", "change", "kinds", "many"})
    void shouldHoldWhatTheLabAsks(String section) throws Exception {
        // what the script would install, a test does not
        for (String file : List.of("/usr/sbin/vsftpd", "/usr/bin/clang", "/usr/bin/python3", "/usr/bin/curl")) {
            assumeTrue(Files.exists(Path.of(file)), file + " is missing");
        }
        Path log = directory.resolve("log");
        ProcessBuilder command = new ProcessBuilder(SCRIPT.toString(), "--quick", "--only", section)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        command.environment().put("HA_DIRECTOR", LaunchedProgram.LAUNCHER.toString());
        command.environment()
                .put("HA_DIRECTOR_HOME", LaunchedProgram.home(directory).toString());
        Process lab = command.start();
        try {
            assertTrue(lab.waitFor(150, TimeUnit.SECONDS), () -> "still at it: " + read(log));
        } finally {
            lab.destroy(); // it takes its network down
            lab.waitFor(20, TimeUnit.SECONDS);
        }
        assertEquals(0, lab.exitValue(), () -> read(log));
        assertTrue(read(log).lines().filter(line -> line.startsWith("  ok ")).count() > 5, () -> read(log));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
