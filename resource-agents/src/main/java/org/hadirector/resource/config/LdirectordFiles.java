package org.hadirector.resource.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Finds and reads the ldirectord.cf that a resource {@code ldirectord::NAME} means. */
public final class LdirectordFiles {
    /** Taken when the resource has no argument. */
    public static final String DEFAULT_NAME = "ldirectord.cf";

    private final Path configDirectory;
    private final LdirectordCfParser parser;

    /** @param configDirectory {@code /etc/ha.d}, or what stands for it */
    public LdirectordFiles(Path configDirectory, LdirectordCfParser parser) {
        this.configDirectory = configDirectory;
        this.parser = parser;
    }

    /** ldirectord's order: in the configuration directory, in its {@code conf}, the path as given. */
    public Path locate(String name) {
        String wanted = name.isEmpty() ? DEFAULT_NAME : name;
        for (Path candidate : List.of(
                configDirectory.resolve(wanted), configDirectory.resolve("conf").resolve(wanted), Path.of(wanted))) {
            if (Files.isRegularFile(candidate)) {
                return candidate;
            }
        }
        return configDirectory.resolve(wanted);
    }

    /** Reads it; a file that cannot be read is a problem like any other. */
    public Parsed<LdirectordConfig> read(String name) {
        Path file = locate(name);
        try {
            return parser.parse(file.toString(), ConfigText.read(file));
        } catch (IOException e) {
            Problems problems = new Problems(file.toString());
            problems.error(
                    0,
                    "cannot be read: " + reason(e),
                    "create it here or in " + configDirectory.resolve("conf") + ", readable");
            return new Parsed<>(
                    new LdirectordConfig(
                            file.toString(),
                            LdirectordConfig.DEFAULT_LOGFILE,
                            false,
                            List.of(),
                            new LdirectordConfig.Reread(false, Defaults.INTERVAL_MS),
                            Map.of()),
                    problems.sorted());
        }
    }

    static String reason(IOException e) {
        return e instanceof NoSuchFileException ? "no such file" : e.getMessage();
    }
}
