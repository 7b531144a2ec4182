package org.hadirector.resource.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where resource scripts are: heartbeat looks in {@code /etc/ha.d/resource.d}, then in {@code /etc/init.d}.
 *
 * @param directories searched in this order
 */
public record ScriptLocator(List<Path> directories) {
    public ScriptLocator {
        directories = List.copyOf(directories);
    }

    /** The first executable file of that name; names that lead out of the directories are never found. */
    public Optional<Path> locate(String script) {
        if (script.isEmpty() || script.contains("/") || script.indexOf('\0') >= 0 || script.startsWith(".")) {
            return Optional.empty();
        }
        return directories.stream()
                .map(directory -> directory.resolve(script))
                .filter(path -> Files.isRegularFile(path) && Files.isExecutable(path))
                .findFirst();
    }
}
