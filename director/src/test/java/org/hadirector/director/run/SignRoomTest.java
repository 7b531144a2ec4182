package org.hadirector.director.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hadirector.director.config.DirectorContext;
import org.hadirector.director.config.DirectorYaml;
import org.hadirector.heartbeat.config.AuthMethod;
import org.hadirector.heartbeat.config.Authkeys;
import org.hadirector.heartbeat.link.HeartbeatLink;
import org.hadirector.heartbeat.tripwire.Tripwire;
import org.hadirector.linux.Interfaces;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a reload does to the sensors. The node is its own peer: its tripwires end at its own door. */
class SignRoomTest {
    private static final long BOOT = 77;
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private final Map<String, HeartbeatLink> links = new ConcurrentHashMap<>();
    private final Threads threads = new Threads(0, (role, failure) -> {});
    private SignRoom room;
    private int port;

    /** The port of the peer's beats: as long as somebody has it, it is open. */
    private static DatagramSocket portOfBeats;

    @BeforeAll
    static void beats() throws Exception {
        portOfBeats = new DatagramSocket(0, HERE);
    }

    @AfterAll
    static void noBeats() {
        portOfBeats.close();
    }

    @BeforeEach
    void open() throws Exception {
        port = freePort();
        links.put("eth1", link("eth1"));
        room = new SignRoom(files("first-secret", port), threads, new Inbox());
        Interfaces none = (Interfaces) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Interfaces.class}, (p, method, words) -> List.of());
        room.open(links, Map.of(), BOOT, none, Set.of());
        awaitLaid("eth1");
    }

    @AfterEach
    void close() {
        room.close();
    }

    private void awaitLaid(String... names) {
        await().until(() -> Set.copyOf(room.signs().laid()).equals(Set.of(names)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static HeartbeatLink link(String name) {
        return (HeartbeatLink) Proxy.newProxyInstance(
                SignRoomTest.class.getClassLoader(),
                new Class<?>[] {HeartbeatLink.class},
                (p, method, words) -> switch (method.getName()) {
                    case "name" -> name;
                    case "peerAddress" -> HERE;
                    case "peerSocket" -> new InetSocketAddress(HERE, portOfBeats.getLocalPort());
                    case "peerBootId" -> BOOT;
                    case "hashCode" -> System.identityHashCode(p);
                    case "equals" -> p == words[0];
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static DirectorContext files(String secret, int tripwire) {
        DirectorYaml plain = DirectorYaml.defaults();
        DirectorYaml yaml = new DirectorYaml(
                plain.leaseNs(),
                plain.onPartition(),
                plain.standbyChecks(),
                plain.stonith(),
                plain.rebootWhenStuck(),
                new DirectorYaml.Signs(List.of(), tripwire),
                plain.engine());
        return new DirectorContext(Path.of("/"), "ha1", "ha2", null, keys(secret), null, yaml, null, 0);
    }

    private static Authkeys keys(String secret) {
        return new Authkeys(1, Map.of(1, new Authkeys.Key(AuthMethod.SHA1, secret, 1)));
    }

    /** Whether a visitor with these keys understands the door. */
    private boolean understood(String secret, int at) throws Exception {
        AtomicBoolean laid = new AtomicBoolean();
        Tripwire visitor = new Tripwire(at, () -> HERE, () -> keys(secret), new Tripwire.Listener() {
            @Override
            public void laid(long bootId, List<InetAddress> addresses) {
                laid.set(bootId == BOOT);
            }

            @Override
            public void died(long bootId) {}

            @Override
            public void reset(long bootId) {}
        });
        Thread thread = threads.start("visitor", Threads.Kind.ORDINARY, visitor::run);
        try {
            await().until(laid::get);
        } finally {
            visitor.close();
            thread.join();
        }
        return laid.get();
    }

    @Test
    void shouldLayTripwiresOverLinksThatComeAndTakeInThoseThatGo() {
        HeartbeatLink first = links.get("eth1");
        links.put("eth2", link("eth2"));
        room.follow(files("first-secret", port), Map.of());
        awaitLaid("eth1", "eth2");
        links.remove("eth1");
        room.follow(files("first-secret", port), Map.of());
        awaitLaid("eth2");
        links.put("eth1", first);
        links.put("eth2", link("eth2"));
        room.follow(files("first-secret", port), Map.of());
        awaitLaid("eth1", "eth2");
    }

    @Test
    void shouldSignWithTheKeysOfNow() throws Exception {
        assertTrue(understood("first-secret", port));
        room.rekey(files("second-secret", port));
        assertTrue(understood("second-secret", port));
        assertEquals(List.of("eth1"), room.signs().laid(), "what is laid stays");
    }

    @Test
    void shouldMoveItsDoorToAnotherPortAndCloseItWhenTold() throws Exception {
        int other = freePort();
        room.follow(files("first-secret", other), Map.of());
        awaitLaid("eth1");
        assertTrue(understood("first-secret", other));
        try (ServerSocket former = new ServerSocket(port)) {
            assertEquals(port, former.getLocalPort(), "nobody listens there any more");
        }
        room.follow(files("first-secret", 0), Map.of());
        assertEquals(List.of(), room.signs().laid());
    }
}
