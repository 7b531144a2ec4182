package org.hadirector.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.Test;

/** The kernel's limit on real-time threads that never sleep, with real processes. */
@RequiresRoot
class RunawayTest {
    private static final int SIGXCPU = 24;

    /** How a program in a JVM of its own ended, and what it said. */
    private static List<String> run(String... arguments) throws Exception {
        Process process = new ProcessBuilder(Stream.concat(
                                Stream.of(
                                        ProcessHandle.current().info().command().orElseThrow(),
                                        "-XX:TieredStopAtLevel=1",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        Runaway.class.getName()),
                                Stream.of(arguments))
                        .toList())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes()).strip();
        return List.of(String.valueOf(process.waitFor()), said);
    }

    @Test
    void shouldBeEndedWhenAThreadNeverSleeps() throws Exception {
        assertEquals(List.of(String.valueOf(128 + SIGXCPU), ""), run());
    }

    @Test
    void shouldLiveOnWhenItTakesABreath() throws Exception {
        assertEquals(List.of("0", ""), run("breathe"));
    }
}
