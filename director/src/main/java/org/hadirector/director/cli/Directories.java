package org.hadirector.director.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Where configuration, runtime files and state are: options of every command, environment variables, defaults. */
final class Directories {
    private static final String CONFIG = "--config";
    private static final String RUN = "--run";
    private static final String STATE = "--state";
    static final List<String> OPTIONS = List.of(CONFIG, RUN, STATE);

    @Option(
            names = CONFIG,
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "configuration (HA_DIRECTOR_CONFIG, /etc/ha.d)")
    Path config;

    @Option(
            names = RUN,
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "socket and pid file (HA_DIRECTOR_RUN, /run/ha-director)")
    Path run;

    @Option(
            names = STATE,
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "journal and epochs (HA_DIRECTOR_STATE, /var/lib/ha-director)")
    Path state;

    /**
     * The directories as absolute paths.
     *
     * @param runNamed whether somebody named the runtime directory, by option or environment
     */
    record Places(Path config, Path run, Path state, boolean runNamed) {
        static Places fromEnvironment() {
            return new Directories().places();
        }
    }

    Places places() {
        return new Places(
                pick(config, "HA_DIRECTOR_CONFIG", "/etc/ha.d"),
                pick(run, "HA_DIRECTOR_RUN", "/run/ha-director"),
                pick(state, "HA_DIRECTOR_STATE", "/var/lib/ha-director"),
                run != null
                        || !System.getenv().getOrDefault("HA_DIRECTOR_RUN", "").isEmpty());
    }

    /** The directories where some of the {@link #OPTIONS} are given. */
    static Places places(Map<String, Path> named) {
        Directories directories = new Directories();
        directories.config = named.get(CONFIG);
        directories.run = named.get(RUN);
        directories.state = named.get(STATE);
        return directories.places();
    }

    /** The directories given to any level of the command line that {@code spec} belongs to. */
    static Places of(CommandSpec spec) {
        CommandSpec root = spec.root();
        return ((DirectorCommand) root.userObject()).directories.places();
    }

    /** Whether the command line names the configuration directory; a variable or a default does not count. */
    static boolean namesConfig(CommandSpec spec) {
        return ((DirectorCommand) spec.root().userObject()).directories.config != null;
    }

    private static Path pick(Path option, String variable, String standard) {
        if (option != null) {
            return option.toAbsolutePath().normalize();
        }
        String value = System.getenv(variable);
        return Path.of(value == null || value.isEmpty() ? standard : value)
                .toAbsolutePath()
                .normalize();
    }
}
