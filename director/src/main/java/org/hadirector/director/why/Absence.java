package org.hadirector.director.why;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hadirector.director.journal.JournalEntry;

/**
 * A time in which a node saw nothing, because its daemon did not run: whoever owned a group then stands in no line of
 * its journal.
 *
 * @param last the last word before it
 * @param back the start that ended it
 */
record Absence(Moment last, Moment back) {
    /**
     * The absence of a node since it was last told who owns a group; several are one, for nothing was told in between.
     *
     * @param told what the journals tell, in the order of time
     * @param since index of the first entry after the last change of the group
     */
    static Optional<Absence> of(String node, List<Moment> told, int since) {
        Moment last = null;
        Moment word = lastWord(node, told.subList(0, since));
        Moment back = null;
        for (Moment moment : told.subList(since, told.size())) {
            JournalEntry entry = moment.entry();
            if (entry.node().equals(node)) {
                if (word != null && entry.kind().equals("START")) {
                    last = last == null ? word : last;
                    back = moment;
                }
                word = moment;
            }
        }
        return back == null ? Optional.empty() : Optional.of(new Absence(last, back));
    }

    private static Moment lastWord(String node, List<Moment> told) {
        for (int i = told.size() - 1; i >= 0; i--) {
            if (told.get(i).entry().node().equals(node)) {
                return told.get(i);
            }
        }
        return null;
    }

    /** Whether another node's journal tells of this time, too. */
    boolean isSeenBy(List<Moment> told) {
        return told.stream()
                .anyMatch(moment -> !moment.entry().node().equals(back.entry().node()) && moment.atNs() <= last.atNs());
    }

    @Override
    public String toString() {
        String node = back.entry().node();
        double seconds = Math.max(0, back.atNs() - last.atNs()) / 1e9;
        return String.format(
                Locale.ROOT, "%s was away, it was started %.1f s after the last entry of its journal", node, seconds);
    }
}
