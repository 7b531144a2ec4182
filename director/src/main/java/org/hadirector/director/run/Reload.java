package org.hadirector.director.run;

import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.hadirector.director.config.Concluded;
import org.hadirector.director.config.DirectorContext;
import org.hadirector.director.control.ControlReply;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;

/**
 * {@code heartbeat -r} and the init script's reload: reads the files again. A broken file is refused and the daemon
 * runs on; so is, for now, a change: what runs is never replaced by half.
 */
final class Reload {
    private final DirectorContext running;
    private final Supplier<Concluded> reader;

    /** @param reader reads and checks all files */
    Reload(DirectorContext running, Supplier<Concluded> reader) {
        this.running = running;
        this.reader = reader;
    }

    ControlReply run() {
        Concluded read = reader.get();
        if (!read.usable()) {
            String problems = read.problems().stream()
                    .filter(problem -> problem.severity() == Severity.ERROR)
                    .map(String::valueOf)
                    .collect(Collectors.joining("\n"));
            return ControlReply.text(1, problems + "\nnothing was changed, the daemon runs on as before");
        }
        return running.equals(read.context())
                ? ControlReply.text(0, "Configuration unchanged.")
                : ControlReply.text(1, "the configuration changed: restart the daemon to use it");
    }
}
