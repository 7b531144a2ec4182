package org.hadirector.director.run;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.hadirector.heartbeat.link.HeartbeatLink;
import org.hadirector.heartbeat.link.LinkCounters;
import org.hadirector.heartbeat.link.StatusMessage;

/** Two ends of a heartbeat cable inside one process; {@link #cut} lets everything vanish that is sent. */
final class MemoryCable {
    final End first = new End();
    final End second = new End();
    private volatile boolean cut;

    MemoryCable() {
        first.other = second;
        second.other = first;
    }

    void cut(boolean now) {
        cut = now;
    }

    final class End implements HeartbeatLink {
        private final Queue<StatusMessage> arrived = new ConcurrentLinkedQueue<>();
        private End other;
        private volatile Runnable wakeUp = () -> {};
        private volatile long sent;

        @Override
        public String name() {
            return "cable";
        }

        @Override
        public void open(Runnable newWakeUp) {
            wakeUp = newWakeUp;
        }

        @Override
        public StatusMessage poll() {
            return arrived.poll();
        }

        @Override
        public void send(StatusMessage message) {
            sent = sent + 1;
            if (!cut) {
                other.arrived.add(message);
                other.wakeUp.run();
            }
        }

        @Override
        public LinkCounters counters() {
            return new LinkCounters(sent, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        }

        @Override
        public void close() {
            wakeUp = () -> {};
        }
    }
}
