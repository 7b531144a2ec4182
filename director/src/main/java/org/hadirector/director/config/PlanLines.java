package org.hadirector.director.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** Collects the lines of a {@link ReloadPlan}. */
final class PlanLines {
    private final List<String> changes = new ArrayList<>();
    private final List<String> restarts = new ArrayList<>();

    List<String> changes() {
        return changes;
    }

    List<String> restarts() {
        return restarts;
    }

    void change(String line) {
        changes.add(line);
    }

    void restart(String line) {
        restarts.add(line);
    }

    /** A value that can change while the daemon runs. */
    void value(String what, Object before, Object after) {
        if (!Objects.equals(before, after)) {
            change(what + ": " + before + " -> " + after);
        }
    }

    /** A value that cannot. */
    void fixed(String what, Object before, Object after) {
        if (!Objects.equals(before, after)) {
            restart(what + ": " + before + " -> " + after);
        }
    }

    /**
     * What came, went and differs between two sets of named things.
     *
     * @param words one thing in words; equal words mean that nothing changed
     */
    <T> void things(String what, Map<String, T> before, Map<String, T> after, Function<T, String> words) {
        before.forEach((name, thing) -> {
            if (!after.containsKey(name)) {
                change(what + " " + name + " removed");
            }
        });
        after.forEach((name, thing) -> {
            String now = words.apply(thing);
            if (!before.containsKey(name)) {
                change(what + " " + name + " added: " + now);
            } else {
                value(what + " " + name, words.apply(before.get(name)), now);
            }
        });
    }
}
