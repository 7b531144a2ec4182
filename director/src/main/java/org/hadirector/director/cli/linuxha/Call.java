package org.hadirector.director.cli.linuxha;

import java.io.PrintStream;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * One call of a program.
 *
 * @param path how the program was called: messages begin with it where the original's do
 * @param args the words after it
 */
public record Call(String path, List<String> args, Machine machine, PrintStream out, PrintStream err) {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("MMM dd HH:mm:ss", Locale.ROOT);

    public Call {
        args = List.copyOf(args);
    }

    /** The program's name without its directory. */
    String program() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The same caller calls another program; what that prints on standard output goes to {@code into}. */
    Call other(String name, PrintStream into, String... words) {
        String directory = path.substring(0, path.lastIndexOf('/') + 1);
        return new Call(directory + name, List.of(words), machine, into, err);
    }

    int say(String line) {
        out.println(line);
        return 0;
    }

    /** A message as heartbeat's programs log it to standard error before they are daemons. */
    void logged(String level, String text) {
        err.printf(
                "%s %s %s: [%d]: %s: %s%n",
                stamp(), machine.nodeName(), program(), ProcessHandle.current().pid(), level, text);
    }

    /** A message as heartbeat's shell scripts write it to standard error. */
    void noted(String text) {
        err.println(stamp() + " " + text);
    }

    private String stamp() {
        return STAMP.format(machine.clock().instant().atZone(machine.clock().getZone()));
    }
}
