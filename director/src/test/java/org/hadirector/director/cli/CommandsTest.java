package org.hadirector.director.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CommandsTest {
    @Test
    void shouldReadOnlyTheCommandThatIsNamed() {
        assertEquals(List.of(StatusCommand.class), Commands.named(List.of("--run", "/x", "status", "--json")));
    }

    @Test
    void shouldKnowAllWhenNoneIsNamed() {
        assertTrue(Commands.named(List.of("--help")).contains(StatusCommand.class));
        assertEquals(Commands.named(List.of("--help")), Commands.named(List.of("statsu")));
    }

    @Test
    void shouldCallEveryCommandAsItCallsItself() {
        for (Class<?> type : Commands.named(List.of())) {
            String name = type.getAnnotation(CommandLine.Command.class).name();
            assertTrue(Commands.named(List.of(name)).contains(type), name);
            assertTrue(Main.commandLine(name).getSubcommands().containsKey(name), name);
        }
    }
}
