package org.hadirector.lvs.path.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Leases and counters read past the process that keeps them, from another network namespace. */
@RequiresRoot
class GateReaderTest {
    private GateLan lan;
    private GateReader reader;

    @BeforeEach
    void build() throws Exception {
        lan = new GateLan();
        reader = lan.closeLater(lan.director.call(() -> GateReader.open("eth0", lan.vip)));
    }

    @AfterEach
    void tearDown() throws Exception {
        lan.close();
    }

    private boolean runs() throws IOException {
        reader.follow();
        return reader.runs();
    }

    @Test
    void shouldSeeALeaseBeginAndEnd() throws Exception {
        assertFalse(runs(), "no gate yet");
        assertEquals(0, reader.carried());
        GatePath path = lan.gate("eth0");
        assertFalse(runs(), "not guarded");
        assertEquals(0, reader.carried());
        path.guard(lan.vip);
        assertFalse(runs(), "a lease starts expired");
        path.lease(lan.vip, System.nanoTime() + Duration.ofMinutes(1).toNanos());
        assertTrue(runs());
        path.lease(lan.vip, System.nanoTime() - 1);
        assertFalse(runs(), "it ran out by itself");
    }

    @Test
    void shouldFollowAGateThatTakesAnothersPlace() throws Exception {
        GatePath first = lan.gate("eth0");
        first.guard(lan.vip);
        first.lease(lan.vip, System.nanoTime() + Duration.ofMinutes(1).toNanos());
        assertTrue(runs());
        GatePath second = lan.gate("eth0");
        assertFalse(runs(), "a successor guards the address, without a lease");
        second.lease(lan.vip, System.nanoTime() + Duration.ofMinutes(1).toNanos());
        assertTrue(runs());
    }

    @Test
    void shouldSayWhichInterfaceIsNotThere() {
        IOException refused =
                assertThrows(IOException.class, () -> lan.director.call(() -> GateReader.open("eth7", lan.vip)));
        assertTrue(refused.getMessage().contains("eth7"), refused.getMessage());
    }
}
