package org.hadirector.heartbeat.link;

import java.util.HashSet;
import java.util.Set;

/**
 * Lets each beat of the peer through once and never an older one: on this link the sequence must rise, and no run of
 * the peer counts once a later one was heard on any link. Losing or overtaken beats leave gaps; a late one is worth
 * nothing, because each beat is complete. One thread at a time; what is known of the peer's runs is shared by all links
 * of a node.
 *
 * <p>Later is the larger boot id, or, whatever its id, a run that was never replaced and whose beats show that it hears
 * our present run: no recording from before our start can do that. So a peer that lost its state and has a wrong clock,
 * or cannot write its state and starts twice within a second, is heard all the same.
 *
 * <p>After a restart of this node the window is empty: a recording could then be played until the peer's next real
 * beat. That is why the core counts a run of the peer only from a beat on whose echo shows that it hears this run.
 */
public final class ReplayWindow {
    /** Runs whose sequence is remembered: beats of a run that begins may mix with late ones of the run before. */
    private static final int RUNS = 4;

    private final Runs runs;
    /** The latest first; 0 for none. */
    private final long[] bootIds = new long[RUNS];

    private final long[] sequences = new long[RUNS];

    /** @param runs one for all links of a node */
    public ReplayWindow(Runs runs) {
        this.runs = runs;
    }

    /** The runs of the peer that were heard on any link. Any thread. */
    public static final class Runs {
        /** So many restarts of the peer are remembered; after more only larger ids are later. */
        static final int MOST_FORMER = 1024;

        private final Set<Long> former = new HashSet<>();
        private long newest;
        /** The run that last showed that it hears us, 0 for none. */
        private long proven;

        private synchronized boolean counts(long bootId, boolean hearsUs) {
            boolean present = bootId == proven || !BootId.newer(newest, bootId);
            boolean known = hearsUs && (bootId == proven || former.size() < MOST_FORMER);
            return (present || known) && (bootId == proven || !former.contains(bootId));
        }

        private synchronized void heard(long bootId, boolean hearsUs) {
            newest = BootId.newer(bootId, newest) ? bootId : newest;
            if (hearsUs && bootId != proven) {
                if (proven != 0 && former.size() < MOST_FORMER) {
                    former.add(proven);
                }
                proven = bootId;
            }
        }
    }

    /**
     * Whether the beat is new; if so it is remembered.
     *
     * @param hearsUs the beat's echo names our present run
     */
    public boolean accept(long beatBootId, long beatSequence, boolean hearsUs) {
        if (!runs.counts(beatBootId, hearsUs)) {
            return false;
        }
        int at = 0;
        while (at < RUNS - 1 && bootIds[at] != beatBootId) {
            at++;
        }
        if (bootIds[at] == beatBootId && Long.compareUnsigned(beatSequence, sequences[at]) <= 0) {
            return false;
        }
        System.arraycopy(bootIds, 0, bootIds, 1, at);
        System.arraycopy(sequences, 0, sequences, 1, at);
        bootIds[0] = beatBootId;
        sequences[0] = beatSequence;
        runs.heard(beatBootId, hearsUs);
        return true;
    }
}
