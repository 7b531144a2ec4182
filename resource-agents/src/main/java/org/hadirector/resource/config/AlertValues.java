package org.hadirector.resource.config;

import java.util.HashSet;
import java.util.Set;

/** The values of the mail directives, checked as ldirectord does. */
final class AlertValues {
    private static final Set<String> PHASES = Set.of("none", "all", "starting", "running", "stopping", "reloading");

    private AlertValues() {}

    static void frequency(Directive directive, Problems problems, Runnable good) {
        if (directive.value().matches("\\d+.*")) {
            good.run();
        } else {
            problems.error(directive.line(), "invalid email alert frequency", "write a number of seconds, 0 for once");
        }
    }

    static void status(Directive directive, Problems problems, Runnable good) {
        Set<String> seen = new HashSet<>();
        for (String word :
                directive.value().isEmpty() ? new String[0] : directive.value().split("\\s*,\\s*", -1)) {
            if (!PHASES.contains(word)) {
                problems.error(
                        directive.line(),
                        "invalid email alert status at: \"" + word + "\"",
                        "a list of starting, running, stopping, reloading, or all, or none");
                return;
            }
            seen.add(word);
        }
        if (seen.contains("none") && seen.size() > 1) {
            String other = seen.stream()
                    .filter(word -> !word.equals("none"))
                    .findFirst()
                    .orElseThrow();
            problems.error(
                    directive.line(),
                    "invalid email alert status: \"" + other + "\" specified with \"none\"",
                    "write none alone");
            return;
        }
        good.run();
    }
}
