package org.hadirector.director.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hadirector.director.cli.Directories.Places;
import picocli.CommandLine;

/**
 * A command line whose first word, after nothing but directories, is a command with a grammar of its own: its words are
 * passed on as they are and never meet picocli.
 *
 * @param places the directories given before the command, or at once after it
 * @param command the first word
 * @param words all others
 */
record Verbatim(Places places, String command, List<String> words) {
    private static final List<String> PLACE_OPTIONS = List.of("--config", "--run", "--state");

    /** The first word that is no directory option; empty when there is none. */
    static String command(String... args) {
        int verb = verbIndex(args);
        return verb < 0 ? "" : args[verb];
    }

    /** Reads a line that has a {@link #command}. */
    static Verbatim of(String... args) {
        int verb = verbIndex(args);
        List<String> options = new ArrayList<>(Arrays.asList(args).subList(0, verb));
        int from = verb + 1;
        // The programs that are called so have no options of these names.
        while (from + 1 < args.length && PLACE_OPTIONS.contains(args[from])) {
            options.addAll(Arrays.asList(args).subList(from, from + 2));
            from += 2;
        }
        DirectorCommand root = new DirectorCommand();
        if (!options.isEmpty()) {
            new CommandLine(root).parseArgs(options.toArray(String[]::new));
        } else {
            root.directories = new Directories();
        }
        return new Verbatim(
                root.directories.places(), args[verb], Arrays.asList(args).subList(from, args.length));
    }

    private static int verbIndex(String... args) {
        int at = 0;
        while (at < args.length && args[at].startsWith("--")) {
            if (PLACE_OPTIONS.contains(args[at])) {
                at += 2;
            } else if (PLACE_OPTIONS.contains(args[at].replaceFirst("=.*", ""))) {
                at++;
            } else {
                return -1;
            }
        }
        return at < args.length ? at : -1;
    }
}
