package org.hadirector.lvs.path;

import static org.awaitility.Awaitility.await;
import static org.hadirector.lvs.engine.Segment.address;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import org.hadirector.lvs.engine.Segment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every data path does with an address that is handed over: its lease is over, packets of its services wait. */
public abstract class PathHoldContract extends PathLocalContract {
    private static final int TCP = 6;
    private static final int SERVED = 80;
    private static final int NOT_SERVED = 81;

    /** Lets the path's clock reach that time and its next tick. */
    protected abstract void passUntil(long timeNs);

    private byte[] packet(boolean ipv6, int port) throws IOException {
        return Segment.tcp(address(ipv6 ? "fd00:5::1" : "10.5.0.1"), 1000, vip(ipv6), port, Segment.SYN);
    }

    private void serve(InetAddress vip) throws IOException {
        path().guard(vip);
        path().lease(vip, later());
        path().divert(new ServiceKey(TCP, vip, SERVED));
    }

    private void assertHeld(byte[] frame) throws IOException {
        long before = path().counters().silenced();
        pass(frame, PacketHandler.DROP);
        assertEquals(before, path().counters().silenced());
    }

    /** A frame goes up and is to wait, not to be served. */
    private void pass(byte[] frame, int verdict) throws IOException {
        PacketHandler handler = new PacketHandler() {
            @Override
            public int handle(Frame served) {
                throw new AssertionError("its lease is over");
            }

            @Override
            public int held(Frame held) {
                return verdict;
            }
        };
        deliver(frame);
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> path().poll(handler, 1) == 1);
    }

    private void assertSilent(byte[] frame) throws IOException {
        PathCounters before = path().counters();
        deliver(frame);
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> path().counters().silenced() == before.silenced() + 1);
        assertEquals(before.diverted(), path().counters().diverted());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldHandUpServicesAndNothingElseWhileHeld(boolean ipv6) throws IOException {
        InetAddress vip = vip(ipv6);
        serve(vip);
        path().hold(vip, later());
        path().lease(vip, 0);
        assertHeld(packet(ipv6, SERVED));
        assertSilent(packet(ipv6, NOT_SERVED));
        assertSilent(Segment.ip(
                ipv6 ? 58 : 1,
                address(ipv6 ? "fd00:5::1" : "10.5.0.1"),
                vip,
                new byte[] {(byte) (ipv6 ? 128 : 8), 0, 0, 0, 0, 0, 0, 0},
                2));
        path().hold(vip, 0);
        assertSilent(packet(ipv6, SERVED));
    }

    /** Nothing that is held gets to the stack, which would answer it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSilenceWhatIsGivenBackWhileHeld(boolean ipv6) throws IOException {
        InetAddress vip = vip(ipv6);
        serve(vip);
        path().hold(vip, later());
        path().lease(vip, 0);
        long before = path().counters().silenced();
        pass(packet(ipv6, SERVED), PacketHandler.LOCAL);
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> path().counters().silenced() == before + 1);
    }

    @Test
    void shouldEndAHoldByItself() throws IOException {
        serve(vip(false));
        long until = Math.min(later(), System.nanoTime() + 50_000_000);
        path().hold(vip(false), until);
        path().lease(vip(false), 0);
        passUntil(until);
        assertSilent(packet(false, SERVED));
    }

    @Test
    void shouldForgetAHoldWithANewLease() throws IOException {
        serve(vip(false));
        path().hold(vip(false), later());
        path().lease(vip(false), later());
        path().lease(vip(false), 0);
        assertSilent(packet(false, SERVED));
    }

    @Test
    void shouldHoldNothingWithoutServices() throws IOException {
        serve(vip(false));
        path().undivert(new ServiceKey(TCP, vip(false), SERVED));
        path().hold(vip(false), later());
        path().lease(vip(false), 0);
        assertSilent(packet(false, SERVED));
    }

    @Test
    void shouldHoldGuardedAddressesOnly() {
        assertThrows(IOException.class, () -> path().hold(vip(false), later()));
    }
}
