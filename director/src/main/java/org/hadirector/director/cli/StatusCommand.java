package org.hadirector.director.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.hadirector.director.control.ControlClient;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code director status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "What this node is and why: role, peer, links, groups, lease, engine.",
        footer = {
            "",
            "Exit codes: 0 the daemon answered; 1 no daemon, or it hangs; 3 the daemon's deciding duty does not answer."
        })
final class StatusCommand implements Callable<Integer> {
    @Option(names = "--json", description = "the whole tree as JSON")
    boolean json;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        ControlReply reply = ControlClient.call(Directories.of(spec).run(), new ControlRequest("status"));
        System.err.print(reply.err());
        if (!reply.result().isEmpty()) {
            System.out.print(json ? Json.pretty(reply.result()) + "\n" : StatusText.of(reply.result()));
        }
        return reply.exit();
    }
}
