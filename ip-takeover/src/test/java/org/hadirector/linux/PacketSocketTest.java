package org.hadirector.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

    /**
     * A queue without room says so for certain. (A cable whose other end is down does only until the kernel has taken
     * note of it, a second at the latest: from then on it takes every frame and loses it without a word.)
     */
    @Test
    void shouldLoseAFrameThatTheDeviceDoesNotTake() throws Exception {
        NetworkNamespace here = network.host("here");
        NetworkNamespace there = network.host("there");
        network.cable(here, "eth0", "10.9.1.1/24", there, "eth0", null);
        try (PacketSocket socket = here.call(() -> PacketSocket.open("eth0", PacketSocket.ETH_P_ARP, 100))) {
            int index = here.call(() -> socket.index("eth0"));
            assertTrue(socket.offer(index, FRAME));
            here.exec("tc", "qdisc", "add", "dev", "eth0", "root", "pfifo", "limit", "0");
            assertFalse(socket.offer(index, FRAME));
            LinuxException e = assertThrows(LinuxException.class, () -> socket.send(index, FRAME));
            assertEquals(Errno.ENOBUFS, e.errno());
            here.exec("tc", "qdisc", "del", "dev", "eth0", "root");
            assertTrue(socket.offer(index, FRAME));
            here.ip("link", "set", "eth0", "down");
            assertThrows(LinuxException.class, () -> socket.offer(index, FRAME), "a device that is down is a failure");
        }
    }
}
