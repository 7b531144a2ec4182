package org.hadirector.lvs.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Runs vectors recorded from the kernel, wherever they lie; {@code excluded.txt} names those that need what is not
 * built, each with its reason.
 */
public final class GoldenReplay {
    private final GoldenNames names;
    private final Map<String, String> exclusions;
    private final Map<String, String> rules = new TreeMap<>();
    private final GoldenDesign design;

    /** @param own the folder with {@code services} and {@code excluded.txt} */
    public GoldenReplay(Path own) throws IOException {
        names = new GoldenNames(own.resolve("services"));
        exclusions = new TreeMap<>();
        for (String line : Files.readAllLines(own.resolve("excluded.txt"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] words = line.split(" ", 2);
                if (words[0].equals("rule")) {
                    String[] rule = words[1].split(" ", 2);
                    rules.put(rule[0], rule[1].strip());
                } else {
                    exclusions.put(words[0], words[1].strip());
                }
            }
        }
        design = new GoldenDesign(rules);
    }

    /**
     * The first difference of one vector on a fresh engine that no rule excuses, or nothing. A vector is the same if it
     * is so in full by any clock that may have gone when it was recorded.
     *
     * @param name {@code folder/case}
     * @param reasons takes the reasons of the rules that excused others
     */
    public Optional<String> differs(Path file, String name, Set<String> reasons) throws IOException {
        Optional<String> difference = differs(file, name, reasons, RecordedClock.UNKNOWN);
        if (difference.isEmpty() || exclusion(name).isPresent()) {
            return difference;
        }
        for (RecordedClock clock : RecordedClock.others(GoldenVector.read(file, name))) {
            Set<String> used = new HashSet<>();
            if (differs(file, name, used, clock).isEmpty()) {
                reasons.clear();
                reasons.addAll(used);
                return Optional.empty();
            }
        }
        return difference;
    }

    /** As {@link #differs(Path, String, Set)}, by one clock. */
    Optional<String> differs(Path file, String name, Set<String> reasons, RecordedClock clock) throws IOException {
        return new GoldenRun(names, design, GoldenVector.read(file, name), clock).differs(reasons);
    }

    /** The reasons of all rules. */
    Set<String> ruleReasons() {
        return Set.copyOf(rules.values());
    }

    /** Why a vector of this name is not expected to pass. */
    public Optional<String> exclusion(String name) {
        return Optional.ofNullable(exclusions.get(name));
    }
}
