package org.hadirector.director.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.hadirector.director.drill.Sample.Outcome;
import org.junit.jupiter.api.Test;

class OutageAnalysisTest {
    private static final long MS = 1_000_000L;

    private final List<Sample> samples = new ArrayList<>();

    @Test
    void shouldMeasureFromTheLastAnswerBeforeToTheFirstAfter() {
        good(0, 10, 20, 30, 40);
        failed(45, 50, 200);
        good(310, 315, 320);
        OutageReport report = report(0, 42, 325);
        assertEquals(40 * MS, report.lastGoodNs());
        assertEquals(OptionalLong.of(310 * MS), report.firstGoodNs());
        assertEquals(270.0, report.outageMs());
        assertEquals(10 * MS, report.usualGapNs());
        assertEquals(3, report.answered());
        assertEquals(3, report.failed());
        assertEquals(Map.of(Outcome.TIMEOUT, 3), report.failures());
        assertTrue(report.served());
    }

    @Test
    void shouldTakeTheUsualGapOfTheQuietTimeAlone() {
        good(0, 10, 20, 80, 90, 100, 130, 140);
        OutageReport report = new OutageAnalysis(samples).report(0, 20 * MS, 105 * MS, 140 * MS);
        assertEquals(10 * MS, report.usualGapNs(), "not the 60 ms that something else took");
        assertEquals(100 * MS, report.lastGoodNs());
        assertEquals(30.0, report.outageMs());
    }

    @Test
    void shouldNotCallItServedWhenTheWindowEndsInSilence() {
        good(0, 10, 20);
        failed(30, 40);
        OutageReport report = report(0, 25, 1_500);
        assertFalse(report.served());
        assertEquals(1_480 * MS, report.outageNs());
    }

    @Test
    void shouldNotCountWhatAnEarlierFaultLost() {
        good(0, 10, 20);
        samples.add(new Sample(1 * MS, 30 * MS, Outcome.TIMEOUT, ""));
        samples.add(new Sample(25 * MS, 31 * MS, Outcome.TIMEOUT, ""));
        good(35, 40);
        OutageReport report = report(0, 22, 45);
        assertEquals(1, report.failed());
        assertEquals(Map.of(Outcome.TIMEOUT, 1), report.failures());
    }

    @Test
    void shouldNotCallItServedWhenItDiesAgain() {
        good(0, 10, 500, 505);
        failed(510, 520);
        assertFalse(report(0, 12, 2_000).served());
    }

    @Test
    void shouldMeasureAnOwnerThatServedOnForAWhile() {
        good(0, 5, 10, 15, 20, 95, 100);
        OutageReport report = report(0, 7, 101);
        assertEquals(20 * MS, report.lastGoodNs());
        assertEquals(75.0, report.outageMs());
    }

    @Test
    void shouldMeasureFromTheFaultWhenNothingWasAnsweredBefore() {
        good(80);
        assertEquals(70.0, report(0, 10, 90).outageMs());
    }

    @Test
    void shouldCountAnswersOfEachServer() {
        samples.add(new Sample(10 * MS, 11 * MS, Outcome.ANSWERED, "rs1"));
        samples.add(new Sample(12 * MS, 13 * MS, Outcome.ANSWERED, "rs2"));
        samples.add(new Sample(14 * MS, 15 * MS, Outcome.ANSWERED, "rs2"));
        assertEquals(Map.of("rs1", 1, "rs2", 2), report(0, 5, 20).byServer());
    }

    @Test
    void shouldTellWhenFailuresEndAndAServerAnswersAgain() {
        good(0, 10, 20, 30, 40, 50);
        samples.add(new Sample(12 * MS, 13 * MS, Outcome.REFUSED, ""));
        samples.add(new Sample(22 * MS, 23 * MS, Outcome.REFUSED, ""));
        samples.add(new Sample(60 * MS, 61 * MS, Outcome.ANSWERED, "rs2"));
        OutageAnalysis analysis = new OutageAnalysis(samples);
        assertEquals(OptionalLong.of(22 * MS), analysis.lastFailure(5 * MS, 100 * MS));
        assertEquals(OptionalLong.of(61 * MS), analysis.firstAnswerOf("rs2", 5 * MS));
        assertEquals(OptionalLong.empty(), analysis.firstAnswerOf("rs3", 5 * MS));
    }

    @Test
    void shouldCountSilenceAtBothEndsOfAGap() {
        good(40, 50, 55);
        OutageAnalysis analysis = new OutageAnalysis(samples);
        assertEquals(40 * MS, analysis.longestGapNs(0, 60 * MS));
        assertEquals(45 * MS, analysis.longestGapNs(45 * MS, 100 * MS));
        assertEquals(10 * MS, analysis.longestGapNs(60 * MS, 70 * MS));
    }

    @Property(tries = 200)
    void shouldFindAnOutageOfAnyLengthWhateverTheOrderOfSamples(
            @ForAll @IntRange(min = 3, max = 5_000) int outageMs, @ForAll @IntRange(min = 0, max = 50) int faultMs) {
        List<Sample> shuffled = new ArrayList<>();
        for (int at = 0; at <= faultMs; at++) {
            shuffled.add(0, answer(at));
        }
        for (int at = faultMs + outageMs; at < faultMs + outageMs + 40; at++) {
            shuffled.add(0, answer(at));
        }
        OutageReport report = new OutageAnalysis(shuffled).report(0, faultMs * MS, (faultMs + outageMs + 40) * MS);
        assertEquals(outageMs, report.outageMs());
    }

    private OutageReport report(long sinceMs, long faultMs, long untilMs) {
        return new OutageAnalysis(samples).report(sinceMs * MS, faultMs * MS, untilMs * MS);
    }

    private void good(long... atMs) {
        for (long at : atMs) {
            samples.add(answer(at));
        }
    }

    private static Sample answer(long atMs) {
        return new Sample(atMs * MS, atMs * MS, Outcome.ANSWERED, "rs1");
    }

    private void failed(long... atMs) {
        for (long at : atMs) {
            samples.add(new Sample(at * MS, at * MS, Outcome.TIMEOUT, ""));
        }
    }
}
