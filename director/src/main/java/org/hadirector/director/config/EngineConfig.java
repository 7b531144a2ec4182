package org.hadirector.director.config;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.heartbeat.config.ConfigProblem;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;
import org.hadirector.resource.config.ConfigText;

/**
 * What an engine without heartbeat takes from a configuration directory: the engine's keys of {@code director.yaml} and
 * no other file. Whatever is wrong in that file counts, as for the daemon; keys about ownership do nothing here.
 *
 * @param keys may be used only if {@link #usable}
 * @param problems of the file in the order of its lines
 */
public record EngineConfig(DirectorYaml.Engine keys, List<ConfigProblem> problems) {
    public EngineConfig {
        problems = List.copyOf(problems);
    }

    /**
     * Reads the file; never throws on any content.
     *
     * @param named whether an administrator named the directory: then the file must be there, since a slip of the pen
     *     would silently start an engine with other settings; a default directory may lack it
     */
    public static EngineConfig read(Path directory, boolean named) {
        Path file = directory.resolve("director.yaml");
        List<ConfigProblem> problems = new ArrayList<>();
        try {
            DirectorYamlParser.Parsed parsed = DirectorYamlParser.parse(file.toString(), ConfigText.read(file));
            return new EngineConfig(parsed.value().engine(), parsed.problems());
        } catch (NoSuchFileException e) {
            if (named) {
                problems.add(problem(file, "no such file", "correct --config, or leave it out for the defaults"));
            }
        } catch (IOException e) {
            problems.add(problem(file, "cannot be read: " + e.getMessage(), "make it readable"));
        }
        return new EngineConfig(DirectorYaml.Engine.defaults(), problems);
    }

    /** Whether the engine may start with it. */
    public boolean usable() {
        return problems.stream().noneMatch(problem -> problem.severity() == Severity.ERROR);
    }

    private static ConfigProblem problem(Path file, String text, String remedy) {
        return new ConfigProblem(file.toString(), 0, Severity.ERROR, text, remedy);
    }
}
