package org.hadirector.director.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.hadirector.director.control.ControlClient;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code director fence confirm NODE}: an operator has reset or cut off the other node by hand. */
@Command(
        name = "fence",
        mixinStandardHelpOptions = true,
        description = "Confirm that the other node was reset or cut off by hand, when a takeover waits for that.",
        footer = {
            "",
            "Only after power-cycling the machine: if it still runs, both nodes may serve.",
            "Exit codes: 0 confirmed; 1 no daemon; 3 refused, because nothing waits for it or the node is heard."
        })
final class FenceCommand implements Callable<Integer> {
    /** The words behind {@code fence}. */
    enum What {
        CONFIRM
    }

    @Parameters(index = "0", description = "confirm")
    What what;

    @Parameters(index = "1", paramLabel = "NODE", description = "the other node\'s name")
    String node;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        ControlReply reply =
                ControlClient.call(Directories.of(spec).run(), new ControlRequest("fence", "confirm", node));
        System.out.print(reply.out());
        System.err.print(reply.err());
        return reply.exit();
    }
}
