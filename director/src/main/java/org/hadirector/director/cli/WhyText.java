package org.hadirector.director.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.hadirector.director.why.Change;
import org.hadirector.director.why.Complaint;
import org.hadirector.director.why.Step;

/** Changes of ownership for eyes: a headline, then a line a step with the time since the first and since the last. */
final class WhyText {
    private static final double NS_PER_MS = 1e6;

    private final DateTimeFormatter time;

    WhyText(ZoneId zone) {
        this.time = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss.SSS").withZone(zone);
    }

    String of(List<Change> changes) {
        StringBuilder text = new StringBuilder();
        changes.forEach(change -> append(change, text));
        return text.toString();
    }

    /** A line for each service that answers badly. */
    String complaints(List<Complaint> complaints) {
        StringBuilder text = new StringBuilder();
        complaints.forEach(complaint -> text.append("%s: %s answers badly here since %s: %s%n"
                .formatted(complaint.node(), complaint.service(), stamp(complaint.since()), complaint.reason())));
        return text.toString();
    }

    private void append(Change change, StringBuilder text) {
        text.append("%s: %s -> %s, epoch %d, %s%n"
                .formatted(
                        change.group(),
                        change.from().isEmpty() ? "nobody" : change.from(),
                        change.to(),
                        change.epoch(),
                        stamp(change.time())));
        text.append("  because ").append(change.summary()).append('\n');
        Step last = null;
        for (Step step : change.steps()) {
            double since = last == null ? 0 : (step.atNs() - last.atNs()) / NS_PER_MS;
            text.append("  %9.1f ms  +%7.1f  %-8s %-6s %-12s %s%n"
                    .formatted(
                            change.atMs(step),
                            since,
                            step.part().name().toLowerCase(Locale.ROOT),
                            step.node(),
                            step.kind(),
                            step.words()));
            last = step;
        }
        change.betweenMs(Step.Part.CAUSE, Step.Part.DECISION)
                .ifPresent(ms -> text.append("  cause to decision %.1f ms".formatted(ms)));
        change.betweenMs(Step.Part.DECISION, Step.Part.EFFECT)
                .ifPresent(ms -> text.append(", decision to effect %.1f ms".formatted(ms)));
        text.append("\n\n");
    }

    private String stamp(Instant at) {
        return time.format(at);
    }
}
