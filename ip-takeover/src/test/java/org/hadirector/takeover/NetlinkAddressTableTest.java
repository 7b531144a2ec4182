package org.hadirector.takeover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.awaitility.Awaitility;
import org.hadirector.linux.Errno;
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RequiresRoot
final class NetlinkAddressTableTest extends AddressTableContract {
    private final TestNetwork network = new TestNetwork();
    private NetworkNamespace director;
    private NetlinkAddressTable table;

    @BeforeEach
    void buildLan() throws Exception {
        director = network.host("dir");
        NetworkNamespace client = network.host("cli");
        network.cable(director, "eth0", "10.9.0.1/24", client, "eth0", "10.9.0.2/24");
        table = director.call(NetlinkAddressTable::open);
    }

    @AfterEach
    void tearDown() throws Exception {
        try (network) {
            if (table != null) {
                table.close();
            }
        }
    }

    @Override
    AddressTable table() {
        return table;
    }

    @Override
    void awaitGone(Vip vip) {
        Awaitility.await().until(() -> !table.contains(vip));
    }

    @Test
    void shouldBeWhatIpAddrShows() throws Exception {
        table.add(VIP, LONG);

        String shown = director.ip("-o", "addr", "show", "dev", "eth0");

        assertTrue(shown.contains("inet 10.9.0.100/32 scope global deprecated dynamic eth0:0"), shown);
        assertTrue(shown.contains("preferred_lft 0sec"), shown);
    }

    @Test
    void shouldNeverBecomeASourceAddress() throws Exception {
        director.ip("-6", "addr", "add", "fd00:9::1/64", "dev", "eth0", "nodad");
        table.add(VIP, LONG);
        table.add(vip("10.9.0.101", 24, "eth0:1"), LONG);
        table.add(vip("fd00:9::100", 64, "eth0"), LONG);

        String route = director.ip("route", "get", "10.9.0.2");
        String route6 = director.ip("-6", "route", "get", "fd00:9::2");

        assertTrue(route.contains("src 10.9.0.1 "), route);
        assertTrue(route6.contains("src fd00:9::1 "), route6);
    }

    @Test
    void shouldFailAfterClose() {
        table.close();

        LinuxException refused = assertThrows(LinuxException.class, () -> table.add(VIP, LONG));

        assertEquals(Errno.EBADF, refused.errno());
    }
}
