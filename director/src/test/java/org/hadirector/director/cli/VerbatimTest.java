package org.hadirector.director.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What is read without picocli is read as picocli would. */
class VerbatimTest {
    private static final List<String> FLAGS = List.of("--background", "--reread", "--archive-classes", "--help", "x");

    private static CommandLine.ParseResult picocli(String... args) {
        return Main.commandLine(args).parseArgs(args);
    }

    @Test
    void shouldFindDirectoriesOnBothSidesOfTheCommand() {
        List<List<String>> lines = List.of(
                List.of("daemon"),
                List.of("--config", "a", "daemon"),
                List.of("--config=/a/../b", "--run", "/c", "daemon", "--state=d"),
                List.of("--run=", "daemon"),
                List.of("daemon", "--state", "/s", "--run=/x=y", "--config", "c"));
        for (List<String> line : lines) {
            String[] args = line.toArray(String[]::new);
            DirectorCommand root =
                    (DirectorCommand) picocli(args).commandSpec().root().userObject();
            assertEquals("daemon", Verbatim.command(args), line::toString);
            assertEquals(root.directories.places(), Verbatim.of(args).places(), line::toString);
            assertEquals(List.of(), Verbatim.of(args).words(), line::toString);
        }
    }

    @Test
    void shouldLeaveToPicocliWhatItHasToComplainOf() {
        List<List<String>> lines = List.of(
                List.of(),
                List.of("--config"),
                List.of("--config", "a", "--config", "b", "daemon"),
                List.of("--confi", "a", "daemon"),
                List.of("--config", "--run", "daemon"),
                List.of("-c", "daemon"),
                List.of("--help", "daemon"));
        for (List<String> line : lines) {
            assertEquals("", Verbatim.command(line.toArray(String[]::new)), line::toString);
        }
        assertEquals(
                List.of("--config", "b"),
                Verbatim.of("--config", "a", "daemon", "--config", "b").words());
        assertEquals(List.of("--run"), Verbatim.of("daemon", "--run").words());
    }

    @Test
    void shouldStartADaemonByTheWordsThatPicocliTakes() {
        List<List<String>> lines = new ArrayList<>(List.of(List.of()));
        for (int at = 0; at < lines.size(); at++) {
            for (String flag : lines.get(at).size() < 3 ? FLAGS : List.<String>of()) {
                List<String> longer = new ArrayList<>(lines.get(at));
                longer.add(flag);
                lines.add(longer);
            }
        }
        for (List<String> words : lines) {
            assertEquals(asPicocliReads(words), asRead(words), words::toString);
        }
    }

    /** Empty when it has something to say: an error, or help. */
    private static String asPicocliReads(List<String> words) {
        List<String> line = new ArrayList<>(List.of("daemon"));
        line.addAll(words);
        try {
            CommandLine.ParseResult parsed =
                    picocli(line.toArray(String[]::new)).subcommand();
            return parsed.isUsageHelpRequested()
                    ? ""
                    : text((DaemonCommand) parsed.commandSpec().userObject());
        } catch (ParameterException e) {
            return "";
        }
    }

    private static String asRead(List<String> words) {
        return DaemonCommand.of(words).map(VerbatimTest::text).orElse("");
    }

    private static String text(DaemonCommand command) {
        return "daemon " + command.background + command.reread + command.archiveClasses;
    }
}
