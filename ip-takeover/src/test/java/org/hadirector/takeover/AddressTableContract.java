package org.hadirector.takeover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.hadirector.linux.Errno;
import org.hadirector.linux.LinuxException;
import org.junit.jupiter.api.Test;

/** What every {@link AddressTable} owes its callers. The device {@code eth0} exists, {@code eth7} does not. */
abstract class AddressTableContract {
    static final Vip VIP = vip("10.9.0.100", 32, "eth0:0");
    static final Vip VIP6 = vip("fd00:9::100", 128, "eth0");
    static final int LONG = 600;

    /** A table whose {@code eth0} carries no address but 10.9.0.1/24, label eth0. */
    abstract AddressTable table() throws Exception;

    /** Makes the time pass (fake) or waits (kernel) until the VIP's one second is over. */
    abstract void awaitGone(Vip vip) throws Exception;

    static Vip vip(String address, int prefix, String label) {
        try {
            return new Vip(InetAddress.getByName(address), prefix, null, "eth0", label);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void shouldShowTheAddressWithItsLabel() throws Exception {
        table().add(VIP, LONG);

        assertEquals(List.of(VIP), table().onDevice("eth0"));
        assertTrue(table().contains(VIP));
    }

    @Test
    void shouldKeepPrefixAndBroadcast() throws Exception {
        Vip wide = new Vip(
                InetAddress.getByName("10.9.0.101"), 24, InetAddress.getByName("10.9.0.255"), "eth0", "eth0:web");
        table().add(wide, LONG);

        assertEquals(List.of(wide), table().onDevice("eth0"));
    }

    @Test
    void shouldNotListTheUnlabelledPrimary() throws Exception {
        assertEquals(List.of(), table().onDevice("eth0"));
    }

    @Test
    void shouldRenewWithoutADouble() throws Exception {
        table().add(VIP, 1);
        table().add(VIP, LONG);

        assertEquals(List.of(VIP), table().onDevice("eth0"));
    }

    @Test
    void shouldLetTheAddressVanishWhenNotRenewed() throws Exception {
        table().add(VIP, LONG);
        assertTrue(table().contains(VIP));
        table().add(VIP, 1); // from now on it may be gone at the next look

        awaitGone(VIP);

        assertFalse(table().contains(VIP));
    }

    @Test
    void shouldKeepTheRenewedOneWhenAnotherVanishes() throws Exception {
        Vip other = vip("10.9.0.102", 32, "eth0:1");
        table().add(VIP, 1);
        table().add(other, 1);
        table().add(VIP, LONG);

        awaitGone(other);

        assertEquals(List.of(VIP), table().onDevice("eth0"));
    }

    @Test
    void shouldRemoveAndRemoveAgain() throws Exception {
        table().add(VIP, LONG);
        table().remove(VIP);
        table().remove(VIP);

        assertEquals(List.of(), table().onDevice("eth0"));
        assertFalse(table().contains(VIP));
    }

    @Test
    void shouldRemoveWhateverLabelAndPrefix() throws Exception {
        table().add(vip("10.9.0.100", 24, "eth0:5"), LONG);
        table().add(vip("10.9.0.100", 30, "eth0:6"), LONG);
        table().add(vip("10.9.0.103", 32, "eth0:7"), LONG);

        table().remove(VIP);

        assertEquals(List.of(vip("10.9.0.103", 32, "eth0:7")), table().onDevice("eth0"));
    }

    @Test
    void shouldTellLabelsApart() throws Exception {
        table().add(VIP, LONG);

        assertFalse(table().contains(vip("10.9.0.100", 32, "eth0:1")));
        assertFalse(table().contains(vip("10.9.0.100", 24, "eth0:0")));
    }

    @Test
    void shouldKeepTheFormerLabelWhenRenewedUnderAnother() throws Exception {
        table().add(VIP, LONG);
        table().add(vip("10.9.0.100", 32, "eth0:1"), LONG);

        assertEquals(List.of(VIP), table().onDevice("eth0"));
    }

    @Test
    void shouldHoldIpv6() throws Exception {
        table().add(VIP6, LONG);
        table().add(VIP6, LONG);
        assertEquals(List.of(VIP6), table().onDevice("eth0"));

        table().remove(vip("fd00:9::100", 64, "eth0:0"));
        table().remove(VIP6);
        assertEquals(List.of(), table().onDevice("eth0"));
    }

    @Test
    void shouldNameTheMissingDevice() throws Exception {
        Vip lost = new Vip(VIP.address(), 32, null, "eth7", "eth7:0");

        LinuxException refused = assertThrows(LinuxException.class, () -> table().add(lost, LONG));

        assertEquals(Errno.ENODEV, refused.errno());
        assertTrue(refused.getMessage().contains("RTM_NEWADDR 10.9.0.100/32 on eth7:0: no interface eth7"));
        table().remove(lost);
        assertEquals(List.of(), table().onDevice("eth7"));
    }

    @Test
    void shouldRefuseALifetimeOfNothing() {
        assertThrows(IllegalArgumentException.class, () -> table().add(VIP, 0));
    }
}
