package org.hadirector.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Frames on a cable between two hosts. */
@RequiresRoot
final class PacketSocketTest {
    private static final byte[] FRAME = new byte[60];

    private final TestNetwork network = new TestNetwork();

    @AfterEach
    void tearDown() throws Exception {
        network.close();
    }

    @Test
    void shouldLoseAFrameThatTheDeviceDoesNotTake() throws Exception {
        NetworkNamespace here = network.host("here");
        NetworkNamespace there = network.host("there");
        network.cable(here, "eth0", "10.9.1.1/24", there, "eth0", null);
        try (PacketSocket socket = here.call(() -> PacketSocket.open("eth0", PacketSocket.ETH_P_ARP, 100))) {
            int index = here.call(() -> socket.index("eth0"));
            awaitKernel(() -> socket.offer(index, FRAME));
            there.ip("link", "set", "eth0", "down");
            awaitKernel(() -> !socket.offer(index, FRAME));
            LinuxException e = assertThrows(LinuxException.class, () -> socket.send(index, FRAME));
            assertEquals(Errno.ENOBUFS, e.errno());
            there.ip("link", "set", "eth0", "up");
            awaitKernel(() -> socket.offer(index, FRAME));
            here.ip("link", "set", "eth0", "down");
            assertThrows(LinuxException.class, () -> socket.offer(index, FRAME), "a device that is down is a failure");
        }
    }

    /** Its work queue for carriers needs a lock that the end of large namespaces holds for many seconds. */
    private static void awaitKernel(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(condition);
    }
}
