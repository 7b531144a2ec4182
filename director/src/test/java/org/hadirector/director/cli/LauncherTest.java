package org.hadirector.director.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import org.hadirector.director.cli.linuxha.LinuxHa;
import org.junit.jupiter.api.Test;

/** The launcher knows every program by its name. */
class LauncherTest {
    private static final Path BIN = Path.of("..", "packaging", "bin");

    @Test
    void shouldBeThereUnderEveryProgramsName() throws IOException {
        String launcher = Files.readString(BIN.resolve("director"));
        TreeSet<String> programs = new TreeSet<>(LinuxHa.PROGRAMS);
        programs.addAll(LvsRelay.PROGRAMS);
        programs.remove("resource"); // only a word of director: the name says too little elsewhere
        for (String program : programs) {
            assertEquals(Path.of("director"), Files.readSymbolicLink(BIN.resolve(program)), program);
            assertTrue(
                    launcher.matches("(?s).*[ |]" + program + "( \\||\\)).*"), program + " in packaging/bin/director");
        }
    }
}
