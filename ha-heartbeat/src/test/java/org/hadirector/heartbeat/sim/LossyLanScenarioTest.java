package org.hadirector.heartbeat.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.hadirector.heartbeat.decide.CoreView;
import org.junit.jupiter.api.Test;

/** All links are cut and the LAN loses half of its frames: three of four questions go without an answer. */
class LossyLanScenarioTest {
    private static final int REAL_SERVERS = 6;
    private static final int WORLDS = 30;

    private static Scenario inTheDark(long seed) {
        Scenario s = Scenario.running(SimSettings.usual().withRealServers(REAL_SERVERS), seed);
        s.pair.network().cutAll(true);
        s.pair.lan().loss(0.5);
        return s;
    }

    private static CoreView.Detail standby(Scenario s) {
        return s.pair.node(1).view().groups().get(0).detail();
    }

    @Test
    void shouldLeaveTheServiceToAnOwnerThatIsSeldomHeard() {
        for (long seed = 0; seed < WORLDS; seed++) {
            Scenario s = inTheDark(seed);
            s.run(30 * s.deadtime);
            s.expectServer(0);
        }
    }

    @Test
    void shouldTakeOverFromADeadOwnerAllTheSameAndSayWhatItWaitsFor() {
        boolean said = false;
        for (long seed = 0; seed < WORLDS; seed++) {
            Scenario s = inTheDark(seed);
            s.pair.node(0).powerOff();
            long mostNs = s.pair.nowNs() + 12 * s.deadtime;
            while (s.pair.server(Scenario.VIP) != 1 && s.pair.nowNs() < mostNs) {
                s.run(Scenario.MS);
                String waits = standby(s).notBereaved();
                said |= waits != null
                        && waits.matches("the LAN loses frames \\([67]\\d % of the witnesses' answers\\), .*");
            }
            s.expectServer(1);
        }
        assertTrue(said, "why it waited");
    }
}
