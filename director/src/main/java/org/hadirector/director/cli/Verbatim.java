package org.hadirector.director.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hadirector.director.cli.Directories.Places;

/**
 * A command line whose first word, after nothing but directories, is a command: what follows is passed on as it is and
 * has not met picocli. For commands with a grammar of their own, and for the daemon, whose start has no time for it.
 *
 * @param places the directories given before the command, or at once after it
 * @param command the first word
 * @param words all others
 */
record Verbatim(Places places, String command, List<String> words) {
    /** The first word that is no directory option; empty when there is none, or another option comes first. */
    static String command(String... args) {
        int verb = readDirectories(new HashMap<>(), 0, args);
        return verb < args.length && !args[verb].startsWith("-") ? args[verb] : "";
    }

    /** Reads a line that has a {@link #command}. */
    static Verbatim of(String... args) {
        Map<String, Path> directories = new HashMap<>();
        int verb = readDirectories(directories, 0, args);
        // The programs that are called so have no options of these names.
        int from = readDirectories(directories, verb + 1, args);
        List<String> words = Arrays.asList(args).subList(from, args.length);
        return new Verbatim(Directories.places(directories), args[verb], words);
    }

    /** Returns where something else stands than a directory that has a value and was not named before. */
    private static int readDirectories(Map<String, Path> into, int from, String... args) {
        int at = from;
        while (at < args.length) {
            int equals = args[at].indexOf('=');
            String option = equals < 0 ? args[at] : args[at].substring(0, equals);
            if (!Directories.OPTIONS.contains(option) || into.containsKey(option)) {
                return at;
            }
            if (equals < 0 && (at + 1 == args.length || args[at + 1].startsWith("-"))) {
                return at;
            }
            into.put(option, Path.of(equals < 0 ? args[at + 1] : args[at].substring(equals + 1)));
            at += equals < 0 ? 2 : 1;
        }
        return at;
    }
}
