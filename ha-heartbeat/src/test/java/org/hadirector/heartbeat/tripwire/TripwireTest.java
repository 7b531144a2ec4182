package org.hadirector.heartbeat.tripwire;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.hadirector.heartbeat.config.AuthMethod;
import org.hadirector.heartbeat.config.Authkeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the end of a tripwire says, over real connections. */
class TripwireTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final long BOOT = 0x1234_5678_9abc_def0L;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private Tripwire tripwire;

    private static Authkeys keys(String secret) {
        return new Authkeys(1, Map.of(1, new Authkeys.Key(AuthMethod.SHA1, secret, 1)));
    }

    @AfterEach
    void end() {
        if (tripwire != null) {
            tripwire.close();
        }
    }

    private void lay(int port, Authkeys keys) {
        tripwire = new Tripwire(port, () -> HERE, () -> keys, new Tripwire.Listener() {
            @Override
            public void laid(long bootId, List<InetAddress> addresses) {
                told.add("laid " + (bootId == BOOT) + " " + addresses.size());
            }

            @Override
            public void died(long bootId) {
                told.add("died");
            }

            @Override
            public void reset(long bootId) {
                told.add("reset");
            }
        });
        Thread thread = new Thread(tripwire::run, "tripwire");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * A peer whose kernel we can make close, reset or fall silent. A tripwire that waited too long for the answer, on a
     * machine that stood still, comes again: the last connection is the one to which it was laid.
     */
    private Socket visitor(ServerSocket server) {
        AtomicReference<Socket> last = new AtomicReference<>();
        Thread door = new Thread(() -> answer(server, last), "door");
        door.setDaemon(true);
        door.start();
        await().until(() -> told.contains("laid true 1"));
        return last.get();
    }

    private static void answer(ServerSocket server, AtomicReference<Socket> last) {
        while (!server.isClosed()) {
            try {
                Socket visitor = server.accept();
                last.set(visitor);
                byte[] challenge = new byte[TripwireWords.CHALLENGE];
                new DataInputStream(visitor.getInputStream()).readFully(challenge);
                TripwireWords.Door door = new TripwireWords.Door(BOOT, List.of(HERE));
                TripwireWords.answer(new DataOutputStream(visitor.getOutputStream()), challenge, door, keys("secret"));
            } catch (IOException e) {
                continue; // this one is gone, or the test is over
            }
        }
    }

    @Test
    void shouldTakeACloseWithoutGoodbyeForADeath() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, HERE)) {
            lay(server.getLocalPort(), keys("secret"));
            visitor(server).close();
            await().until(() -> told.contains("died"));
        }
    }

    @Test
    void shouldNotTakeAResetForADeath() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, HERE)) {
            lay(server.getLocalPort(), keys("secret"));
            Socket visitor = visitor(server);
            visitor.setSoLinger(true, 0);
            visitor.close();
            await().until(() -> told.contains("reset"));
            assertEquals(List.of("laid true 1", "reset"), told.subList(0, 2));
        }
    }

    @Test
    void shouldSayNothingOfAnOrderlyEnd() throws IOException {
        TripwireDoor door = TripwireDoor.open(0, BOOT, List::of, () -> keys("secret"), () -> Set.of(HERE));
        Thread thread = new Thread(door::acceptLoop, "door");
        thread.setDaemon(true);
        thread.start();
        lay(door.port(), keys("secret"));
        await().until(() -> told.contains("laid true 0"));
        door.close();
        await().until(() -> !tripwire.isLaid());
        assertEquals(List.of("laid true 0"), told);
    }

    @Test
    void shouldNotBeLaidToADoorWithAnotherKeyNorByAStranger() throws IOException {
        try (TripwireDoor door = TripwireDoor.open(0, BOOT, List::of, () -> keys("other"), () -> Set.of(HERE));
                TripwireDoor shut = TripwireDoor.open(0, BOOT, List::of, () -> keys("secret"), Set::of)) {
            for (TripwireDoor each : List.of(door, shut)) {
                Thread thread = new Thread(each::acceptLoop, "door");
                thread.setDaemon(true);
                thread.start();
            }
            lay(door.port(), keys("secret"));
            await().until(() -> door.visitors() > 1);
            tripwire.close();
            lay(shut.port(), keys("secret"));
            await().until(() -> shut.visitors() > 1);
            assertEquals(List.of(), told);
        }
    }
}
