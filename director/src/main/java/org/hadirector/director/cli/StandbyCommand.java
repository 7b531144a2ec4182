package org.hadirector.director.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.hadirector.director.control.ControlClient;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code director standby}: gives groups to the other node and waits for the outcome. */
@Command(
        name = "standby",
        mixinStandardHelpOptions = true,
        description = "Give resource groups to the other node and wait until it serves them.",
        footer = {"", "Exit codes: 0 handed over; 1 failed, or no daemon; 3 refused, or not done in time."})
final class StandbyCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            defaultValue = "all",
            description = "all, local (preferring this node), foreign (preferring the other), failback (= foreign)")
    Which which;

    @Option(names = "--group", paramLabel = "KEY", description = "only this group")
    String group;

    @Option(names = "--json", description = "print the outcome as JSON")
    boolean json;

    @Spec
    CommandSpec spec;

    /** The words of hb_standby. */
    enum Which {
        ALL,
        LOCAL,
        FOREIGN,
        FAILBACK
    }

    @Override
    public Integer call() throws IOException {
        return ask(spec, "standby", which == Which.FAILBACK ? Which.FOREIGN : which, group, json);
    }

    static int ask(CommandSpec spec, String verb, Which which, String group, boolean json) throws IOException {
        List<String> words = new ArrayList<>(List.of(which.name().toLowerCase(Locale.ROOT)));
        if (group != null) {
            words.add("group=" + group);
        }
        ControlReply reply = ControlClient.call(Directories.of(spec).run(), new ControlRequest(verb, words, ""));
        if (json) {
            System.out.println(Json.pretty(reply.result()));
        } else {
            System.out.print(reply.out());
            System.err.print(reply.err());
        }
        return reply.exit();
    }
}
