package org.hadirector.director.config;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.hadirector.heartbeat.config.ConfigFiles;
import org.hadirector.heartbeat.config.ConfigProblem;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;
import org.hadirector.heartbeat.config.NodeFacts;
import org.hadirector.resource.config.ConfigText;
import org.hadirector.resource.config.HaresourcesParser;
import org.hadirector.resource.config.LdirectordCfParser;
import org.hadirector.resource.config.NameService;

/** Looks at one file of a given kind on its own, for {@code director check --kind}. */
public final class SingleFiles {
    private final NodeFacts facts;
    private final NameService names;
    private final Predicate<String> agentKnown;
    private final Predicate<String> schedulerKnown;

    public SingleFiles(
            NodeFacts facts, NameService names, Predicate<String> agentKnown, Predicate<String> schedulerKnown) {
        this.facts = facts;
        this.names = names;
        this.agentKnown = agentKnown;
        this.schedulerKnown = schedulerKnown;
    }

    /** The kinds that exist. */
    public static List<String> kinds() {
        return List.of("ha.cf", "authkeys", "haresources", "ldirectord.cf", "ldirectord", "director.yaml");
    }

    /**
     * The problems of one file.
     *
     * @param kind one of {@link #kinds}
     */
    public List<ConfigProblem> check(String kind, Path path) {
        try {
            return switch (kind) {
                case "ha.cf" -> new ConfigFiles(facts).haCf(path).problems();
                case "authkeys" -> new ConfigFiles(facts)
                        .authkeys(path, List.of())
                        .problems();
                case "haresources" -> convert(new HaresourcesParser(Set.of(), agentKnown)
                        .parse(path.toString(), ConfigText.read(path))
                        .problems());
                case "ldirectord.cf", "ldirectord" -> convert(new LdirectordCfParser(names, schedulerKnown)
                        .parse(path.toString(), ConfigText.read(path))
                        .problems());
                case "director.yaml" -> DirectorYamlParser.parse(path.toString(), ConfigText.read(path))
                        .problems();
                default -> throw new IllegalArgumentException("no kind " + kind);
            };
        } catch (NoSuchFileException e) {
            return unreadable(path, "no such file", "correct its name");
        } catch (IOException e) {
            return unreadable(path, e.getMessage(), "make it readable");
        }
    }

    private static List<ConfigProblem> unreadable(Path path, String why, String remedy) {
        return List.of(new ConfigProblem(path.toString(), 0, Severity.ERROR, "cannot be read: " + why, remedy));
    }

    private static List<ConfigProblem> convert(List<org.hadirector.resource.config.ConfigProblem> found) {
        List<ConfigProblem> converted = new ArrayList<>();
        found.forEach(problem -> converted.add(convert(problem)));
        return converted;
    }

    static ConfigProblem convert(org.hadirector.resource.config.ConfigProblem problem) {
        return new ConfigProblem(
                problem.file(),
                problem.line(),
                Severity.valueOf(problem.severity().name()),
                problem.text(),
                problem.remedy(),
                ConfigProblem.Stage.RESOURCES,
                problem.verbatim() ? List.of("ERROR: " + problem.text()) : List.of());
    }
}
