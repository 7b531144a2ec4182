package org.hadirector.director.run;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.hadirector.heartbeat.config.Authkeys;
import org.hadirector.heartbeat.link.BeatCounters;
import org.hadirector.heartbeat.link.BeatGuard;
import org.hadirector.heartbeat.link.ClusterFacts;
import org.hadirector.heartbeat.link.HeartbeatLink;
import org.hadirector.heartbeat.link.LinkCounters;
import org.hadirector.heartbeat.link.ReplayWindow;
import org.hadirector.heartbeat.link.StatusMessage;

/**
 * The heartbeat cable of a rehearsal: beats are sealed with the real keys, opened at the other end and go nowhere else.
 * One thread.
 */
final class RehearsalCable {
    static final String NAME = "rehearsal";
    private static final byte KIND = 'r';

    final End first;
    final End second;

    RehearsalCable(List<String> nodes, Authkeys keys) {
        first = new End(ClusterFacts.of(NAME, nodes.get(0), nodes), keys);
        second = new End(ClusterFacts.of(NAME, nodes.get(1), nodes), keys);
        first.other = second;
        second.other = first;
    }

    /** One end. */
    static final class End implements HeartbeatLink {
        private final BeatCounters counters = new BeatCounters();
        private final ClusterFacts facts;
        private final BeatGuard guard;
        private final Queue<StatusMessage> arrived = new ArrayDeque<>();
        private End other;

        private End(ClusterFacts facts, Authkeys keys) {
            this.facts = facts;
            this.guard = new BeatGuard(facts, KIND, keys, new ReplayWindow(), counters);
        }

        int fingerprint() {
            return facts.fingerprint();
        }

        boolean isEmpty() {
            return arrived.isEmpty();
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public void open(Runnable wakeUp) {
            arrived.clear();
        }

        @Override
        public StatusMessage poll() {
            return arrived.poll();
        }

        @Override
        public void send(StatusMessage message) {
            byte[] beat = guard.seal(message);
            counters.countSent(beat.length);
            other.receive(beat);
        }

        private void receive(byte[] beat) {
            if (guard.authentic(beat, 0, beat.length)) {
                StatusMessage opened = guard.open(beat, 0, beat.length);
                if (opened != null) {
                    arrived.add(opened);
                }
            }
        }

        @Override
        public LinkCounters counters() {
            return counters.snapshot();
        }

        @Override
        public void close() {
            arrived.clear();
        }
    }
}
