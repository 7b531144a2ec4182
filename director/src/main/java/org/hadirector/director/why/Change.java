package org.hadirector.director.why;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One change of ownership and how it came about.
 *
 * @param group its key
 * @param from the owner before, empty when none is known
 * @param to the owner now
 * @param epoch of the new ownership
 * @param summary the cause in one sentence
 * @param steps in the order of time, the cause first
 */
public record Change(String group, String from, String to, long epoch, Instant time, String summary, List<Step> steps) {
    private static final double NS_PER_MS = 1e6;

    public Change {
        steps = List.copyOf(steps);
    }

    /** Milliseconds after the first step. */
    public double atMs(Step step) {
        return (step.atNs() - steps.get(0).atNs()) / NS_PER_MS;
    }

    /** From the first step of one part to the first of another; empty when one of them is not told. */
    public Optional<Double> betweenMs(Step.Part first, Step.Part second) {
        Optional<Step> begin =
                steps.stream().filter(step -> step.part() == first).findFirst();
        Optional<Step> end =
                steps.stream().filter(step -> step.part() == second).findFirst();
        return begin.isPresent() && end.isPresent()
                ? Optional.of((end.get().atNs() - begin.get().atNs()) / NS_PER_MS)
                : Optional.empty();
    }

    /** For scripts. */
    public Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("group", group);
        tree.put("from", from);
        tree.put("to", to);
        tree.put("epoch", epoch);
        tree.put("time", time.toString());
        tree.put("summary", summary);
        tree.put(
                "causeToDecisionMs",
                betweenMs(Step.Part.CAUSE, Step.Part.DECISION).orElse(null));
        tree.put(
                "decisionToEffectMs",
                betweenMs(Step.Part.DECISION, Step.Part.EFFECT).orElse(null));
        List<Map<String, Object>> list = new ArrayList<>();
        for (Step step : steps) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("part", step.part().name().toLowerCase(java.util.Locale.ROOT));
            fields.put("atMs", atMs(step));
            fields.put("time", step.time().toString());
            fields.put("node", step.node());
            fields.put("kind", step.kind());
            fields.put("words", step.words());
            list.add(fields);
        }
        tree.put("steps", list);
        return tree;
    }
}
