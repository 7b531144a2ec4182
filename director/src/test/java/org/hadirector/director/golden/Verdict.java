package org.hadirector.director.golden;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What became of one vector.
 *
 * @param detail reasons, or the lines that differ
 */
record Verdict(Word word, String name, String detail) {
    private static final int SHOWN = 12;

    enum Word {
        PASS("PASS"),
        FAIL("FAIL"),
        BY_DESIGN("DIFFERS-BY-DESIGN"),
        SKIP("SKIP");

        final String text;

        Word(String text) {
            this.text = text;
        }
    }

    /** Runs one case and judges its differences. */
    static Verdict of(GoldenKind kind, GoldenVector vector, DesignRules rules) {
        Optional<String> notRun = kind.notRun(vector);
        if (notRun.isPresent()) {
            return new Verdict(Word.SKIP, vector.name(), "    " + notRun.get());
        }
        List<Difference> differences;
        try {
            differences = kind.run(vector);
        } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
            StackTraceElement at = e.getStackTrace().length == 0 ? null : e.getStackTrace()[0];
            return new Verdict(Word.FAIL, vector.name(), "    " + e + " at " + at);
        }
        Set<String> reasons = new LinkedHashSet<>();
        List<Difference> inexcusable = new ArrayList<>();
        for (Difference difference : differences) {
            Optional<String> reason = rules.reason(vector, difference);
            reason.ifPresentOrElse(reasons::add, () -> inexcusable.add(difference));
        }
        if (!inexcusable.isEmpty()) {
            return new Verdict(Word.FAIL, vector.name(), shown(inexcusable));
        }
        return reasons.isEmpty()
                ? new Verdict(Word.PASS, vector.name(), "")
                : new Verdict(Word.BY_DESIGN, vector.name(), "    " + String.join("\n    ", reasons));
    }

    private static String shown(List<Difference> differences) {
        int more = differences.size() - SHOWN;
        return differences.stream().limit(SHOWN).map(Difference::toString).collect(Collectors.joining("\n"))
                + (more > 0 ? "\n    and " + more + " more" : "");
    }

    @Override
    public String toString() {
        return word.text + " " + name + (detail.isEmpty() ? "" : "\n" + detail);
    }
}
