package org.hadirector.director.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.takeover.AddressTable;
import org.hadirector.takeover.ArpAnnouncer;
import org.hadirector.takeover.Vip;
import org.hadirector.takeover.testing.MemoryAddressTable;
import org.junit.jupiter.api.Test;

class TakeoverStepsTest {
    private final List<String> told = new ArrayList<>();
    private final TakeoverSteps steps = new TakeoverSteps((kind, vip) -> told.add(kind));

    @Test
    void shouldTellEachStepOfAMoveOnceAndNoRenewal() throws IOException {
        Vip vip = vip();
        AddressTable table = steps.table(new MemoryAddressTable(() -> 0, "eth0"));
        ArpAnnouncer announcer = steps.announcer(new SilentAnnouncer());
        for (int round = 0; round < 3; round++) {
            table.add(vip, 2);
            announcer.announce(vip);
        }
        table.remove(vip);
        table.remove(vip);
        table.add(vip, 2);
        announcer.announce(vip);
        assertEquals(List.of("VIP_UP", "ARP_SENT", "VIP_DOWN", "VIP_UP", "ARP_SENT"), told);
    }

    @Test
    void shouldTellNothingOfAStepThatFailed() throws IOException {
        Vip vip = vip();
        ArpAnnouncer down = steps.announcer(new SilentAnnouncer() {
            @Override
            public void announce(Vip any) throws IOException {
                throw new IOException("device is down");
            }
        });
        assertThrows(IOException.class, () -> down.announce(vip));
        assertEquals(List.of(), told);
    }

    private static Vip vip() throws IOException {
        return new Vip(InetAddress.getByName("192.0.2.6"), 32, null, "eth0", "eth0:0");
    }

    private static class SilentAnnouncer implements ArpAnnouncer {
        @Override
        public void announce(Vip vip) throws IOException {}

        @Override
        public void close() {}
    }
}
