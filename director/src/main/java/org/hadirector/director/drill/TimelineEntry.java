package org.hadirector.director.drill;

/**
 * One line of a timeline.
 *
 * @param atNs monotonic time
 * @param where node, or {@code client}
 * @param kind of the journal's event, or of what the client saw
 * @param text what happened, in words
 */
public record TimelineEntry(long atNs, String where, String kind, String text) {}
