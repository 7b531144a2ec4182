package org.hadirector.heartbeat.decide;

import java.util.ArrayList;
import java.util.List;
import org.hadirector.heartbeat.link.StatusMessage;

/**
 * Collects the effects of one step in the order in which they shall happen: leases and disk first, then the beats, for
 * which a peer may wait with a service down, then what is to be told, then what may take its time (acquire, release,
 * answers).
 */
final class Outbox {
    private final List<Effect> first = new ArrayList<>();
    private final List<Effect> beats = new ArrayList<>();
    private final List<Effect> tales = new ArrayList<>();
    private final List<Effect> last = new ArrayList<>();
    private boolean beatWanted;

    void lease(String group, long untilNs) {
        first.add(new Effect.Lease(group, untilNs));
    }

    void hold(String group, long untilNs) {
        first.add(new Effect.HoldPackets(group, untilNs));
    }

    void handOn(String group, String station, long untilNs) {
        first.add(new Effect.HandOn(group, station, untilNs));
    }

    void probe(String group) {
        first.add(new Effect.Probe(group));
    }

    void ping() {
        first.add(new Effect.Ping());
    }

    void reserve(long upTo) {
        first.add(new Effect.ReserveEpoch(upTo));
    }

    void tell(CoreEvent.Kind kind, String group, String subject, String reason, long value) {
        tell(new CoreEvent(kind, group, subject, reason, value));
    }

    void tell(CoreEvent event) {
        tales.add(new Effect.Tell(event));
    }

    void beat(String link, StatusMessage message) {
        beats.add(new Effect.Send(link, message));
    }

    void acquire(String group, long epoch) {
        last.add(new Effect.Acquire(group, epoch));
    }

    void release(String group, String reason, boolean handedOver) {
        last.add(new Effect.Release(group, reason, handedOver));
    }

    void fence(String node, long attempt) {
        last.add(new Effect.Fence(node, attempt));
    }

    void dropFence(long attempt) {
        last.add(new Effect.FenceDropped(attempt));
    }

    void forget(String group) {
        last.add(new Effect.Forget(group));
    }

    void reannounce(String group) {
        last.add(new Effect.Reannounce(group));
    }

    void answer(long id, boolean ok, String text) {
        last.add(new Effect.Answer(id, ok, text));
    }

    /** Something changed that the peer must know now, not at the next keepalive. */
    void wantBeat() {
        beatWanted = true;
    }

    boolean beatWanted() {
        return beatWanted;
    }

    List<Effect> effects() {
        int size = first.size() + beats.size() + tales.size() + last.size();
        if (size == 0) {
            return List.of();
        }
        List<Effect> all = new ArrayList<>(size);
        all.addAll(first);
        all.addAll(beats);
        all.addAll(tales);
        all.addAll(last);
        return List.copyOf(all);
    }
}
