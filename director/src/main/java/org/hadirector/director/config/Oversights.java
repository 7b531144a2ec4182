package org.hadirector.director.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hadirector.heartbeat.config.ConfigProblem;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;
import org.hadirector.heartbeat.config.HaCf;
import org.hadirector.heartbeat.config.Medium;
import org.hadirector.resource.config.CheckType;
import org.hadirector.resource.config.ConfigText;
import org.hadirector.resource.config.GroupLine;
import org.hadirector.resource.config.LdirectordConfig;
import org.hadirector.resource.config.ResourceSpec;
import org.hadirector.resource.config.VirtualBlock;

/**
 * What is well formed and does nothing: a pair without resources, a log that cannot be written, a direct cable that
 * carries no beats, a check whose program is missing. Advice of {@code director check}; the daemon starts, and its log,
 * which scripts know, does not say it.
 */
final class Oversights {
    private static final int ASCII = 127;

    private final List<ConfigProblem> found = new ArrayList<>();

    private Oversights() {}

    static List<ConfigProblem> problems(DirectorContext context) {
        Oversights oversights = new Oversights();
        oversights.logs(context.haCf());
        oversights.direct(context);
        if (context.resources().haresources().groups().isEmpty()) {
            oversights.add(
                    context.directory().resolve("haresources").toString(),
                    0,
                    "no group: this pair serves nothing",
                    "a line such as " + context.haCf().nodes().get(0) + " 10.0.0.1/24/eth0 ldirectord");
        }
        oversights.arguments(context);
        context.resources().ldirectord().values().forEach(oversights::checks);
        return oversights.found;
    }

    private void logs(HaCf haCf) {
        log(haCf, "logfile", haCf.logging().logfile());
        log(haCf, "debugfile", haCf.logging().debugfile());
    }

    /** Directories that are missing are made. */
    private void log(HaCf haCf, String directive, String name) {
        if (name == null) {
            return;
        }
        Path file = Path.of(name);
        Path there = file;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        boolean directory = Files.isDirectory(there);
        if (directory == there.equals(file) || !Files.isWritable(there)) {
            String why = directory == there.equals(file)
                    ? there + (directory ? " is a directory" : " is no directory")
                    : there + " cannot be written to";
            add(haCf.file(), 0, directive + " " + name + ": " + why + ", nothing is logged there", "name another file");
        }
    }

    private void direct(DirectorContext context) {
        Set<String> media = context.haCf().media().stream().map(Medium::name).collect(Collectors.toSet());
        for (String name : context.directorYaml().signs().direct()) {
            if (!media.contains(name)) {
                add(
                        context.directory().resolve("director.yaml").toString(),
                        0,
                        "direct: " + name + " carries no heartbeats, so its carrier says nothing",
                        "an interface of bcast, mcast or ucast in ha.cf");
            }
        }
    }

    /** Scripts are given their words in UTF-8; heartbeat hands over the bytes of the file. */
    private void arguments(DirectorContext context) {
        Path file = context.directory().resolve("haresources");
        if (isUtf8(file)) {
            return;
        }
        for (GroupLine group : context.resources().haresources().groups()) {
            for (ResourceSpec resource : group.resources()) {
                if (resource.written().chars().anyMatch(c -> c > ASCII)) {
                    add(
                            file.toString(),
                            resource.line(),
                            resource.written() + ": the file is not in UTF-8, but the script is called in UTF-8: it"
                                    + " finds nothing whose name is stored as in the file",
                            "save the file as UTF-8 on both nodes, and rename in UTF-8 what it names");
                }
            }
        }
    }

    private static boolean isUtf8(Path file) {
        try {
            return ConfigText.isUtf8(file);
        } catch (IOException unreadable) {
            return true; // said by who reads it
        }
    }

    private void checks(LdirectordConfig config) {
        for (VirtualBlock block : config.virtuals()) {
            boolean external = block.check().type() == CheckType.EXTERNAL;
            String program = block.check().command().strip().split("\\s+")[0];
            if (external && program.startsWith("/") && !Files.isExecutable(Path.of(program))) {
                add(
                        config.file(),
                        block.line(),
                        "checkcommand " + program + " cannot be executed: no server of " + block.id() + " counts as up",
                        "install it on both nodes, executable");
            }
        }
    }

    private void add(String file, int line, String text, String remedy) {
        found.add(new ConfigProblem(file, line, Severity.WARNING, text, remedy));
    }
}
