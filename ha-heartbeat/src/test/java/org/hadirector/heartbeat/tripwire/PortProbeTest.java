package org.hadirector.heartbeat.tripwire;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real sockets on loopback, whose kernel answers as the peer's would; time is a number. */
class PortProbeTest {
    private static final long AT = 1_000_000_000L;
    private static final long LATER = AT + 5_000_000_000L;

    private final AtomicReference<InetSocketAddress> peer = new AtomicReference<>();
    private final PortProbe probe = new PortProbe(peer::get);

    @AfterEach
    void close() {
        probe.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void shouldHearThatNobodyHasThePortAnyMore(String address) throws Exception {
        InetAddress here = InetAddress.getByName(address);
        assertFalse(probe.ask(AT), "nobody was heard yet");
        try (DatagramSocket process = new DatagramSocket(0, here)) {
            peer.set(new InetSocketAddress(here, process.getLocalPort()));
            for (int i = 0; i < 10; i++) {
                assertFalse(probe.ask(AT), "somebody has it");
            }
        }
        await().until(() -> probe.ask(AT));
        assertTrue(here instanceof Inet6Address == address.contains(":"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1"})
    void shouldForgetTheAnswerWhenThePortIsOpenAgainOrAnotherOne(String address) throws Exception {
        InetAddress here = InetAddress.getByName(address);
        DatagramSocket process = new DatagramSocket(0, here);
        InetSocketAddress port = new InetSocketAddress(here, process.getLocalPort());
        peer.set(port);
        process.close();
        await().until(() -> probe.ask(AT));
        try (DatagramSocket again = new DatagramSocket(port)) {
            // what was answered to the last question is heard with the next one
            await().until(() -> probe.ask(AT) && !probe.ask(LATER));
            assertFalse(probe.ask(LATER));
            assertTrue(again.isBound());
        }
        await().until(() -> probe.ask(LATER));
        try (DatagramSocket other = new DatagramSocket(0, here)) {
            peer.set(new InetSocketAddress(here, other.getLocalPort()));
            assertFalse(probe.ask(LATER), "the peer's beats come from elsewhere now");
        }
    }
}
