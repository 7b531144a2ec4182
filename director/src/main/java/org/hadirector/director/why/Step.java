package org.hadirector.director.why;

import java.time.Instant;
import org.hadirector.director.journal.JournalEntry;

/**
 * One step of a story.
 *
 * @param part which part of the story it is
 * @param atNs when, on the merged clock of both journals
 * @param time the same on the wall
 * @param node who saw or did it
 * @param kind of the journal's entry; {@code LAST_BEAT} and {@code NO_STOP} are concluded from others
 * @param words what happened
 */
public record Step(Part part, long atNs, Instant time, String node, String kind, String words) {
    /** The parts in the order of telling. */
    public enum Part {
        CAUSE,
        EVIDENCE,
        DECISION,
        ACTION,
        EFFECT
    }

    static Step of(Part part, Moment moment) {
        JournalEntry entry = moment.entry();
        StringBuilder words = new StringBuilder(entry.subject());
        if (!entry.reason().isEmpty()) {
            words.append(words.length() == 0 ? "" : ": ").append(entry.reason());
        }
        return new Step(part, moment.atNs(), entry.time(), entry.node(), entry.kind(), words.toString());
    }
}
