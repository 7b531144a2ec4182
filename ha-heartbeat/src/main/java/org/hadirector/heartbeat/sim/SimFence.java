package org.hadirector.heartbeat.sim;

import java.util.SplittableRandom;

/**
 * The fence device of one node for the other one: takes its time, fails when it is told to, and never says "done"
 * before the other machine was really off, unless it is told to lie. A reset machine starts again after a while, as
 * firmware and boot take.
 */
public final class SimFence {
    private final SimPair pair;
    private final SplittableRandom random;
    private final long deadtimeNs;
    private double failing;
    private boolean slow;
    private boolean lying;
    private long exactNs;
    private boolean off;
    /** Simulated time at which this device last confirmed, -1 when it never did. */
    private long confirmedNs = -1;

    private int shots;
    /** Of the last attempt whose node was heard before the device did anything to it. */
    private long dropped = -1;

    SimFence(SimPair pair, SplittableRandom random, long deadtimeNs) {
        this.pair = pair;
        this.random = random;
        this.deadtimeNs = deadtimeNs;
    }

    /** Which share of the attempts fails. */
    public void failing(double share) {
        failing = share;
    }

    /** Whether it takes many deadtimes. */
    public void slow(boolean isSlow) {
        slow = isSlow;
    }

    /** Whether it says "done" and does nothing: wired to another machine's socket. */
    public void lying(boolean isLying) {
        lying = isLying;
    }

    /** How long it takes exactly, 0 for a random time. */
    public void takes(long ns) {
        exactNs = ns;
    }

    /** Whether it switches off instead of resetting. */
    public void switchesOff(boolean isOff) {
        off = isOff;
    }

    /** The longest time from the order to the machine's end. */
    public static long longestNs(long deadtimeNs) {
        return 8 * deadtimeNs;
    }

    void shoot(SimNode from, SimNode victim, long attempt) {
        long ofRun = from.run();
        boolean fails = random.nextDouble() < failing;
        long drawnNs = 1 + random.nextLong(slow ? longestNs(deadtimeNs) : deadtimeNs / 2);
        long worksNs = exactNs > 0 ? exactNs : drawnNs;
        long answerNs = 1 + random.nextLong(deadtimeNs / 4);
        dropped = -1;
        boolean[] begun = new boolean[1];
        pair.in(worksNs / 2, () -> begun[0] = dropped != attempt);
        pair.in(worksNs, () -> {
            if (!begun[0]) {
                pair.in(answerNs, () -> from.fenceOutcome(ofRun, attempt, "not begun, it is heard"));
                return;
            }
            if (fails) {
                pair.in(answerNs, () -> from.fenceOutcome(ofRun, attempt, "no answer from the power switch"));
                return;
            }
            if (lying) {
                pair.in(answerNs, () -> confirm(from, ofRun, attempt));
                return;
            }
            shots++;
            pair.happens(() -> victim.name() + " is fenced");
            victim.powerOff();
            if (!off) {
                pair.in(deadtimeNs / 2 + random.nextLong(6 * deadtimeNs), victim::start);
            }
            pair.in(answerNs, () -> confirm(from, ofRun, attempt));
        });
    }

    private void confirm(SimNode from, long ofRun, long attempt) {
        confirmedNs = pair.nowNs();
        from.fenceOutcome(ofRun, attempt, null);
    }

    /** Before half of its time, which others may have taken that were ordered earlier, the device does nothing. */
    void drop(long attempt) {
        dropped = attempt;
    }

    /** A person made sure of it. */
    public void byHand() {
        confirmedNs = pair.nowNs();
    }

    /** When it last confirmed, -1 when never. */
    public long confirmedNs() {
        return confirmedNs;
    }

    /** How often it has really shot. */
    public int shots() {
        return shots;
    }
}
