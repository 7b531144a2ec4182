package org.hadirector.director.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the lab starts {@code director}: by the launcher that started this process, so that the daemons run with its JVM
 * options; without one (in tests) by this JVM's own java and class path.
 *
 * @param words the command up to its sub-command
 */
public record DirectorProgram(List<String> words) {
    /** The launcher puts its own path here. */
    public static final String LAUNCHER = "HA_DIRECTOR_LAUNCHER";

    private static final String MAIN = "org.hadirector.director.cli.Main";

    /** The program as this process knows it. */
    public static DirectorProgram current() {
        String launcher = System.getenv(LAUNCHER);
        if (launcher != null && !launcher.isEmpty()) {
            return new DirectorProgram(List.of(launcher));
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new DirectorProgram(List.of(
                java, "-XX:+UseSerialGC", "-Xmx64m", "-Xss256k", "-cp", System.getProperty("java.class.path"), MAIN));
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
                "--background",
                "--config",
                config.toString(),
                "--run",
                run.toString(),
                "--state",
                state.toString()));
        return command;
    }

    /** The program with further words. */
    List<String> with(String... further) {
        List<String> command = new ArrayList<>(words);
        command.addAll(List.of(further));
        return command;
    }
}
