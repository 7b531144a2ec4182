package org.hadirector.director.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabStateTest {
    private static final LabProcess OLD = new LabProcess("director", "ha1", 10, 100);
    private static final LabProcess YOUNG = new LabProcess("director", "ha1", 20, 200);

    @TempDir
    Path dir;

    @Test
    void shouldComeBackFromItsFileAsItWas() throws IOException {
        LabTiming timing = LabTiming.fast().withInitdead("1s");
        LabState state = new LabState(new LabPlan("pair", dir, timing), List.of(OLD, YOUNG));
        state.save();
        assertEquals(Optional.of(state), LabState.load(dir));
    }

    @Test
    void shouldBeEmptyWhereNoLabStands() throws IOException {
        assertEquals(Optional.empty(), LabState.load(dir.resolve("nothing")));
    }

    @Test
    void shouldSayWhichFileIsDamaged() throws IOException {
        for (String damaged : List.of("{\"prefix\":", "{}", "{\"prefix\":1,\"timing\":{},\"processes\":[]}")) {
            Files.writeString(dir.resolve("lab.json"), damaged);
            IOException refused = assertThrows(IOException.class, () -> LabState.load(dir));
            assertTrue(refused.getMessage().contains("lab.json is damaged"), refused.getMessage());
        }
    }

    @Test
    void shouldForgetTheDeadProcessThatHasASuccessor() {
        LabState state = new LabState(new LabPlan("pair", dir, LabTiming.seed()), List.of())
                .with(OLD)
                .with(YOUNG);
        assertEquals(Optional.of(YOUNG), state.find("director", "ha1"));
        assertEquals(List.of(YOUNG), state.processes());
        assertEquals(Optional.empty(), state.without(YOUNG).find("director", "ha1"));
        assertEquals(Optional.empty(), state.find("director", "ha2"));
    }
}
