package org.hadirector.director.golden;

import java.util.List;

/**
 * One line that is not as it was recorded.
 *
 * @param event the event's line
 * @param expected the recorded line, empty when there is none
 * @param got ours, empty when there is none
 * @param facts what is known beside, a line each: {@link CaseFacts}
 */
public record Difference(String event, String expected, String got, List<String> facts) {
    public Difference {
        facts = List.copyOf(facts);
    }

    /** Nothing is known beside. */
    public Difference(String event, String expected, String got) {
        this(event, expected, got, List.of());
    }

    /** In one line, as the rules of {@code differs-by-design.txt} see it. */
    public String line() {
        return "want |" + expected + " got |" + got;
    }

    @Override
    public String toString() {
        return "    at   |" + event + "\n    want |" + expected + "\n    got  |" + got;
    }
}
