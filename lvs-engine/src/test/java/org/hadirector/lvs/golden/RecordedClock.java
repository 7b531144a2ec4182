package org.hadirector.lvs.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a vector does not tell of the time in which it was recorded: the kernel sums counters and measures rates every
 * two seconds and a granule of its timers, at moments that nobody wrote down; and each event took its time, since
 * whoever recorded it waited for what came out. Each second the kernel looks whether its defences must act, and with
 * which rate, at such moments too. One clock goes with a whole vector.
 *
 * @param secondsBefore the vector begins, since the kernel summed last
 * @param sumSeconds between two sums
 * @param eventSeconds that an event took
 * @param ratesKnown whether rates must be the very same; else they need only be near
 */
record RecordedClock(double secondsBefore, double sumSeconds, double eventSeconds, boolean ratesKnown) {
    /** Nothing is known: events take no time but where the vector waits. */
    static final RecordedClock UNKNOWN = new RecordedClock(0, 2, 0, false);

    /** Finer than an event. */
    private static final double STEP_SECONDS = 0.03;

    /**
     * A timer of two seconds is one of the wheel's second level, of eight ticks, and fires at the end of the granule
     * after its time (calc_wheel_index): with 100 and 250 ticks a second.
     */
    private static final double[] SUM_SECONDS = {2.08, 2.032, 2};

    /** The README of the vectors: what came out within 30 ms was recorded, of those added later within 8 or 12 ms. */
    private static final double[] EVENT_SECONDS = {0, 0.013, 0.035};

    /** The engine's timers fire at multiples of it. */
    private static final double TIMERS_SECONDS = 0.25;

    private static final Pattern COUNTERS =
            Pattern.compile("\\$ ipvsadm.* (--stats|--rate|-Z|--zero)\\b.*|file .*_stats.*");

    private static final Pattern DEFENCES =
            Pattern.compile("sysctl net\\.ipv4\\.vs\\.(drop_packet|drop_entry|secure_tcp|am_droprate) .*");

    /** Between two looks at the defences (update_defense_level). */
    private static final double DEFENCE_SECONDS = 1;

    /** How it may have been else; when counters are summed only matters where they are listed. */
    static List<RecordedClock> others(GoldenVector vector) {
        boolean defences = Stream.concat(vector.setup().stream(), vector.events().stream())
                .anyMatch(event -> DEFENCES.matcher(event.line()).matches());
        double phases = defences ? DEFENCE_SECONDS : TIMERS_SECONDS;
        boolean counters = vector.events().stream()
                .anyMatch(event -> COUNTERS.matcher(event.line()).matches());
        List<RecordedClock> clocks = new ArrayList<>();
        for (double event : EVENT_SECONDS) {
            for (double sum : counters ? SUM_SECONDS : new double[] {UNKNOWN.sumSeconds}) {
                for (double before = 0; before < (counters ? sum : phases); before += STEP_SECONDS) {
                    clocks.add(new RecordedClock(before, sum, event, false));
                }
            }
        }
        clocks.remove(UNKNOWN);
        return clocks;
    }
}
