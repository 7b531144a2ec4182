package org.hadirector.director.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hadirector.director.config.Concluded;
import org.hadirector.director.config.DirectorContext;
import org.hadirector.director.control.ControlReply;
import org.hadirector.heartbeat.config.ConfigProblem;
import org.hadirector.resource.agent.LdirectordLog;
import org.hadirector.resource.config.ConfigText;
import org.hadirector.resource.config.LdirectordConfig;

/**
 * {@code autoreload}: looks at the ldirectord.cf files in use every {@code checkinterval}. A file that changed is taken
 * over by the reloader, or only logged when {@code autoreload} is off, in ldirectord's words. Unlike there a change
 * counts when the text differs and was the same in two looks: what an editor has written by half would take services
 * away.
 */
final class LdirectordWatch {
    private final Supplier<DirectorContext> inUse;
    private final Reader reader;
    private final Function<Reloader.OtherFiles, ControlReply> reload;
    private final Function<LdirectordConfig, LdirectordLog> logs;
    private final Map<String, Known> files = new HashMap<>();

    /** Reads one ldirectord.cf anew into the files in use. */
    @FunctionalInterface
    interface Reader {
        Concluded again(DirectorContext inUse, String file);
    }

    private static final class Known {
        private LdirectordConfig config;
        /** What was taken over, or told of; null when the file is known to be another than the one in use. */
        private String text;

        private String candidate;
        private long nextNs;
        private boolean unreadable;
    }

    /** @param logs ldirectord's log as a file asks for it */
    LdirectordWatch(
            Supplier<DirectorContext> inUse,
            Reader reader,
            Function<Reloader.OtherFiles, ControlReply> reload,
            Function<LdirectordConfig, LdirectordLog> logs) {
        this.inUse = inUse;
        this.reader = reader;
        this.reload = reload;
        this.logs = logs;
    }

    /** Looks at those files whose time has come; to be called more often than any {@code checkinterval}. */
    void round(long nowNs) {
        Map<String, LdirectordConfig> present = inUse.get().resources().ldirectord();
        files.keySet().retainAll(present.keySet());
        present.forEach((name, config) -> look(name, config, nowNs));
    }

    private void look(String name, LdirectordConfig config, long nowNs) {
        Known known = files.computeIfAbsent(name, first -> new Known());
        if (known.config == config && nowNs - known.nextNs < 0) {
            return;
        }
        String text = text(known, config);
        if (text == null) {
            known.nextNs = nowNs + config.reread().intervalMs() * 1_000_000;
            return;
        }
        if (known.config != config) {
            // At the start, and after every reload: what is in use was read a moment ago, not necessarily this text.
            known.config = config;
            known.text = inUse(name, config) ? text : null;
        }
        if (!text.equals(known.text) && !text.equals(known.candidate)) {
            known.candidate = text;
            known.nextNs = nowNs;
            return;
        }
        known.nextNs = nowNs + config.reread().intervalMs() * 1_000_000;
        known.candidate = null;
        if (!text.equals(known.text)) {
            known.text = text;
            changed(name, config);
        }
    }

    private String text(Known known, LdirectordConfig config) {
        try {
            String text = ConfigText.read(Path.of(config.file()));
            known.unreadable = false;
            return text;
        } catch (IOException e) {
            if (!known.unreadable) {
                known.unreadable = true;
                logs.apply(config)
                        .log("Configuration file '" + config.file() + "' cannot be read, what it said stays: " + e);
            }
            return null;
        }
    }

    private boolean inUse(String name, LdirectordConfig config) {
        return config.equals(reader.again(inUse.get(), name)
                .context()
                .resources()
                .ldirectord()
                .get(name));
    }

    private void changed(String name, LdirectordConfig config) {
        LdirectordLog log = logs.apply(config);
        log.log("Configuration file '" + config.file() + "' has changed on disk");
        if (!config.reread().auto()) {
            log.log(" - ignore new configuration");
            return;
        }
        log.log(" - reread new configuration");
        boolean[] broken = new boolean[1];
        ControlReply reply = reload.apply(present -> {
            Concluded read = reader.again(present, name);
            broken[0] = !read.usable();
            read.problems().forEach(problem -> log.log(line(problem)));
            return read;
        });
        if (reply.exit() != 0 && !broken[0]) {
            log.log(" - not taken over: " + reply.err().strip());
        }
    }

    /** ldirectord's own line. */
    private static String line(ConfigProblem problem) {
        boolean error = problem.severity() == ConfigProblem.Severity.ERROR;
        return "%s [%d] reading file %s at line %d: %s"
                .formatted(
                        error ? "Error" : "Warning",
                        ProcessHandle.current().pid(),
                        problem.file(),
                        problem.line(),
                        problem.text());
    }
}
