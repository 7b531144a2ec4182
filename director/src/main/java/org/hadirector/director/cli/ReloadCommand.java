package org.hadirector.director.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code director reload}: the running daemon reads its files anew. */
@Command(
        name = "reload",
        mixinStandardHelpOptions = true,
        description = "Let the daemon read all files anew and change only what differs.",
        footer = {
            "",
            "SIGHUP does the same. Files with errors, and changes that need a restart, leave everything as it was.",
            "Until the other node was reloaded too, the pair makes no planned moves.",
            "Resources that start or stop are waited for up to a minute. What takes longer goes on, and",
            "no other reload begins before it is done. What cannot be done (a resource out of the files that does not",
            "stop, one that joins a running group and does not start) leaves the rest running; status tells it,",
            "the next reload tries it again, and director clear gives up what does not stop.",
            "Exit codes: 0 done, or nothing to do; 1 refused, not all of it done (yet), or no daemon."
        })
final class ReloadCommand implements Callable<Integer> {
    @Option(names = "--plan", description = "only say what would change")
    boolean plan;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        ControlRequest request = plan ? new ControlRequest("reload", "plan") : new ControlRequest("reload");
        ControlReply reply = new PatientCall(Directories.of(spec).run(), System.err::println).answer(request);
        System.out.print(reply.out());
        System.err.print(reply.result().getOrDefault("warnings", ""));
        System.err.print(reply.err());
        return reply.exit();
    }
}
