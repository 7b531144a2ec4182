package org.hadirector.heartbeat.sim;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;

/** The resource agents of one node: starting and stopping takes time, may fail, and stands still with the process. */
public final class SimResources {
    private static final long QUICK_NS = 200_000;

    private final SimPair pair;
    private final SplittableRandom random;
    private long longestNs;
    private long startsTakeNs;
    private long stopsTakeNs;
    private long exactNs;
    private final Map<String, Long> jobs = new HashMap<>();
    private boolean failing;

    /** @param longestNs how long a start or stop may take */
    SimResources(SimPair pair, SplittableRandom random, long longestNs) {
        this.pair = pair;
        this.random = random;
        this.longestNs = longestNs;
    }

    /** How long a start or stop may take, nanoseconds. */
    public void longest(long ns) {
        longestNs = ns;
    }

    /** Whether starts fail. */
    public void failing(boolean fails) {
        failing = fails;
    }

    /** How much longer than usual each half of a start takes, nanoseconds. */
    public void startsTake(long ns) {
        startsTakeNs = ns;
    }

    /** How much longer than usual a stop takes, nanoseconds. */
    public void stopsTake(long ns) {
        stopsTakeNs = ns;
    }

    private long delayNs() {
        return longestNs > QUICK_NS && random.nextInt(4) == 0 ? 1 + random.nextLong(longestNs) : QUICK_NS;
    }

    /** How long each half of a start takes, nanoseconds; 0 for what chance says. */
    void startsTakeExactly(long ns) {
        exactNs = ns;
    }

    private long startNs() {
        return exactNs > 0 ? exactNs : drawnStartNs();
    }

    private long drawnStartNs() {
        return delayNs() + (startsTakeNs == 0 ? 0 : random.nextLong(startsTakeNs));
    }

    void acquire(SimNode node, String group) {
        boolean fails = failing;
        long job = begin(group);
        if (pair.lan().back().there()) {
            later(node, group, job, QUICK_NS, () -> {}, () -> node.input(new Input.AddressUp(group, SimBackLan.NAME)));
        }
        later(node, group, job, startNs(), () -> node.kernel().address(group, true), () -> {
            pair.lan().announce(node, pair.other(node), group);
            node.input(new Input.AddressUp(group, SimLan.NAME));
            later(node, group, job, startNs(), () -> {}, () -> {
                if (fails) {
                    node.kernel().address(group, false);
                    node.input(new Input.AcquireFailed(group, "agent said no"));
                } else {
                    node.input(new Input.Acquired(group));
                }
            });
        });
    }

    void release(SimNode node, String group) {
        later(node, group, begin(group), delayNs() + stopsTakeNs, () -> {}, () -> {
            node.kernel().address(group, false);
            node.input(new Input.Released(group));
        });
    }

    /** What a former run left and nobody can stop at once; only a node without the group finds that. */
    public void leftActive(SimNode node, String group) {
        boolean without = node.running()
                && node.view().groups().stream()
                        .anyMatch(state -> state.key().equals(group) && state.state() == OwnerState.NONE);
        if (without) {
            node.input(new Input.LeftActive(group, "found at start"));
            long deadtimeNs = pair.settings().timing().deadtimeNs();
            later(node, group, begin(group), 2 * deadtimeNs, () -> {}, () -> node.input(new Input.Released(group)));
        }
    }

    /** A new job of a group ends the one before it. */
    private long begin(String group) {
        return jobs.merge(group, 1L, Long::sum);
    }

    /** Work of the process: waits while it is stalled, ends with it. */
    private void later(SimNode node, String group, long job, long delayNs, Runnable act, Runnable then) {
        long run = node.run();
        pair.in(delayNs, () -> {
            if (!node.sameRun(run) || jobs.get(group) != job) {
                return;
            }
            if (node.stalledUntilNs() > pair.nowNs()) {
                later(node, group, job, node.stalledUntilNs() - pair.nowNs(), act, then);
            } else {
                act.run();
                then.run();
            }
        });
    }
}
