package org.hadirector.director.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.hadirector.director.config.Concluded;
import org.hadirector.director.config.Readers;
import org.hadirector.director.config.SingleFiles;
import org.hadirector.heartbeat.config.ConfigProblem;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code director check}: all problems of all configuration files; starts nothing. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Look for problems in all configuration files, or in single ones of a kind.",
        footer = {"", "Exit codes: 0 clean; 1 warnings; 2 errors."})
final class CheckCommand implements Callable<Integer> {
    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "the files are of this kind: ha.cf, authkeys, haresources, ldirectord.cf, director.yaml")
    String kind;

    @Option(names = "--json", description = "the problems as JSON")
    boolean json;

    @Parameters(arity = "0..*", paramLabel = "FILE")
    List<Path> files = List.of();

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        List<ConfigProblem> problems = problems();
        if (json) {
            System.out.println(
                    Json.pretty(problems.stream().map(CheckCommand::tree).toList()));
        } else {
            problems.forEach(System.out::println);
        }
        if (problems.isEmpty()) {
            return 0;
        }
        return problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR) ? 2 : 1;
    }

    private List<ConfigProblem> problems() {
        if (kind == null) {
            if (!files.isEmpty()) {
                throw new ParameterException(spec.commandLine(), "FILE needs --kind");
            }
            Path directory = Directories.of(spec).config();
            Concluded concluded = Readers.ofThisMachine(directory).conclude(directory);
            List<ConfigProblem> problems = new ArrayList<>(concluded.problems());
            if (concluded.usable()) {
                problems.addAll(Readers.advice(concluded.context()));
            }
            return problems;
        }
        if (!SingleFiles.kinds().contains(kind)) {
            throw new ParameterException(
                    spec.commandLine(), "no kind " + kind + "; there are " + String.join(", ", SingleFiles.kinds()));
        }
        if (files.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--kind needs a FILE");
        }
        SingleFiles reader = Readers.singleFiles(Directories.of(spec).config());
        List<ConfigProblem> problems = new ArrayList<>();
        files.forEach(file -> problems.addAll(reader.check(kind, file)));
        return problems;
    }

    private static Map<String, Object> tree(ConfigProblem problem) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("file", problem.file());
        tree.put("line", problem.line());
        tree.put("severity", problem.severity().name().toLowerCase(java.util.Locale.ROOT));
        tree.put("text", problem.text());
        tree.put("remedy", problem.remedy());
        return tree;
    }
}
