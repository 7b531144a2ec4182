package org.hadirector.director.why;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.hadirector.director.journal.JournalEntry;

/**
 * An entry with its place on a clock that the journals share.
 *
 * @param atNs monotonic where both journals are of one machine, else the wall's
 */
record Moment(long atNs, JournalEntry entry) {
    /** Two journals whose clocks stand at the same offset from the wall were written on one machine since one boot. */
    private static final long SAME_CLOCK_NS = 200_000_000;

    /** All entries of both journals in the order of time. */
    static List<Moment> merge(List<JournalEntry> ours, List<JournalEntry> peers) {
        boolean monotonic = peers.isEmpty() || sameClock(ours, peers);
        List<Moment> all = new ArrayList<>();
        for (List<JournalEntry> journal : List.of(ours, peers)) {
            for (JournalEntry entry : journal) {
                all.add(new Moment(monotonic ? entry.monotonicNs() : wallNs(entry), entry));
            }
        }
        // An older boot's monotonic times start again at zero: whatever the clock, days stay in the wall's order.
        Comparator<Moment> order = Comparator.comparingLong(Moment::atNs);
        boolean steady = isSteady(ours) && isSteady(peers);
        all.sort(steady ? order : Comparator.comparingLong(moment -> wallNs(moment.entry())));
        if (!steady) {
            all.replaceAll(moment -> new Moment(wallNs(moment.entry()), moment.entry()));
        }
        return all;
    }

    /** Whether the two journals may be compared by the monotonic clock. */
    static boolean sameClock(List<JournalEntry> ours, List<JournalEntry> peers) {
        return !ours.isEmpty()
                && !peers.isEmpty()
                && Math.abs(offset(ours.get(ours.size() - 1)) - offset(peers.get(peers.size() - 1))) < SAME_CLOCK_NS;
    }

    private static boolean isSteady(List<JournalEntry> journal) {
        for (int i = 1; i < journal.size(); i++) {
            if (Math.abs(offset(journal.get(i)) - offset(journal.get(i - 1))) > SAME_CLOCK_NS) {
                return false;
            }
        }
        return true;
    }

    private static long offset(JournalEntry entry) {
        return wallNs(entry) - entry.monotonicNs();
    }

    private static long wallNs(JournalEntry entry) {
        return entry.time().getEpochSecond() * 1_000_000_000L + entry.time().getNano();
    }
}
