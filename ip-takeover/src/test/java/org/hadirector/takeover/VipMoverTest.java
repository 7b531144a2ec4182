package org.hadirector.takeover;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.hadirector.linux.Errno;
import org.hadirector.takeover.TakeoverException.Step;
import org.hadirector.takeover.testing.MemoryAddressTable;
import org.hadirector.takeover.testing.RecordingAnnouncer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class VipMoverTest {
    private static final long MS = 1_000_000L;
    private static final Vip VIP = AddressTableContract.VIP;

    private final AtomicLong nowNs = new AtomicLong(7);
    private final MemoryAddressTable table = new MemoryAddressTable(nowNs::get, "eth0");
    private final RecordingAnnouncer announcer = new RecordingAnnouncer();
    private final VipMover mover = mover(table);

    private VipMover mover(AddressTable over) {
        return new VipMover(over, announcer, nowNs::get, new VipLease.Term(1, 250 * MS), AnnouncePlan.Rhythm.DEFAULT);
    }

    private List<VipMover.Trouble> after(long ms) {
        return mover.renew(nowNs.addAndGet(ms * MS));
    }

    @Test
    void shouldAnnounceThenAdd() throws Exception {
        AtomicBoolean announcedFirst = new AtomicBoolean();
        VipMover watched = mover(new Wrapped(table) {
            @Override
            public void add(Vip vip, int validSeconds) throws IOException {
                announcedFirst.set(announcer.announced().equals(List.of(vip)));
                super.add(vip, validSeconds);
            }
        });
        watched.acquire(VIP);

        assertTrue(announcedFirst.get());
        assertEquals(List.of(VIP), table.onDevice("eth0"));
        assertEquals(List.of(VIP), announcer.announced());
        assertTrue(watched.holds(VIP));
    }

    @Test
    void shouldKeepTheAddressWhileRenewedAndLoseItAfterwards() throws Exception {
        mover.acquire(VIP);
        for (int i = 0; i < 40; i++) {
            assertEquals(List.of(), after(100));
        }
        assertTrue(table.contains(VIP));

        nowNs.addAndGet(1_000 * MS);

        assertFalse(table.contains(VIP));
    }

    @Test
    void shouldGiveAHeldAddressAnotherLifetimeWithTheNextRenewal() throws Exception {
        mover.acquire(VIP);
        mover.term(new VipLease.Term(5, 250 * MS));
        assertEquals(List.of(), after(10));
        nowNs.addAndGet(4_900 * MS);
        assertTrue(table.contains(VIP), "the kernel was told of five seconds at once");
        assertEquals(List.of(), after(10));
        mover.term(new VipLease.Term(1, 250 * MS));
        assertEquals(List.of(), after(3_000), "five seconds were in force until now");
        nowNs.addAndGet(1_000 * MS);
        assertFalse(table.contains(VIP));
    }

    @Test
    void shouldNotBelieveALongerLifetimeThanTheKernelWasTold() throws Exception {
        mover.acquire(VIP);
        mover.term(new VipLease.Term(5, 250 * MS));
        List<VipMover.Trouble> troubles = after(1_000);
        assertEquals(1, troubles.size());
        assertTrue(troubles.get(0).lost());
        assertFalse(mover.holds(VIP));
    }

    @Test
    void shouldRepeatTheAnnouncement() throws Exception {
        mover.acquire(VIP);
        for (int i = 0; i < 100; i++) {
            after(100);
        }
        assertEquals(10, announcer.announced().size());

        mover.reannounce(VIP);
        after(0);
        assertEquals(11, announcer.announced().size());
    }

    @Test
    void shouldNotBringBackALostAddress() throws Exception {
        mover.acquire(VIP);

        List<VipMover.Trouble> troubles = after(1_000);

        assertEquals(1, troubles.size());
        assertTrue(troubles.get(0).lost());
        assertEquals(
                "the lease of 10.9.0.100/32 on eth0:0 was not renewed for 1000 ms",
                troubles.get(0).text());
        assertFalse(mover.holds(VIP));
        assertFalse(table.contains(VIP));
        assertEquals(List.of(), after(250));
        assertFalse(table.contains(VIP));
    }

    @Test
    void shouldNotEvenForAMomentReviveALostAddress() throws Exception {
        int[] additions = {0};
        VipMover counted = mover(new Wrapped(table) {
            @Override
            public void add(Vip vip, int validSeconds) throws IOException {
                additions[0]++;
                super.add(vip, validSeconds);
            }
        });
        counted.acquire(VIP);

        assertTrue(counted.renew(nowNs.addAndGet(1_000 * MS)).get(0).lost());

        assertEquals(1, additions[0]);
    }

    @Test
    void shouldTakeBackWhatAStalledRenewalRevived() throws Exception {
        boolean[] stall = {false};
        VipMover stalled = mover(new Wrapped(table) {
            @Override
            public void add(Vip vip, int validSeconds) throws IOException {
                if (stall[0]) {
                    nowNs.addAndGet(5_000 * MS); // SIGSTOP between the look at the clock and the call
                }
                super.add(vip, validSeconds);
            }
        });
        stalled.acquire(VIP);
        stall[0] = true;

        List<VipMover.Trouble> troubles = stalled.renew(nowNs.addAndGet(300 * MS));

        assertTrue(troubles.get(0).lost());
        assertFalse(table.contains(VIP));
    }

    @Test
    void shouldReleaseOnceAndTwice() throws Exception {
        mover.acquire(VIP);
        mover.release(VIP);
        mover.release(VIP);

        assertFalse(table.contains(VIP));
        assertFalse(mover.holds(VIP));
        assertEquals(List.of(), after(250));
        assertFalse(table.contains(VIP));
        assertEquals(1, announcer.announced().size());
    }

    @Test
    void shouldUndoWhenTheAnnouncementFails() {
        announcer.failWith(new IOException("sendto: Network is down"));

        TakeoverException failure = assertThrows(TakeoverException.class, () -> mover.acquire(VIP));

        assertEquals(Step.ANNOUNCE, failure.step());
        assertEquals("announce 10.9.0.100/32 on eth0:0: sendto: Network is down", failure.getMessage());
        assertFalse(table.contains(VIP));
        assertFalse(mover.holds(VIP));
    }

    @Test
    void shouldUndoWhatIsNotFoundAfterItWasAdded() throws Exception {
        VipMover blind = mover(new Wrapped(table) {
            @Override
            public List<Vip> onDevice(String device) {
                return List.of();
            }

            @Override
            public boolean contains(Vip vip) {
                return false;
            }
        });

        TakeoverException failure = assertThrows(TakeoverException.class, () -> blind.acquire(VIP));

        assertEquals(Step.READ_BACK, failure.step());
        assertFalse(table.contains(VIP), "it may be there although it was not seen");
        assertFalse(blind.holds(VIP));
    }

    @Test
    void shouldKeepNoOtherThreadWaitingOnceAStepIsDone() throws Exception {
        elsewhere(() -> mover.acquire(VIP));
        elsewhere(() -> mover.term(new VipLease.Term(2, 250 * MS)));
        elsewhere(() -> mover.acquire(VIP));
        elsewhere(() -> after(250));
        elsewhere(() -> mover.release(VIP));
        elsewhere(() -> mover.acquire(VIP));
        assertTrue(mover.holds(VIP));
    }

    /** Each step on a thread of its own: a lock that it kept would be met by the next one. */
    private static void elsewhere(Executable step) throws Exception {
        FutureTask<Void> task = new FutureTask<>(() -> {
            assertDoesNotThrow(step);
            return null;
        });
        Thread thread = new Thread(task, "step");
        thread.setDaemon(true);
        thread.start();
        task.get(10, TimeUnit.SECONDS);
    }

    /** The kernel may have taken it away, and nobody has looked yet. */
    @Test
    void shouldSayThatAnAddressOutlivedItsLifetimeUntilARenewalSeesIt() throws Exception {
        assertFalse(mover.outlived(VIP), "never here");
        mover.acquire(VIP);
        nowNs.addAndGet(999 * MS);
        assertFalse(mover.outlived(VIP));
        nowNs.addAndGet(MS);
        assertTrue(mover.outlived(VIP));
        after(0);
        assertFalse(mover.outlived(VIP), "not held any more");
    }

    @Test
    void shouldNameTheStepThatFailed() throws Exception {
        table.refuseWith("eth0", Errno.EPERM);
        assertEquals(
                Step.ADD,
                assertThrows(TakeoverException.class, () -> mover.acquire(VIP)).step());

        table.refuseWith("eth0", 0);
        mover.acquire(VIP);
        table.refuseWith("eth0", Errno.EPERM);
        assertEquals(
                Step.REMOVE,
                assertThrows(TakeoverException.class, () -> mover.release(VIP)).step());
    }

    @Test
    void shouldReportARefusedRenewalAndTryAgain() throws Exception {
        mover.acquire(VIP);
        table.refuseWith("eth0", Errno.ENOBUFS);
        List<VipMover.Trouble> troubles = after(250);
        assertEquals(Step.RENEW, troubles.get(0).step());
        assertFalse(troubles.get(0).lost());

        table.refuseWith("eth0", 0);
        assertEquals(List.of(), after(250));
        assertEquals(List.of(), after(900));
        assertTrue(table.contains(VIP));
    }

    @Test
    void shouldReplaceAnAddressThatStandsUnderAnotherLabel() throws Exception {
        table.plant(AddressTableContract.vip("10.9.0.100", 32, "eth0:9"));

        mover.acquire(VIP);

        assertEquals(List.of(VIP), table.onDevice("eth0"));
    }

    @Test
    void shouldRemoveLeftoversAndNothingElse() throws Exception {
        Vip leftover = AddressTableContract.vip("10.9.0.100", 24, "eth0:4");
        Vip foreign = AddressTableContract.vip("10.9.0.50", 24, "eth0:5");
        Vip held = AddressTableContract.vip("10.9.0.60", 32, "eth0:6");
        table.plant(leftover);
        table.plant(foreign);
        mover.acquire(held);

        List<Vip> removed = mover.removeLeftovers("eth0", List.of(VIP, held));

        assertEquals(List.of(leftover), removed);
        assertEquals(List.of(foreign, held), table.onDevice("eth0"));
    }

    @Test
    void shouldNotRenewWhatIsBeingReleased() throws Exception {
        VipMover[] self = new VipMover[1];
        int[] renewals = {0};
        boolean[] releasing = {false};
        self[0] = mover(new Wrapped(table) {
            @Override
            public void add(Vip vip, int validSeconds) throws IOException {
                renewals[0]++;
                super.add(vip, validSeconds);
            }

            @Override
            public void remove(Vip vip) throws IOException {
                super.remove(vip);
                if (releasing[0]) {
                    Thread other = new Thread(() -> self[0].renew(nowNs.addAndGet(300 * MS)));
                    other.start();
                    try {
                        other.join(10_000);
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    assertFalse(other.isAlive(), "renew waited for release");
                }
            }
        });
        self[0].acquire(VIP);
        releasing[0] = true;

        self[0].release(VIP);

        assertEquals(1, renewals[0]);
        assertFalse(table.contains(VIP));
    }

    /** The deciding duty orders it: the kernel's lock on addresses may be taken for long. */
    @Test
    void shouldNotWaitForARenewalToAnnounceAnew() throws Exception {
        VipMover[] self = new VipMover[1];
        boolean[] renewing = {false};
        self[0] = mover(new Wrapped(table) {
            @Override
            public void add(Vip vip, int validSeconds) throws IOException {
                super.add(vip, validSeconds);
                if (renewing[0]) {
                    Thread other = new Thread(() -> self[0].reannounce(VIP));
                    other.start();
                    try {
                        other.join(10_000);
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    assertFalse(other.isAlive(), "reannounce waited for renew");
                }
            }
        });
        self[0].acquire(VIP);
        renewing[0] = true;
        int before = announcer.announced().size();

        self[0].renew(nowNs.addAndGet(300 * MS));
        renewing[0] = false;
        for (int i = 0; i < 5; i++) {
            self[0].renew(nowNs.addAndGet(200 * MS));
        }

        assertEquals(before + 5, announcer.announced().size(), "a whole burst, not the rest of one");
    }

    private static class Wrapped implements AddressTable {
        private final AddressTable inner;

        Wrapped(AddressTable inner) {
            this.inner = inner;
        }

        @Override
        public void add(Vip vip, int validSeconds) throws IOException {
            inner.add(vip, validSeconds);
        }

        @Override
        public void remove(Vip vip) throws IOException {
            inner.remove(vip);
        }

        @Override
        public List<Vip> onDevice(String device) throws IOException {
            return inner.onDevice(device);
        }

        @Override
        public boolean contains(Vip vip) throws IOException {
            return inner.contains(vip);
        }
    }
}
