package org.hadirector.heartbeat.sim;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Plays seeds on all processors. Broken cores are to be noticed by some seed of the first {@value #FOR_MUTANTS}: the
 * one that did it last time is tried first, so that as a rule one run shows it. The file {@code mutants-seen.txt} names
 * these; one that no longer serves costs time and nothing else.
 */
final class SeedHunt {
    /** Within so many seeds each broken core must be noticed. */
    static final long FOR_MUTANTS = 2_000;

    private static final String SEEN = "mutants-seen.txt";

    private SeedHunt() {}

    /** The violation of the lowest seed below {@code seeds}, whichever thread found it; empty when there is none. */
    static String firstViolation(long seeds, CoreFactory factory) {
        return LongStream.range(0, seeds)
                .parallel()
                .mapToObj(seed -> SimRun.play(seed, factory, 0))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
    }

    /** The seed of a violation's text. */
    static long seed(String violation) {
        return Long.parseLong(violation.replaceAll("^seed (\\d+):.*", "$1"));
    }

    /**
     * How a broken core is noticed: a violation, or empty when no seed shows it. Where the remembered seed does not,
     * the log says which one does.
     */
    static String violation(String mutant, CoreFactory factory) {
        Long seen = seen().get(mutant);
        String violation = seen != null && seen >= 0 && seen < FOR_MUTANTS ? SimRun.play(seen, factory, 0) : null;
        if (violation == null) {
            violation = firstViolation(FOR_MUTANTS, factory);
            tell("put into " + SEEN + ": " + (violation.isEmpty() ? "none" : seed(violation)) + " " + mutant);
        } else {
            tell(mutant + ": " + violation);
        }
        return violation;
    }

    private static void tell(String text) {
        java.util.logging.Logger.getLogger("figures").info(text);
    }

    private static Map<String, Long> seen() {
        try (InputStream in = Objects.requireNonNull(SeedHunt.class.getResourceAsStream("/" + SEEN), SEEN)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", 2))
                    .collect(Collectors.toMap(words -> words[1], words -> Long.parseLong(words[0])));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
