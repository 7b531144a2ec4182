package org.hadirector.heartbeat.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class PingWatchTest {
    private static final long MS = 1_000_000;
    private final PingWatch watch = new PingWatch(
            new CoreSettings.Pings(List.of("gw1", "gw2"), 800 * MS, true), new Pace(CoreStepTest.TIMING), 0);

    private static List<String> deaths(Outbox out) {
        return out.effects().stream()
                .filter(Effect.Tell.class::isInstance)
                .map(effect -> ((Effect.Tell) effect).event())
                .filter(event -> event.kind() == CoreEvent.Kind.PING_DEAD)
                .map(event -> event.subject() + " leaves " + event.value())
                .toList();
    }

    private List<String> cycle(long atMs) {
        Outbox out = new Outbox();
        watch.cycle(atMs * MS, true, out);
        return deaths(out);
    }

    private void answered(String node, long atMs) {
        watch.answered(node, atMs * MS, new Outbox());
    }

    @Test
    void shouldCountOutTogetherWhatFallsSilentTogether() {
        answered("gw1", 100);
        answered("gw2", 100);
        assertEquals(List.of(), cycle(899));
        assertEquals(List.of("gw1 leaves 0", "gw2 leaves 0"), cycle(900));
        assertEquals(List.of(), cycle(1000));
    }

    @Test
    void shouldCountOnWhatStillAnswers() {
        answered("gw1", 100);
        answered("gw2", 200);
        assertEquals(List.of("gw1 leaves 1"), cycle(900));
        assertEquals(List.of("gw2 leaves 0"), cycle(1000));
    }
}
