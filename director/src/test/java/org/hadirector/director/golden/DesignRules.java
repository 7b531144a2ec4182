package org.hadirector.director.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What differs from the original on purpose ({@code differs-by-design.txt}, format there). A rule excuses single lines,
 * not whole vectors: whatever else goes wrong in the same case still counts.
 */
final class DesignRules {
    /**
     * Excuses the lines that {@code line} finds in the vectors that {@code vectors} matches, where {@code where} finds
     * something in what is known about case and difference ({@link CaseFacts#about}).
     */
    record Rule(String vectors, Pattern names, Pattern where, Pattern line, String reason) {}

    private static final Pattern ANYTHING = Pattern.compile("");

    private final List<Rule> rules;
    private final Set<Rule> used = new HashSet<>();

    DesignRules(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    static DesignRules read(Path file) throws IOException {
        List<Rule> rules = new ArrayList<>();
        String vectors = null;
        Pattern where = ANYTHING;
        String line = null;
        for (String text : Files.readAllLines(file)) {
            if (text.isBlank() || text.startsWith("#")) {
                continue;
            }
            String[] words = text.split("\\s+", 2);
            switch (words[0]) {
                case "vectors" -> vectors = words[1].strip();
                case "where" -> where = Pattern.compile(words[1].strip(), Pattern.MULTILINE | Pattern.UNIX_LINES);
                case "line" -> line = words[1].strip();
                case "why" -> {
                    if (vectors == null || line == null) {
                        throw new IllegalArgumentException(file + ": vectors and line come before: " + text);
                    }
                    rules.add(new Rule(
                            vectors,
                            globs(vectors),
                            where,
                            Pattern.compile(line, Pattern.UNIX_LINES),
                            words[1].strip()));
                    vectors = null;
                    where = ANYTHING;
                    line = null;
                }
                default -> throw new IllegalArgumentException(file + ": not understood: " + text);
            }
        }
        return new DesignRules(rules);
    }

    /** Names of vectors, separated by blanks; {@code *} stands for anything. */
    private static Pattern globs(String words) {
        List<String> alternatives = new ArrayList<>();
        for (String word : words.split("\\s+")) {
            alternatives.add("\\Q" + word.replace("*", "\\E.*\\Q") + "\\E");
        }
        return Pattern.compile(String.join("|", alternatives));
    }

    /** Why this difference is wanted, if it is. */
    Optional<String> reason(GoldenVector vector, Difference difference) {
        String about = CaseFacts.about(vector, difference);
        for (Rule rule : rules) {
            if (rule.names().matcher(vector.name()).matches()
                    && rule.where().matcher(about).find()
                    && rule.line().matcher(difference.line()).find()) {
                used.add(rule);
                return Optional.of(rule.reason());
            }
        }
        return Optional.empty();
    }

    /**
     * Rules for a kind that excused nothing: they describe a difference that is gone. A rule for several kinds counts
     * for the last that it names, which is run last.
     */
    List<String> unused(String folder) {
        return rules.stream()
                .filter(rule -> rule.vectors().replaceFirst(".* ", "").startsWith(folder + "/") && !used.contains(rule))
                .map(rule -> rule.vectors() + " ~ " + rule.where() + " ~ " + rule.line())
                .toList();
    }
}
