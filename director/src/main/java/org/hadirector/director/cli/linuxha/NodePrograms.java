package org.hadirector.director.cli.linuxha;

import java.io.IOException;
import java.util.List;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;

/**
 * {@code hb_addnode}, {@code hb_delnode}, {@code hb_setweight}, {@code hb_setsite}. A pair is two nodes, named in ha.cf
 * of both: members are neither added nor removed at run time (the original accepts it, declares the newcomer dead and
 * then says that both machines own everything). Weight and site are notes that cl_status shows; nothing uses them.
 */
final class NodePrograms {
    private NodePrograms() {}

    static int member(Call call) {
        List<String> nodes = call.args();
        if (nodes.isEmpty() || nodes.get(0).equals("--help")) {
            call.say("usage: " + call.program() + " <node> <node> ...");
            return 1;
        }
        call.err()
                .println(call.program() + ": a pair has exactly two nodes; change the node lines of ha.cf on both, then"
                        + " run 'director reload' or start anew");
        return 1;
    }

    static int note(Call call, String what) {
        List<String> args = call.args();
        if (args.isEmpty() || args.get(0).equals("--help")) {
            call.say("usage: " + call.program() + " <node> <" + what + ">");
            return 1;
        }
        try {
            String value = args.size() > 1 ? args.get(1) : "";
            ControlReply reply = call.machine().ask(new ControlRequest("note", what, args.get(0), value));
            call.err().print(reply.err());
            return reply.exit() == 0 ? 0 : 1;
        } catch (IOException e) {
            call.err().println(call.program() + ": " + e.getMessage());
            return 1;
        }
    }
}
