package org.hadirector.director.cli;

import java.io.IOException;
import java.util.List;
import org.hadirector.director.cli.Directories.Places;
import org.hadirector.director.control.ControlClient;
import org.hadirector.director.control.ControlRequest;

/**
 * {@code hb_standby} and {@code hb_takeover} of linux-ha: same words, same texts. As there, they return once the
 * request is accepted; {@code director standby} waits for the outcome. Without a daemon they say so and exit 1 (the
 * original left a file behind and exited 0).
 */
final class HeartbeatCommands {
    private static final List<String> WORDS = List.of("all", "foreign", "local", "failback");

    private HeartbeatCommands() {}

    static int standby(Places places, List<String> args) {
        String which = which("hb_standby", args);
        if (which == null) {
            return 1;
        }
        System.err.println("Going standby [" + which + "].");
        return ask(places, "hb_standby", "standby", which.equals("failback") ? "foreign" : which);
    }

    static int takeover(Places places, List<String> args) {
        String which = which("hb_takeover", args);
        if (which == null) {
            return 1;
        }
        return ask(places, "hb_takeover", "takeover", which.equals("failback") ? "all" : which);
    }

    private static String which(String program, List<String> args) {
        if (args.isEmpty()) {
            return "all";
        }
        if (args.size() == 1 && WORDS.contains(args.get(0))) {
            return args.get(0);
        }
        System.out.println("usage:");
        System.err.println(program + " [all|foreign|local|failback]");
        return null;
    }

    private static int ask(Places places, String program, String verb, String which) {
        try {
            var reply = ControlClient.call(places.run(), new ControlRequest(verb, which, "nowait"));
            System.err.print(reply.err());
            return reply.exit() == 0 ? 0 : 1;
        } catch (IOException e) {
            System.err.println(program + ": " + Failures.text(e));
            return 1;
        }
    }
}
