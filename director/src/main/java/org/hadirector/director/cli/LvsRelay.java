package org.hadirector.director.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hadirector.director.cli.Directories.Places;
import org.hadirector.director.control.ControlClient;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import picocli.CommandLine;

/** {@code director lvs ARGS…} and {@code ipvsadm ARGS…}: the words go to the daemon and its bytes come back. */
final class LvsRelay {
    private static final List<String> PLACE_OPTIONS = List.of("--config", "--run", "--state");

    private LvsRelay() {}

    /** Where {@code lvs} stands, after nothing but options that take a directory; -1 when it is another command. */
    static int verbIndex(String... args) {
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
        return at < args.length && args[at].equals("lvs") ? at : -1;
    }

    static int runWithOptions(String[] args, int verb) {
        int from = verb + 1;
        List<String> options = new ArrayList<>(Arrays.asList(args).subList(0, verb));
        // The directories may also follow at once; ipvsadm has no options of these names.
        while (from + 1 < args.length && PLACE_OPTIONS.contains(args[from])) {
            options.addAll(Arrays.asList(args).subList(from, from + 2));
            from += 2;
        }
        DirectorCommand root = new DirectorCommand();
        new CommandLine(root).parseArgs(options.toArray(String[]::new));
        return run(root.directories.places(), Arrays.asList(args).subList(from, args.length));
    }

    static int run(Places places, List<String> args) {
        try {
            String stdin = readsStdin(args) ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8) : "";
            ControlReply reply = ControlClient.call(places.run(), new ControlRequest("lvs", args, stdin));
            write(System.out, reply.out());
            write(System.err, reply.err());
            return reply.exit();
        } catch (IOException e) {
            System.err.println("director: " + Failures.text(e));
            return 1;
        }
    }

    private static boolean readsStdin(List<String> args) {
        return args.contains("-R") || args.contains("--restore");
    }

    private static void write(PrintStream stream, String text) throws IOException {
        stream.write(text.getBytes(StandardCharsets.UTF_8));
        stream.flush();
    }
}
