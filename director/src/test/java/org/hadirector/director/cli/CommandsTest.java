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
        assertEquals(13, Commands.named(List.of("--help")).size());
        assertEquals(13, Commands.named(List.of("statsu")).size());
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
