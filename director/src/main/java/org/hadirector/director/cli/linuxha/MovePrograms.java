package org.hadirector.director.cli.linuxha;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;

/**
 * {@code hb_standby}, {@code hb_takeover}, {@code req_resource}. As there, they return once the request is accepted;
 * {@code director standby} waits for the outcome. Without a daemon they say so and exit 1 (the original left a file
 * behind and exited 0).
 */
final class MovePrograms {
    private static final List<String> WORDS = List.of("all", "foreign", "local", "failback");

    private MovePrograms() {}

    static int standby(Call call) {
        String which = which(call);
        if (which == null) {
            return 1;
        }
        String meant = which.equals("failback") ? "foreign" : which;
        call.noted("Going standby [" + meant + "].");
        return ask(call, "standby", meant);
    }

    static int takeover(Call call) {
        String which = which(call);
        if (which == null) {
            return 1;
        }
        return ask(call, "takeover", which.equals("failback") ? "all" : which);
    }

    /** {@code req_resource KEY}: asks the other node politely for one group; nothing to do when it is here. */
    static int request(Call call) {
        if (call.args().size() != 1) {
            call.err().println("usage: " + call.program() + " <resource-key>");
            return 1;
        }
        String key = call.args().get(0);
        return ask(call, "takeover", "all", "group=" + key);
    }

    private static String which(Call call) {
        List<String> args = call.args();
        if (args.isEmpty()) {
            return "all";
        }
        String word = args.get(0);
        if (args.size() == 1 && WORDS.contains(word)) {
            return word;
        }
        if (args.size() > 1) {
            call.say(call.path() + ": too many arguments");
        } else if (!word.equals("--help") && !word.isEmpty()) {
            call.say(call.path() + ": wrong resources(" + word + ").");
        }
        call.say("usage:");
        call.err().println(call.path() + " [all|foreign|local|failback]");
        return null;
    }

    private static int ask(Call call, String verb, String... words) {
        List<String> args = new ArrayList<>(List.of(words));
        args.add("nowait");
        try {
            ControlReply reply = call.machine().ask(new ControlRequest(verb, args, ""));
            call.err().print(reply.err());
            return reply.exit() == 0 ? 0 : 1;
        } catch (IOException e) {
            call.err().println(call.program() + ": " + e.getMessage());
            return 1;
        }
    }
}
