package org.hadirector.director.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How {@code director} starts: by the launcher, which knows the JVM's options.
 *
 * @param words the command up to its sub-command
 */
public record DirectorProgram(List<String> words) {
    /** The launcher puts its own path here. */
    public static final String LAUNCHER = "HA_DIRECTOR_LAUNCHER";

    /** The program that started this process. */
    public static DirectorProgram current() {
        String launcher = System.getenv(LAUNCHER);
        if (launcher == null || launcher.isEmpty()) {
            throw new IllegalStateException(LAUNCHER + " is not set: start director by packaging/bin/director");
        }
        return new DirectorProgram(List.of(launcher));
    }

    /** {@code director daemon} for one of the lab's directors. */
    public List<String> daemon(LabPlan plan, LabHost host) {
        return with(
                "daemon",
                "--config",
                plan.configDir(host).toString(),
                "--run",
                plan.runDir(host).toString(),
                "--state",
                plan.stateDir(host).toString());
    }

    /** {@code director daemon} in a session of its own, its log in its files only. */
    public List<String> background(Path config, Path run, Path state) {
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(with(
                "daemon",
                "--config",
                config.toString(),
                "--run",
                run.toString(),
                "--state",
                state.toString(),
                "--background"));
        return command;
    }

    /** The program with further words. */
    List<String> with(String... further) {
        List<String> command = new ArrayList<>(words);
        command.addAll(List.of(further));
        return command;
    }
}
