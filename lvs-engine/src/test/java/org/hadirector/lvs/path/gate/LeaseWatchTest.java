package org.hadirector.lvs.path.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.path.gate.LeaseWatch.Standing;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A packet thread that is stopped at any point and goes on when its lease is over. */
class LeaseWatchTest {
    private static final long NOW = 1_000_000;

    private final Leases leases = new Leases();
    private long nowNs = NOW;
    private final LeaseWatch watch = new LeaseWatch(leases, () -> nowNs);
    private Leases.Lease lease;

    @BeforeEach
    void leased() {
        lease = leases.add(Segment.address("192.0.2.6"));
        set(NOW + 100);
    }

    @Test
    void shouldHandleWhatIsLeasedOrNotGuardedAndNothingElse() {
        watch.begin();
        assertEquals(Standing.SERVED, watch.standing(to("192.0.2.6")));
        assertEquals(Standing.SERVED, watch.standing(to("192.0.2.7")));
        assertEquals(Standing.SERVED, watch.standing(to("2001:db8::6")));
        nowNs += 100;
        watch.begin();
        assertEquals(Standing.SILENT, watch.standing(to("192.0.2.6")));
        assertEquals(Standing.SERVED, watch.standing(to("192.0.2.7")));
        assertEquals(1, watch.lost());
        leases.remove(lease);
        assertEquals(Standing.SERVED, watch.standing(to("192.0.2.6")));
    }

    @Test
    void shouldFindEveryOneOfManyAddressesOfBothFamilies() {
        List<String> running = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String address = i % 2 == 0 ? "10.0." + i / 256 + "." + i % 256 : "2001:db8::" + i;
            Leases.Lease one = leases.add(Segment.address(address));
            if (i % 3 == 0) {
                leases.set(one, NOW + 1000, NOW);
                running.add(address);
            }
            assertEquals(running.contains(address), runs(address), address);
        }
        running.forEach(address -> assertTrue(runs(address), address));
        assertFalse(runs("10.0.0.4"));
    }

    private boolean runs(String address) {
        return !leases.of(to(address)).isOver(NOW);
    }

    @Test
    void shouldLetFramesWaitOnlyAfterTheLeaseAndOnlyAsLongAsWasSaid() {
        leases.hold(lease, NOW + 200);
        watch.begin();
        assertEquals(Standing.SERVED, watch.standing(to("192.0.2.6")), "the lease still runs");
        set(0);
        assertEquals(Standing.HELD, watch.standing(to("192.0.2.6")));
        nowNs += 199;
        assertTrue(watch.mayLeave());
        assertEquals(Standing.HELD, watch.standing(to("192.0.2.6")));
        nowNs += 1;
        assertFalse(watch.mayLeave(), "stopped with a frame that was to be handed on");
        assertEquals(Standing.SILENT, watch.standing(to("192.0.2.6")));
        assertTrue(watch.mayLeave(), "nothing was held in this batch");
    }

    @Test
    void shouldForgetAHoldWithANewLease() {
        leases.hold(lease, NOW + 500);
        set(NOW + 200);
        nowNs += 300;
        watch.begin();
        assertEquals(Standing.SILENT, watch.standing(to("192.0.2.6")));
    }

    @Test
    void shouldLetABatchLeaveWhileLeasesAreRenewedOrEndedInTime() {
        watch.begin();
        nowNs += 99;
        set(NOW + 200);
        assertTrue(watch.mayLeave());
        nowNs += 50;
        set(0);
        assertTrue(watch.mayLeave(), "given up while it ran: nobody was stopped");
        nowNs += 1000;
        set(0);
        set(nowNs + 100);
        assertTrue(watch.mayLeave(), "begun anew");
    }

    @Test
    void shouldForgetABatchThatWasStoppedBeyondALease() {
        watch.begin();
        nowNs += 100;
        assertFalse(watch.mayLeave(), "seen by the clock");
        assertTrue(watch.mayLeave(), "the next one begins after it");
    }

    @Test
    void shouldForgetItAlsoWhenTheDecidingThreadWokeFirst() {
        watch.begin();
        nowNs += 500;
        set(0);
        assertFalse(watch.mayLeave(), "ended, but it had run out before");
        set(nowNs + 100);
        watch.begin();
        nowNs += 500;
        set(nowNs + 100);
        assertFalse(watch.mayLeave(), "renewed, but too late");
    }

    private void set(long untilNs) {
        leases.set(lease, untilNs, nowNs);
    }

    private static Frame to(String address) {
        byte[] to = Segment.address(address).getAddress();
        ByteBuffer bytes = ByteBuffer.allocate(80);
        bytes.putShort(12, (short) (to.length == 4 ? 0x0800 : 0x86dd));
        bytes.put(to.length == 4 ? 30 : 38, to);
        return new Frame().wrap(bytes, 0, 80, 1);
    }
}
