package org.hadirector.director.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.hadirector.director.cli.StandbyCommand.Which;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code director takeover}: asks the other node for groups and waits for the outcome. */
@Command(
        name = "takeover",
        mixinStandardHelpOptions = true,
        description = "Take resource groups from the other node and wait until this one serves them.",
        footer = {"", "Exit codes: 0 serving; 1 failed, or no daemon; 3 refused, or not done in time."})
final class TakeoverCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            defaultValue = "all",
            description = "all, local (preferring this node), foreign (preferring the other), failback (= all)")
    Which which;

    @Option(names = "--group", paramLabel = "KEY", description = "only this group")
    String group;

    @Option(names = "--json", description = "print the outcome as JSON")
    boolean json;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        return StandbyCommand.ask(spec, "takeover", which == Which.FAILBACK ? Which.ALL : which, group, json);
    }
}
