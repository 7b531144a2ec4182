package org.hadirector.director.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.hadirector.director.config.DirectorContext;
import org.hadirector.director.config.Readers;
import org.hadirector.director.run.Cleaner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code director clean}: removes what a killed daemon left in the kernel. */
@Command(
        name = "clean",
        mixinStandardHelpOptions = true,
        description = "Remove service addresses, gate and socket of a daemon that was killed.",
        footer = {"", "Exit codes: 0 nothing is left; 1 failed, or a daemon runs."})
final class CleanCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Directories.Places places = Directories.of(spec);
        Path config = places.config();
        DirectorContext context = Readers.ofThisMachine(config).conclude(config).context();
        List<String> removed = Cleaner.clean(context.resources().haresources(), places.run());
        System.out.println(removed.isEmpty() ? "nothing was left" : "removed: " + String.join(", ", removed));
        return 0;
    }
}
