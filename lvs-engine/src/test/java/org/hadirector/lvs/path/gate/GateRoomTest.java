package org.hadirector.lvs.path.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.hadirector.lvs.path.ServiceKey;
import org.junit.jupiter.api.Test;

/** How much the gate holds, and what it says when it is full. */
@RequiresRoot
class GateRoomTest {
    private static final int MOST_SERVERS = 65_536;
    private static final int MOST_ADDRESSES = 8192;

    @Test
    void shouldTakeTensOfThousandsOfMasqueradedServersAndSayWhatIsFull() throws Exception {
        try (TestNetwork network = new TestNetwork()) {
            NetworkNamespace director = network.host("director");
            try (GatePath path = director.call(() -> GatePath.open(List.of()))) {
                for (int n = 0; n < MOST_SERVERS; n++) {
                    path.divertReplies(server(n));
                }
                IOException full = assertThrows(IOException.class, () -> path.divertReplies(server(MOST_SERVERS)));
                assertTrue(
                        full.getMessage()
                                .contains(
                                        "room for 65536 addresses of masqueraded and tunnelled real servers, and all"),
                        full.getMessage());
                path.divertReplies(new ServiceKey(6, server(0).address(), 81)); // another port needs no address
                path.undivertReplies(server(7));
                path.divertReplies(server(MOST_SERVERS));
                assertThrows(IOException.class, () -> path.divertReplies(server(7)));
                path.guard(InetAddress.getByName("192.0.2.6")); // leases have their own room
            }
        }
    }

    @Test
    void shouldRefuseAnAddressThatDoesNotFitAndForgetIt() throws Exception {
        try (TestNetwork network = new TestNetwork()) {
            NetworkNamespace director = network.host("director");
            try (GatePath path = director.call(() -> GatePath.open(List.of()))) {
                int fit = 0;
                IOException full = null;
                for (int n = 0; n <= MOST_ADDRESSES && full == null; n++) {
                    try {
                        path.guard(server(n).address());
                        fit++;
                    } catch (IOException e) {
                        full = e;
                    }
                }
                assertTrue(full != null && full.getMessage().contains("addresses (virtual ones"), "" + full);
                assertEquals(fit, path.guarded().size());
                InetAddress refused = server(fit).address();
                assertThrows(IOException.class, () -> path.lease(refused, 1), "it is not guarded");
                path.unguard(server(0).address());
                path.guard(refused);
                path.lease(refused, 1);
            }
        }
    }

    private static ServiceKey server(int number) throws IOException {
        byte[] address = ByteBuffer.allocate(4).putInt(0x0a00_0000 + number).array();
        return new ServiceKey(6, InetAddress.getByAddress(address), 80);
    }
}
