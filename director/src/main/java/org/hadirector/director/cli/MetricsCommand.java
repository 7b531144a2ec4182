package org.hadirector.director.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.hadirector.director.control.ControlClient;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code director metrics}: for Prometheus, such as through node_exporter's textfile collector. */
@Command(
        name = "metrics",
        mixinStandardHelpOptions = true,
        description = "Figures of this node in Prometheus' text format.",
        footer = {
            "",
            "Without a daemon that answers the only figure is ha_director_up 0, so that an alert can be made of it.",
            "Exit codes: 0 the daemon answered; 1 no daemon, or it hangs; 3 the daemon's deciding duty does not answer."
        })
final class MetricsCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        ControlReply reply;
        try {
            reply = ControlClient.call(Directories.of(spec).run(), new ControlRequest("status"));
        } catch (ControlClient.NoDaemonException | ControlClient.SilentDaemonException e) {
            System.out.print(MetricsText.down());
            System.err.println("director: " + Failures.text(e));
            return 1;
        }
        System.err.print(reply.err());
        System.out.print(reply.exit() == 0 ? MetricsText.of(reply.result()) : MetricsText.down());
        return reply.exit();
    }
}
