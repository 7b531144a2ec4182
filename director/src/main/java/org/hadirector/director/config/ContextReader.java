package org.hadirector.director.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.hadirector.heartbeat.config.Authkeys;
import org.hadirector.heartbeat.config.ConfigFiles;
import org.hadirector.heartbeat.config.ConfigProblem;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;
import org.hadirector.heartbeat.config.HaCf;
import org.hadirector.heartbeat.config.NodeFacts;
import org.hadirector.heartbeat.config.Parsed;
import org.hadirector.heartbeat.decide.CoreSettings.Timing;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.resource.config.ConfigText;
import org.hadirector.resource.config.GroupLine;
import org.hadirector.resource.config.HaresourcesParser;
import org.hadirector.resource.config.LdirectordCfParser;
import org.hadirector.resource.config.LdirectordConfig;
import org.hadirector.resource.config.LdirectordFiles;
import org.hadirector.resource.config.NameService;
import org.hadirector.resource.config.ResourceConfig;
import org.hadirector.resource.config.ResourceConfigReader;
import org.hadirector.resource.config.ResourceSpec;
import org.hadirector.resource.config.VirtualBlock;

/**
 * Reads a configuration directory whole: ha.cf, authkeys, haresources with the ldirectord.cf files it uses,
 * director.yaml. One look finds the problems of all files and those between them.
 */
public final class ContextReader {
    private final NodeFacts facts;
    private final NameService names;
    private final Predicate<String> agentKnown;
    private final Predicate<String> schedulerKnown;
    private final VipCheck vips;
    private final List<ConfigProblem> problems = new ArrayList<>();

    /**
     * @param agentKnown whether a resource agent or script of that name exists here
     * @param schedulerKnown whether the engine has a scheduler of that name
     * @param vips asked about each service address
     */
    public ContextReader(
            NodeFacts facts,
            NameService names,
            Predicate<String> agentKnown,
            Predicate<String> schedulerKnown,
            VipCheck vips) {
        this.facts = facts;
        this.names = names;
        this.agentKnown = agentKnown;
        this.schedulerKnown = schedulerKnown;
        this.vips = vips;
    }

    /** Reads and checks everything; never throws on any content. */
    public Concluded conclude(Path directory) {
        problems.clear();
        ConfigFiles files = new ConfigFiles(facts);
        HaCf haCf = take(files.haCf(directory.resolve("ha.cf")));
        Authkeys authkeys = take(files.authkeys(directory.resolve("authkeys"), haCf.media()));
        ResourceConfig resources = resources(directory, haCf);
        DirectorYaml yaml = directorYaml(directory.resolve("director.yaml"));
        String node = facts.nodeName().toLowerCase(Locale.ROOT);
        String peer = haCf.nodes().stream()
                .filter(name -> !name.equals(node))
                .findFirst()
                .orElse("");
        CrossChecks checks = new CrossChecks(problems);
        Timing timing =
                checks.timing(haCf, yaml, directory.resolve("director.yaml").toString());
        checks.interfaces(yaml, directory.resolve("director.yaml").toString(), facts);
        checks.stonith(haCf, yaml, node);
        checks.addresses(resources.haresources(), vips);
        checks.masquerading(resources, facts);
        new RcScripts(directory).problem().ifPresent(problems::add);
        int digest = digest(haCf, timing, resources);
        return new Concluded(
                new DirectorContext(directory, node, peer, haCf, authkeys, resources, yaml, timing, digest), problems);
    }

    /**
     * The files in use with one ldirectord.cf read anew, for {@code autoreload}: whatever else is being edited in the
     * directory stays out of it. The problems are those of that file.
     *
     * @param ldirectord the argument of the resource, empty for the default file
     */
    public Concluded again(DirectorContext inUse, String ldirectord) {
        problems.clear();
        var parsed =
                new LdirectordFiles(inUse.directory(), new LdirectordCfParser(names, schedulerKnown)).read(ldirectord);
        parsed.problems().forEach(problem -> problems.add(SingleFiles.convert(problem)));
        Map<String, LdirectordConfig> files = new HashMap<>(inUse.resources().ldirectord());
        files.put(ldirectord, parsed.value());
        ResourceConfig resources = new ResourceConfig(inUse.resources().haresources(), files);
        DirectorContext context = new DirectorContext(
                inUse.directory(),
                inUse.node(),
                inUse.peer(),
                inUse.haCf(),
                inUse.authkeys(),
                resources,
                inUse.directorYaml(),
                inUse.timing(),
                digest(inUse.haCf(), inUse.timing(), resources));
        return new Concluded(context, problems);
    }

    private <T> T take(Parsed<T> parsed) {
        Thread.yield(); // a reload reads on an urgent thread, and the duty must not wait for all the files
        problems.addAll(parsed.problems());
        return parsed.value();
    }

    private ResourceConfig resources(Path directory, HaCf haCf) {
        LdirectordFiles files = new LdirectordFiles(directory, new LdirectordCfParser(names, schedulerKnown));
        HaresourcesParser groups = new HaresourcesParser(new HashSet<>(haCf.nodes()), agentKnown);
        org.hadirector.resource.config.Parsed<ResourceConfig> parsed =
                new ResourceConfigReader(groups, files).read(directory.resolve("haresources"));
        parsed.problems().forEach(problem -> problems.add(SingleFiles.convert(problem)));
        return parsed.value();
    }

    private DirectorYaml directorYaml(Path path) {
        if (!Files.exists(path)) {
            return DirectorYaml.defaults();
        }
        Optional<String> text = text(path, "make it readable", Severity.ERROR);
        if (text.isEmpty()) {
            return DirectorYaml.defaults();
        }
        DirectorYamlParser.Parsed parsed = DirectorYamlParser.parse(path.toString(), text.get());
        problems.addAll(parsed.problems());
        return parsed.value();
    }

    private Optional<String> text(Path path, String remedy, Severity severity) {
        try {
            return Optional.of(ConfigText.read(path));
        } catch (IOException e) {
            problems.add(new ConfigProblem(path.toString(), 0, severity, "cannot be read: " + e.getMessage(), remedy));
            return Optional.empty();
        }
    }

    /** Without their lines: a comment more on one node makes no difference. */
    private static List<String> reals(VirtualBlock block) {
        return block.reals().stream()
                .map(real -> real.id()
                        + ' '
                        + real.servicePort()
                        + ' '
                        + real.method()
                        + ' '
                        + real.weight()
                        + ' '
                        + real.upper()
                        + ' '
                        + real.lower()
                        + ' '
                        + real.request()
                        + ' '
                        + real.receive())
                .toList();
    }

    /** As {@link #reals}, the same in every process: neither in the order of a set nor as a record's own text. */
    private static List<Object> service(VirtualService service) {
        return List.of(
                service.key().protocol(),
                service.key().address().getHostAddress(),
                service.key().port(),
                service.scheduler(),
                service.flags().stream().sorted().toList(),
                service.persistentSeconds(),
                service.netmask(),
                service.engine(),
                service.onePacket());
    }

    /** Comments, paths, log files may differ between the nodes; what decides who serves what may not. */
    private static int digest(HaCf haCf, Timing timing, ResourceConfig resources) {
        StringBuilder text = new StringBuilder();
        text.append(haCf.nodes().stream().sorted().toList())
                .append(List.of(timing.keepaliveNs(), timing.deadtimeNs(), timing.leaseNs()))
                .append(haCf.failback());
        for (GroupLine group : resources.haresources().groups()) {
            text.append('\n').append(group.preferredNode());
            group.resources().stream().map(ResourceSpec::name).forEach(name -> text.append(' ')
                    .append(name));
        }
        for (LdirectordConfig config : new TreeMap<>(resources.ldirectord()).values()) {
            config.virtuals()
                    .forEach(block ->
                            text.append('\n').append(service(block.service())).append(reals(block)));
        }
        return DirectorContext.crc32(text.toString());
    }
}
