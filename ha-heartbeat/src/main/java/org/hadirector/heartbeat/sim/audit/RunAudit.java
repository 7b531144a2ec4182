package org.hadirector.heartbeat.sim.audit;

import java.util.ArrayList;
import java.util.List;
import org.hadirector.heartbeat.decide.CoreEvent;
import org.hadirector.heartbeat.sim.SimNode;
import org.hadirector.heartbeat.sim.SimPair;

/**
 * What a node takes for its peer's present run lives, or did a deadtime ago, and is no earlier one than what it took
 * for it before: recordings are no peer.
 */
final class RunAudit implements Audit {
    private static final long LIVES = Long.MAX_VALUE;
    /** Clocks of nodes run at other speeds than the simulation's. */
    private static final int DRIFT = 100;

    private final List<List<Life>> lives = List.of(new ArrayList<>(), new ArrayList<>());
    private final long[] listener = new long[2];
    private final int[] counted = new int[2];

    private static final class Life {
        private final long run;
        private final long bootId;
        private long endNs = LIVES;

        private Life(long run, long bootId) {
            this.run = run;
            this.bootId = bootId;
        }
    }

    @Override
    public String check(SimPair pair) {
        for (int i = 0; i < 2; i++) {
            SimNode node = pair.node(i);
            List<Life> runs = lives.get(i);
            Life last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            if (last != null && last.endNs == LIVES && last.run != node.run()) {
                last.endNs = pair.nowNs();
            }
            if (node.running() && (last == null || last.run != node.run())) {
                runs.add(new Life(node.run(), pair.sensors().bootId(node)));
            }
        }
        return null;
    }

    @Override
    public String told(SimPair pair, SimNode node, CoreEvent event) {
        if (event.kind() != CoreEvent.Kind.PEER_UP || event.value() == 0) {
            return null;
        }
        check(pair);
        int ear = node.index();
        List<Life> runs = lives.get(1 - ear);
        int number = runs.size() - 1;
        while (number >= 0 && runs.get(number).bootId != node.view().peer().bootId()) {
            number--;
        }
        int before = listener[ear] == node.run() ? counted[ear] : 0;
        listener[ear] = node.run();
        counted[ear] = number;
        if (number < before) {
            return "replay: " + node.name() + " counts run " + number + " of its peer after run " + before;
        }
        long deadtime = pair.settings().timing().deadtimeNs();
        long endNs = runs.get(number).endNs;
        return endNs != LIVES && pair.nowNs() - endNs > deadtime + deadtime / DRIFT
                ? "replay: " + node.name() + " counts run " + number + " of its peer, which is long over"
                : null;
    }
}
