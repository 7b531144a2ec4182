package org.hadirector.director.cli.linuxha;

import java.io.IOException;
import java.util.List;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;

/**
 * {@code hb_addnode}, {@code hb_delnode}, {@code hb_setweight}, {@code hb_setsite}. A pair is two nodes, named in ha.cf
 * of both: members are neither added nor removed at run time (the original accepts it, declares the newcomer dead and
 * then says that both machines own everything). Weight and site are notes that cl_status shows on both nodes; nothing
 * uses them.
 */
final class NodePrograms {
    /** The original takes it for a node, says nothing and succeeds: what asks for help may rely on success. */
    private static final List<String> HELP = List.of("-h");

    private NodePrograms() {}

    static int member(Call call) {
        List<String> nodes = call.args();
        if (nodes.isEmpty() || nodes.equals(List.of("--help"))) {
            return usage(call, "<node> ...", 1);
        }
        if (nodes.equals(HELP)) {
            return usage(call, "<node> ...", 0);
        }
        call.err()
                .println(call.program() + ": a pair has exactly two nodes; change the node lines of ha.cf on both, then"
                        + " run 'director reload' or start anew");
        return 1;
    }

    private static int usage(Call call, String second, int exit) {
        call.say("usage: " + call.program() + " <node> " + second);
        return exit;
    }

    static int note(Call call, String what) {
        List<String> args = call.args();
        if (args.isEmpty() || args.get(0).equals("--help")) {
            return usage(call, "<" + what + ">", 1);
        }
        if (args.equals(HELP)) {
            return usage(call, "<" + what + ">", 0);
        }
        try {
            String word = args.size() > 1 ? args.get(1) : "";
            String value = what.equals("weight") ? Integer.toString(Words.number(word)) : word;
            ControlReply reply = call.machine().ask(new ControlRequest("note", what, args.get(0), value));
            call.err().print(reply.err());
            return reply.exit() == 0 ? 0 : 1;
        } catch (IOException e) {
            call.err().println(call.program() + ": " + e.getMessage());
            return 1;
        }
    }
}
