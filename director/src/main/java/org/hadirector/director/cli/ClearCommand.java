package org.hadirector.director.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.hadirector.director.control.ControlClient;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code director clear}: the cause of a failure is mended. */
@Command(
        name = "clear",
        mixinStandardHelpOptions = true,
        description = {
            "Say that what made resources fail on this node is mended.",
            "The group's fault is forgotten and the node may take it again at once;",
            "otherwise it waits for a deadtime, twice as long after each further failure.",
            "What left the files by a reload and could not be stopped is given up: nobody tries again."
        },
        footer = {"", "Exit codes: 0 cleared; 1 failed, or no daemon; 2 no such group."})
final class ClearCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "GROUP", description = "first resource of the line; without: every group")
    List<String> groups = List.of();

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        ControlReply reply = ControlClient.call(
                Directories.of(spec).run(), new ControlRequest("clear", groups.toArray(String[]::new)));
        System.out.print(reply.out());
        System.err.print(reply.err());
        return reply.exit();
    }
}
