package org.hadirector.director.drill;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hadirector.director.drill.Sample.Outcome;

/**
 * From samples to an outage, purely. The outage is the longest time between two good answers in a row, looked at from
 * the fault to the end of the window; the last good answer before the fault begins the first of these times.
 */
public final class OutageAnalysis {
    /** A window that ends this long after the last good answer ends in an outage. */
    static final long SERVED_WITHIN_NS = 1_000_000_000L;

    private final List<Sample> samples;

    /** @param samples in any order */
    public OutageAnalysis(List<Sample> samples) {
        this.samples =
                samples.stream().sorted(Comparator.comparingLong(Sample::endNs)).toList();
    }

    /**
     * What the client saw of a fault.
     *
     * @param sinceNs where the drill began to look; the quiet time up to the fault tells how fine it can be measured
     * @param faultNs when the fault was made
     * @param untilNs where the window ends
     */
    public OutageReport report(long sinceNs, long faultNs, long untilNs) {
        return report(sinceNs, faultNs, faultNs, untilNs);
    }

    /** @param quietUntilNs where the quiet time ends that tells how fine it can be measured, if not with the fault */
    OutageReport report(long sinceNs, long quietUntilNs, long faultNs, long untilNs) {
        long lastGoodNs = faultNs;
        long beforeNs = sinceNs;
        long usualGapNs = 0;
        boolean seen = false;
        for (Sample sample : samples) {
            if (sample.good() && sample.endNs() >= sinceNs && sample.endNs() <= faultNs) {
                if (seen && sample.endNs() <= quietUntilNs) {
                    usualGapNs = Math.max(usualGapNs, sample.endNs() - beforeNs);
                }
                seen = true;
                beforeNs = sample.endNs();
                lastGoodNs = sample.endNs();
            }
        }
        Silence longest = longestSilence(lastGoodNs, faultNs, untilNs);
        return new OutageReport(
                longest.fromNs,
                longest.toNs,
                longest.toNs.orElse(untilNs) - longest.fromNs,
                usualGapNs,
                (int) window(faultNs, untilNs).filter(Sample::good).count(),
                (int) failed(faultNs, untilNs).count(),
                byServer(faultNs, untilNs),
                failures(faultNs, untilNs));
    }

    /**
     * When the last request failed that was begun after the fault; empty when none failed. With one of several real
     * servers dead there is never silence, only failures among the answers, and this is where they end.
     */
    public OptionalLong lastFailure(long faultNs, long untilNs) {
        return failed(faultNs, untilNs).mapToLong(Sample::startNs).max();
    }

    /** The longest time without a good answer between two moments, both ends counted. */
    public long longestGapNs(long fromNs, long untilNs) {
        long previousNs = fromNs;
        long longestNs = 0;
        for (Sample sample : samples) {
            if (sample.good() && sample.endNs() > fromNs && sample.endNs() <= untilNs) {
                longestNs = Math.max(longestNs, sample.endNs() - previousNs);
                previousNs = sample.endNs();
            }
        }
        return Math.max(longestNs, untilNs - previousNs);
    }

    /** The first good answer to a request begun at or after that time. */
    public OptionalLong firstAnswer(long fromNs) {
        return samples.stream()
                .filter(sample -> sample.good() && sample.startNs() >= fromNs)
                .mapToLong(Sample::endNs)
                .min();
    }

    /** The first good answer of one real server to a request begun at or after that time. */
    public OptionalLong firstAnswerOf(String server, long fromNs) {
        return samples.stream()
                .filter(sample -> sample.good() && sample.server().equals(server) && sample.startNs() >= fromNs)
                .mapToLong(Sample::endNs)
                .min();
    }

    private record Silence(long fromNs, OptionalLong toNs) {}

    /** A client without an answer at the end of the window is not served, however long it was silent before. */
    private Silence longestSilence(long lastGoodNs, long faultNs, long untilNs) {
        Silence longest = new Silence(lastGoodNs, OptionalLong.of(lastGoodNs));
        long previousNs = lastGoodNs;
        for (Sample sample : samples) {
            if (!sample.good() || sample.endNs() <= faultNs || sample.endNs() > untilNs) {
                continue;
            }
            if (sample.endNs() - previousNs > longest.toNs.getAsLong() - longest.fromNs) {
                longest = new Silence(previousNs, OptionalLong.of(sample.endNs()));
            }
            previousNs = sample.endNs();
        }
        return untilNs - previousNs > SERVED_WITHIN_NS ? new Silence(previousNs, OptionalLong.empty()) : longest;
    }

    /** A request that was begun before this fault and is given up only now was lost to an earlier one. */
    private Stream<Sample> failed(long faultNs, long untilNs) {
        return window(faultNs, untilNs).filter(sample -> !sample.good() && sample.startNs() >= faultNs);
    }

    private Stream<Sample> window(long faultNs, long untilNs) {
        return samples.stream().filter(sample -> sample.endNs() > faultNs && sample.endNs() <= untilNs);
    }

    private Map<String, Integer> byServer(long faultNs, long untilNs) {
        Map<String, Integer> counts = new TreeMap<>();
        window(faultNs, untilNs).filter(Sample::good).forEach(sample -> counts.merge(sample.server(), 1, Integer::sum));
        return counts;
    }

    private Map<Outcome, Integer> failures(long faultNs, long untilNs) {
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        failed(faultNs, untilNs).forEach(sample -> counts.merge(sample.outcome(), 1, Integer::sum));
        return counts;
    }
}
