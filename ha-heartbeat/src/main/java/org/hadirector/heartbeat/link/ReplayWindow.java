package org.hadirector.heartbeat.link;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Lets each beat of the peer through once and never an older one of its run: on this link the sequence of each run must
 * rise. Lost or overtaken beats leave gaps; a late one is worth nothing, because each beat is complete. One thread at a
 * time.
 *
 * <p>Which of the peer's runs is its present one is not decided here but in the core, by what their beats answer. So
 * beats of several runs pass side by side, and the last sequence of each is remembered for {@value #RUNS} runs. When
 * one more turns up, that run is forgotten which answers the oldest beat of ours, or none; of several such the one that
 * was heard least recently. Recordings answer older beats than a living run does, so however many runs they come from,
 * it is not the living one that they displace. A recording of a forgotten run passes once more, as all do after a
 * restart of this node, and counts for nothing: it answers no beat of late.
 */
public class ReplayWindow {
    /** More restarts of the peer during one run of this node are rare. */
    static final int RUNS = 64;

    /** The one heard least recently comes first. */
    private final List<Run> runs = new ArrayList<>();

    private static final class Run {
        private final long bootId;
        private long sequence;
        private long echoed;

        private Run(long bootId) {
            this.bootId = bootId;
        }
    }

    /**
     * Whether the beat is newer than all of its run so far; if so it is remembered.
     *
     * @param answers the sequence of the latest beat of our present run that its sender had heard, 0 when it names none
     */
    public boolean accept(long bootId, long sequence, long answers) {
        int known = place(bootId);
        if (known >= 0 && Long.compareUnsigned(sequence, runs.get(known).sequence) <= 0) {
            return false;
        }
        if (known < 0 && runs.size() == RUNS) {
            runs.remove(leastAlive());
        }
        Run run = known < 0 ? new Run(bootId) : runs.remove(known);
        runs.add(run);
        run.sequence = sequence;
        run.echoed = Math.max(run.echoed, answers);
        return true;
    }

    /** Of several that echo the same beat the first, heard least recently. */
    private Run leastAlive() {
        return runs.stream().min(Comparator.comparingLong(run -> run.echoed)).orElseThrow();
    }

    private int place(long bootId) {
        int place = runs.size() - 1;
        while (place >= 0 && runs.get(place).bootId != bootId) {
            place--;
        }
        return place;
    }
}
