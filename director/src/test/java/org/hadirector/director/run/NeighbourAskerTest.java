package org.hadirector.director.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.hadirector.linux.NetlinkInterfaces;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A direct cable between two kernels: who is asked there answers, or does not. */
@RequiresRoot
class NeighbourAskerTest {
    private final TestNetwork network = new TestNetwork();
    private NetworkNamespace here;
    private NetworkNamespace there;

    @BeforeEach
    void cable() throws Exception {
        here = network.host("here");
        there = network.host("there");
        network.cable(here, "eth1", "198.51.100.1/24", there, "eth1", "198.51.100.2/24");
        here.ip("addr", "add", "fd00:1::1/64", "dev", "eth1", "nodad");
        there.ip("addr", "add", "fd00:1::2/64", "dev", "eth1", "nodad");
    }

    @AfterEach
    void remove() throws Exception {
        network.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"198.51.100.2", "fd00:1:0:0:0:0:0:2"})
    void shouldTellAKernelThatAnswersFromOneThatDoesNot(String address) throws Exception {
        InetAddress peer = InetAddress.getByName(address);
        here.call(() -> {
            try (NetlinkInterfaces interfaces = NetlinkInterfaces.open();
                    NeighbourAsker asker = new NeighbourAsker("eth1", () -> peer, interfaces)) {
                answered(asker);
                there.ip("addr", "del", peer.getHostAddress() + prefix(peer), "dev", "eth1");
                paced().until(() -> asker.ask(System.nanoTime()));
                there.ip("addr", "add", peer.getHostAddress() + prefix(peer), "dev", "eth1");
                paced().until(() -> !asker.ask(System.nanoTime()));
                answered(asker);
            }
            return null;
        });
    }

    private static String prefix(InetAddress address) {
        return address instanceof Inet6Address ? "/64" : "/24";
    }

    private static ConditionFactory paced() {
        return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20));
    }

    /** Asked for longer than a silence must last, and never found silent. */
    private static void answered(NeighbourAsker asker) {
        AtomicInteger asked = new AtomicInteger();
        paced().until(() -> {
            assertFalse(asker.ask(System.nanoTime()), "it answers");
            return asked.incrementAndGet() == 10;
        });
    }

    @Test
    void shouldSayNothingWhenItCannotAsk() throws Exception {
        InetAddress peer = InetAddress.getByName("198.51.100.2");
        here.call(() -> {
            try (NetlinkInterfaces interfaces = NetlinkInterfaces.open();
                    NeighbourAsker asker = new NeighbourAsker("eth1", () -> peer, interfaces);
                    NeighbourAsker nobody = new NeighbourAsker("eth1", () -> null, interfaces)) {
                here.ip("link", "set", "eth1", "down");
                answered(asker);
                answered(nobody);
            }
            return null;
        });
    }
}
