package org.hadirector.lvs.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Runs vectors recorded from the kernel, wherever they lie; {@code excluded.txt} names those that need what is not
 * built, each with its reason.
 */
public final class GoldenReplay {
    private final GoldenNames names;
    private final Map<String, String> exclusions;

    /** @param own the folder with {@code services} and {@code excluded.txt} */
    public GoldenReplay(Path own) throws IOException {
        names = new GoldenNames(own.resolve("services"));
        exclusions = new TreeMap<>();
        for (String line : Files.readAllLines(own.resolve("excluded.txt"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                int blank = line.indexOf(' ');
                exclusions.put(line.substring(0, blank), line.substring(blank).strip());
            }
        }
    }

    /**
     * The first difference of one vector on a fresh engine, or nothing.
     *
     * @param name {@code folder/case}
     */
    public Optional<String> differs(Path file, String name) throws IOException {
        return new GoldenRun(names, GoldenVector.read(file, name)).differs();
    }

    /** Why a vector of this name is not expected to pass. */
    public Optional<String> exclusion(String name) {
        return Optional.ofNullable(exclusions.get(name));
    }
}
