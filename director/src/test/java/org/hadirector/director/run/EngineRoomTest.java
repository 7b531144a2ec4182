package org.hadirector.director.run;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.hadirector.director.config.DirectorYaml;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.hadirector.lvs.path.gate.GatePath;
import org.junit.jupiter.api.Test;

@RequiresRoot
class EngineRoomTest {
    private static final String FORMER = "10.9.0.6";

    /** An address that left the files while its owner was dead: lifted first, the guard would let it answer. */
    @Test
    void shouldTakeAwayAFormerAddressBeforeItsGuardIsLifted() throws Exception {
        try (TestNetwork network = new TestNetwork()) {
            NetworkNamespace host = network.host("node");
            network.cable(host, "eth0", "10.9.0.5/24", network.host("other"), "eth0", "10.9.0.1/24");
            lease(host, FORMER);
            lease(host, "10.9.0.7");
            host.call(() -> {
                GatePath gate = GatePath.open(List.of("eth0"));
                gate.guard(InetAddress.getByName(FORMER));
                gate.close();
                EngineRoom.open(DirectorYaml.defaults().engine(), Set.of()).close(true);
                return null;
            });
            String left = host.ip("-o", "addr");
            assertFalse(left.contains(FORMER), left);
            assertTrue(left.contains("10.9.0.7"), "was never ours: " + left);
        }
    }

    private static void lease(NetworkNamespace host, String address) throws Exception {
        host.ip("addr", "add", address + "/24", "dev", "eth0", "valid_lft", "300", "preferred_lft", "0");
    }
}
