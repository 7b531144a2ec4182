package org.hadirector.director.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.heartbeat.decide.Sign;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When sensors that must ask are asked, and what becomes of what they find. */
class DeathSignsTest {
    private final Inbox inbox = new Inbox();
    private final DeathSigns signs = new DeathSigns(inbox);
    private final Fake port = new Fake(Sign.PORT_UNREACHABLE);
    private Thread thread;

    /** Sees what it is told to see. */
    private static final class Fake implements Asker {
        private final Sign sign;
        private volatile boolean sees;
        private volatile int asked;
        private volatile int closed;

        private Fake(Sign sign) {
            this.sign = sign;
        }

        @Override
        public Sign sign() {
            return sign;
        }

        @Override
        public boolean ask(long nowNs) {
            asked++;
            return sees;
        }

        @Override
        public void close() {
            closed++;
        }
    }

    @BeforeEach
    void run() {
        signs.asks("eth1", List.of(port));
        thread = new Thread(() -> signs.run(Map.of()), "signs");
        thread.start();
    }

    @AfterEach
    void end() throws InterruptedException {
        signs.close();
        thread.join();
    }

    private List<Input.DeathSign> told(Sign sign) {
        List<Input.DeathSign> told = new ArrayList<>();
        for (Input input = inbox.poll(); input != null; input = inbox.poll()) {
            if (input instanceof Input.DeathSign seen && seen.sign() == sign) {
                told.add(seen);
            }
        }
        return told;
    }

    @Test
    void shouldAskOnlyWhileSomethingElseSpeaksForADeath() {
        port.sees = true;
        await().until(() -> port.closed > 0);
        assertEquals(0, port.asked, "there is no reason to");
        signs.report("eth0", Sign.TRIPWIRE_CLOSED, true, 7);
        await().until(() -> told(Sign.PORT_UNREACHABLE).stream()
                .anyMatch(seen -> seen.stands() && seen.link().equals("eth1")));

        signs.report("eth0", Sign.TRIPWIRE_CLOSED, false, 7);
        await().until(() -> told(Sign.PORT_UNREACHABLE).stream().anyMatch(seen -> !seen.stands()));
        int before = port.closed;
        await().until(() -> port.closed > before);
        int asked = port.asked;
        await().until(() -> port.closed > before + 1);
        assertEquals(asked, port.asked, "what it sees itself is no reason to ask on");
    }

    @Test
    void shouldTakeBackWhatIsSeenNoLonger() {
        signs.report("eth0", Sign.TRIPWIRE_RESET, true, 7);
        await().until(() -> port.asked > 2);
        assertFalse(told(Sign.PORT_UNREACHABLE).stream().anyMatch(Input.DeathSign::stands), "nothing was seen");
        port.sees = true;
        await().until(() -> told(Sign.PORT_UNREACHABLE).stream()
                        .filter(Input.DeathSign::stands)
                        .count()
                > 1);
        port.sees = false;
        await().until(() -> told(Sign.PORT_UNREACHABLE).stream().anyMatch(seen -> !seen.stands()));
        int asked = port.asked;
        await().until(() -> port.asked > asked + 2);
        assertTrue(told(Sign.PORT_UNREACHABLE).isEmpty());
    }

    @Test
    void shouldTakeBackWhatWasFoundOnALinkThatGoes() {
        port.sees = true;
        signs.report("eth0", Sign.CARRIER_LOST, true, 0);
        await().until(() -> told(Sign.PORT_UNREACHABLE).stream().anyMatch(Input.DeathSign::stands));
        signs.withdrawTripwire("eth1");
        await().until(() -> told(Sign.PORT_UNREACHABLE).stream().anyMatch(seen -> !seen.stands()) && port.closed > 0);
    }
}
