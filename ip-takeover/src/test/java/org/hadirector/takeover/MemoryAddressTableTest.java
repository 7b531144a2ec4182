package org.hadirector.takeover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.hadirector.linux.Errno;
import org.hadirector.linux.LinuxException;
import org.hadirector.takeover.testing.MemoryAddressTable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MemoryAddressTableTest extends AddressTableContract {
    private final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - 1_000); // the scale may wrap
    private final MemoryAddressTable table = new MemoryAddressTable(nowNs::get, "eth0");

    @BeforeEach
    void givePrimary() {
        table.plant(vip("10.9.0.1", 24, "eth0"));
    }

    @Override
    AddressTable table() {
        return table;
    }

    @Override
    void awaitGone(Vip vip) {
        nowNs.addAndGet(1_000_000_000L);
    }

    @Test
    void shouldRefuseWhenTold() throws Exception {
        table.refuseWith("eth0", Errno.EPERM);
        assertEquals(
                Errno.EPERM,
                assertThrows(LinuxException.class, () -> table.add(VIP, LONG)).errno());

        table.refuseWith("eth0", 0);
        table.add(VIP, LONG);
        assertEquals(List.of(VIP), table.onDevice("eth0"));
    }

    @Test
    void shouldLoseEverythingWithTheDevice() throws Exception {
        table.add(VIP, LONG);
        table.unplug("eth0");

        assertEquals(List.of(), table.onDevice("eth0"));
        assertThrows(IllegalArgumentException.class, () -> table.plant(VIP));
    }
}
