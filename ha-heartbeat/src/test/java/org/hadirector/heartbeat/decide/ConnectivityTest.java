package org.hadirector.heartbeat.decide;

import static org.hadirector.heartbeat.decide.CoreBench.told;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.link.StatusMessage.Surroundings;
import org.junit.jupiter.api.Test;

/** Ping nodes of two nodes whose files name different ones. */
class ConnectivityTest {
    private final Connectivity connectivity = new Connectivity(
            new Pace(CoreStepTest.TIMING), new CoreSettings.Pings(List.of("gateway", "switch"), 1, true));
    private long nowNs = 1_000_000_000L;

    private List<String> alarms(int seen, int peers) {
        Outbox out = new Outbox();
        nowNs += CoreStepTest.TIMING.keepaliveNs();
        connectivity.compare(seen, peers, nowNs, out);
        return told(Kind.ALARM, out.effects());
    }

    @Test
    void shouldSayOnceThatTheOtherNodeHasMorePingNodesInItsFiles() {
        assertEquals(List.of(), alarms(1, 2));
        assertEquals(List.of(), alarms(2, Surroundings.UNKNOWN));
        assertEquals(
                List.of("the other node sees 3 ping nodes, our ha.cf names 2: it counts as the better connected one"
                        + " for ever; write the same ping lines on both"),
                alarms(2, 3));
        assertEquals(List.of(), alarms(1, 3));
        assertEquals(List.of(), alarms(2, 2));
        assertEquals(1, alarms(2, 4).size());
        connectivity.reconfigure(new CoreSettings.Pings(List.of("a", "b", "c", "d"), 1, true));
        assertEquals(List.of(), alarms(3, 4));
    }
}
