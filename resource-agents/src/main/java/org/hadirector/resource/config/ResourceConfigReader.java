package org.hadirector.resource.config;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads haresources and the ldirectord.cf files it names, with the problems of all of them together. */
public final class ResourceConfigReader {
    private static final String LDIRECTORD = "ldirectord";

    private final HaresourcesParser haresources;
    private final LdirectordFiles ldirectord;

    public ResourceConfigReader(HaresourcesParser haresources, LdirectordFiles ldirectord) {
        this.haresources = haresources;
        this.ldirectord = ldirectord;
    }

    /** Reads it all; a file that cannot be read is a problem like any other. */
    public Parsed<ResourceConfig> read(Path file) {
        Parsed<Haresources> groups;
        try {
            groups = haresources.parse(file.toString(), ConfigText.read(file));
        } catch (IOException e) {
            Problems problems = new Problems(file.toString());
            problems.refused(
                    0,
                    "Cannot open resources file [" + file + "]",
                    LdirectordFiles.reason(e) + "; one line per group, such as ha1 10.0.0.1/24/eth0 ldirectord");
            return new Parsed<>(
                    new ResourceConfig(new Haresources(file.toString(), List.of()), Map.of()), problems.sorted());
        }
        List<ConfigProblem> problems = new ArrayList<>(groups.problems());
        Map<String, LdirectordConfig> files = new HashMap<>();
        for (GroupLine group : groups.value().groups()) {
            for (ResourceSpec spec : group.resources()) {
                if (spec.script().equals(LDIRECTORD)) {
                    String name = argument(spec);
                    if (!files.containsKey(name)) {
                        Parsed<LdirectordConfig> parsed = ldirectord.read(name);
                        files.put(name, parsed.value());
                        problems.addAll(parsed.problems());
                    }
                    problems.addAll(foreignAddresses(group, files.get(name)));
                }
            }
        }
        return new Parsed<>(new ResourceConfig(groups.value(), files), problems);
    }

    /** The file a resource {@code ldirectord} names, empty for the default. */
    public static String argument(ResourceSpec spec) {
        return spec.args().isEmpty() ? "" : spec.args().get(0);
    }

    private static List<ConfigProblem> foreignAddresses(GroupLine group, LdirectordConfig config) {
        Set<InetAddress> own = new HashSet<>();
        for (ResourceSpec spec : group.resources()) {
            if (spec.script().startsWith("IP") && !spec.args().isEmpty()) {
                own.add(Addresses.literal(spec.args().get(0).replaceFirst("/.*", "")));
            }
        }
        Problems problems = new Problems(config.file());
        for (VirtualBlock virtual : config.virtuals()) {
            InetAddress address = virtual.service().key().address();
            if (!virtual.service().key().isMark() && !own.contains(address)) {
                problems.warning(
                        virtual.line(),
                        "virtual service " + virtual.id() + " is not on an address of the group " + group.key(),
                        "add " + address.getHostAddress() + " to the line of haresources, before ldirectord");
            }
        }
        return problems.sorted();
    }
}
