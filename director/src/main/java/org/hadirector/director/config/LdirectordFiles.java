package org.hadirector.director.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hadirector.resource.config.GroupLine;
import org.hadirector.resource.config.Haresources;
import org.hadirector.resource.config.ResourceSpec;

/**
 * Where the files of ldirectord are: beside the other files, under {@code conf/} as older installations have it, in
 * {@code /etc/ha.d}. An argument in haresources that is no path is looked for in the same places.
 */
public final class LdirectordFiles {
    private static final String STANDARD = "ldirectord.cf";

    private final List<Path> places;

    public LdirectordFiles(Path directory) {
        this.places = List.of(directory, directory.resolve("conf"), Path.of("/etc/ha.d"), Path.of("/etc/ha.d/conf"));
    }

    /** The files that the ldirectord resources of haresources use; missing ones where they are expected. */
    public Set<Path> needed(Haresources haresources) {
        Set<Path> files = new LinkedHashSet<>();
        for (GroupLine group : haresources.groups()) {
            for (ResourceSpec resource : group.resources()) {
                if (resource.script().equals("ldirectord")) {
                    files.add(locate(resource));
                }
            }
        }
        return files;
    }

    /** The file of one ldirectord resource. */
    public Path locate(ResourceSpec resource) {
        String name = resource.args().isEmpty() ? STANDARD : resource.args().get(0);
        return find(name).orElse(places.get(0).resolve(name));
    }

    /** The file of a resource without argument, if there is one. */
    public Optional<Path> standard() {
        return find(STANDARD);
    }

    private Optional<Path> find(String name) {
        return places.stream()
                .map(place -> place.resolve(name))
                .filter(Files::isRegularFile)
                .findFirst();
    }
}
