package org.hadirector.takeover;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.hadirector.takeover.TakeoverException.Step;

/**
 * The order of steps when an address moves. Acquire: announce, add, read back; what was begun is undone when a step
 * fails. The announcement comes first because frames that still go to the former owner are lost: whoever may acquire
 * may serve, and a gate serves balanced services without the address. Release: remove, read back. Both are idempotent.
 *
 * <p>Acquire and release may come from one thread and {@link #renew} from another: a renewal never waits for them and
 * never brings back an address that is being released.
 */
public final class VipMover {
    private final AddressTable table;
    private final ArpAnnouncer announcer;
    private final LongSupplier clock;
    private volatile VipLease.Term term;
    private final AnnouncePlan.Rhythm rhythm;
    private final Map<Vip, Holding> holdings = new ConcurrentHashMap<>();

    /** @param clock monotonic nanoseconds, such as {@code System::nanoTime}, the scale of {@link #renew} */
    public VipMover(
            AddressTable table,
            ArpAnnouncer announcer,
            LongSupplier clock,
            VipLease.Term term,
            AnnouncePlan.Rhythm rhythm) {
        this.table = table;
        this.announcer = announcer;
        this.clock = clock;
        this.term = term;
        this.rhythm = rhythm;
    }

    /** How long addresses live from now on; those that are held get it with the next {@link #renew}. */
    public void term(VipLease.Term next) {
        term = next;
        for (Holding holding : holdings.values()) {
            holding.lock.lock();
            try {
                holding.lease.term(next);
            } finally {
                holding.lock.unlock();
            }
        }
    }

    /** Brings the address up here and tells the LAN; an address held already is announced anew. */
    public void acquire(Vip vip) throws TakeoverException {
        Holding holding = holdings.computeIfAbsent(vip, Holding::new);
        holding.lock.lock();
        try {
            holding.bringUp();
        } catch (TakeoverException e) {
            holding.undo(e);
            throw e;
        } finally {
            holding.lock.unlock();
        }
    }

    /** Takes the address away and makes sure that it is gone; one that is not here is fine. */
    public void release(Vip vip) throws TakeoverException {
        Holding holding = holdings.computeIfAbsent(vip, Holding::new);
        holding.lock.lock();
        try {
            holding.takeDown();
        } finally {
            holding.lock.unlock();
        }
    }

    /**
     * Renews the leases and sends the announcements that are due. Never waits; an address whose acquisition or release
     * is under way is left out.
     *
     * @return what went wrong, empty when all is well; an address in there with {@link Trouble#lost} is not held any
     *     more: it was taken down, and only {@link #acquire} brings it back
     */
    public List<Trouble> renew(long nowNs) {
        List<Trouble> troubles = List.of();
        for (Holding holding : holdings.values()) {
            if (holding.lock.tryLock()) {
                try {
                    troubles = holding.renew(nowNs, troubles);
                } finally {
                    holding.lock.unlock();
                }
            }
        }
        return troubles;
    }

    /**
     * Starts the announcements of an address anew, beginning with the next renewal; ignored when it is not held. Never
     * waits.
     */
    public void reannounce(Vip vip) {
        Holding holding = holdings.get(vip);
        if (holding != null) {
            holding.anew = true;
        }
    }

    /** Whether the address was acquired here and neither released nor lost since. */
    public boolean holds(Vip vip) {
        Holding holding = holdings.get(vip);
        return holding != null && holding.held;
    }

    /**
     * Whether the address is held and its lifetime in the kernel is over, as after a pause; no renewal has seen it yet.
     */
    public boolean outlived(Vip vip) {
        Holding holding = holdings.get(vip);
        return holding != null && holding.held && holding.lease.mayBeOver(clock.getAsLong());
    }

    /**
     * Removes what a killed predecessor left on the device: the known addresses that are not held now, under whatever
     * label. Addresses that are not ours to serve are left alone.
     *
     * @return the labelled ones that were found
     */
    public List<Vip> removeLeftovers(String device, Collection<Vip> known) throws IOException {
        List<Vip> found = new ArrayList<>();
        List<Vip> present = table.onDevice(device);
        for (Vip vip : known) {
            if (vip.device().equals(device) && !holds(vip)) {
                present.stream()
                        .filter(held -> held.address().equals(vip.address()))
                        .forEach(found::add);
                release(vip);
            }
        }
        return found;
    }

    /**
     * Something that went wrong with a held address.
     *
     * @param lost the address is not held any more; otherwise the next renewal tries again
     */
    public record Trouble(Vip vip, Step step, String text, boolean lost) {}

    /** One address and what belongs to it; guarded by its lock. */
    private final class Holding {
        private final Vip vip;
        private final ReentrantLock lock = new ReentrantLock();
        private final VipLease lease;
        private final AnnouncePlan plan;
        private volatile boolean held;
        /** Whether the announcements are to begin anew. */
        private volatile boolean anew;

        Holding(Vip vip) {
            this.vip = vip;
            this.lease = new VipLease(table, vip, term, clock);
            this.plan = new AnnouncePlan(rhythm);
        }

        void bringUp() throws TakeoverException {
            announce();
            long announcedNs = clock.getAsLong();
            add();
            if (!isUp()) {
                // The kernel keeps the former label of an address that it has already: start from nothing.
                takeDown();
                add();
                if (!isUp()) {
                    throw new TakeoverException(Step.READ_BACK, vip, "not there after it was added", null);
                }
            }
            plan.start(announcedNs);
            plan.take(announcedNs);
            anew = false;
            held = true;
        }

        void undo(TakeoverException reason) {
            try {
                takeDown();
            } catch (TakeoverException e) {
                reason.addSuppressed(e);
            }
        }

        void takeDown() throws TakeoverException {
            held = false;
            plan.stop();
            try {
                lease.end();
            } catch (IOException e) {
                throw new TakeoverException(Step.REMOVE, vip, e.getMessage(), e);
            }
            if (isUp()) {
                throw new TakeoverException(Step.READ_BACK, vip, "still there after it was removed", null);
            }
        }

        List<Trouble> renew(long nowNs, List<Trouble> before) {
            List<Trouble> troubles = before;
            if (!held) {
                return troubles;
            }
            try {
                lease.renew(nowNs);
            } catch (LeaseLostException e) {
                troubles = with(troubles, new Trouble(vip, Step.RENEW, e.getMessage(), true));
                try {
                    takeDown();
                } catch (TakeoverException stuck) {
                    troubles = with(troubles, new Trouble(vip, stuck.step(), stuck.getMessage(), true));
                }
                return troubles;
            } catch (IOException e) {
                troubles = with(troubles, new Trouble(vip, Step.RENEW, e.getMessage(), false));
            }
            if (anew) {
                anew = false;
                plan.start(nowNs);
            }
            if (plan.take(nowNs)) {
                try {
                    announce();
                } catch (TakeoverException e) {
                    troubles = with(troubles, new Trouble(vip, e.step(), e.getMessage(), false));
                }
            }
            return troubles;
        }

        private void add() throws TakeoverException {
            try {
                lease.begin();
            } catch (IOException e) {
                throw new TakeoverException(Step.ADD, vip, e.getMessage(), e);
            }
        }

        private boolean isUp() throws TakeoverException {
            try {
                return table.contains(vip);
            } catch (IOException e) {
                throw new TakeoverException(Step.READ_BACK, vip, e.getMessage(), e);
            }
        }

        private void announce() throws TakeoverException {
            try {
                announcer.announce(vip);
            } catch (IOException e) {
                throw new TakeoverException(Step.ANNOUNCE, vip, e.getMessage(), e);
            }
        }

        private List<Trouble> with(List<Trouble> troubles, Trouble trouble) {
            List<Trouble> all = new ArrayList<>(troubles);
            all.add(trouble);
            return all;
        }
    }
}
