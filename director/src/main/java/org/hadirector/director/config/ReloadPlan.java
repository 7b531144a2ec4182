package org.hadirector.director.config;

import java.util.List;
import org.hadirector.heartbeat.config.HaCfValidator;
import org.hadirector.heartbeat.config.NodeFacts;

/**
 * What differs between the files in use and those on disk, in words for the administrator. Pure.
 *
 * @param changes what a reload would do
 * @param restarts what it cannot do: the daemon has to be restarted for it
 */
public record ReloadPlan(List<String> changes, List<String> restarts) {
    public ReloadPlan {
        changes = List.copyOf(changes);
        restarts = List.copyOf(restarts);
    }

    /**
     * From the files in use to others; both are valid.
     *
     * @param facts of the node that would change
     */
    public static ReloadPlan between(DirectorContext before, DirectorContext after, NodeFacts facts) {
        PlanLines lines = new PlanLines();
        new HaCfChanges(lines, new HaCfValidator(facts)::usable).compare(before, after);
        new ResourceChanges(lines).compare(before, after);
        return new ReloadPlan(lines.changes(), lines.restarts());
    }

    /** Whether nothing differs that matters. */
    public boolean empty() {
        return changes.isEmpty() && restarts.isEmpty();
    }

    /** Line by line, as {@code reload --plan} prints it. */
    public String text() {
        StringBuilder text = new StringBuilder();
        changes.forEach(change -> text.append("  ").append(change).append('\n'));
        restarts.forEach(
                change -> text.append("  needs a restart: ").append(change).append('\n'));
        return text.toString();
    }
}
