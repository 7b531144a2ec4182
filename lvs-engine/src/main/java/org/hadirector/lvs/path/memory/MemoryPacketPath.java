package org.hadirector.lvs.path.memory;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.hadirector.lvs.path.FlowCache;
import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.path.Outlet;
import org.hadirector.lvs.path.PacketHandler;
import org.hadirector.lvs.path.PacketPath;
import org.hadirector.lvs.path.PathCounters;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.path.memory.MemoryCounts.What;

/**
 * The software loop-back path: {@link #deliver} is the wire in, {@link #sent} the wire out, {@link #local} the stack.
 */
public final class MemoryPacketPath implements PacketPath {
    /** A frame that left through an interface. */
    public record Sent(int interfaceIndex, byte[] frame) {}

    private record Delivered(int interfaceIndex, int mark, int segmentSize, byte[] frame) {}

    private static final int SLOT = 70_000;
    private static final int HEADROOM = 128;

    private final LongSupplier nanoTime;
    private final MemoryFlows flows;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    // All below: guarded by the lock.
    private final MemoryClassifier classifier = new MemoryClassifier();
    private final ArrayDeque<Delivered> up = new ArrayDeque<>();
    private final List<Sent> sent = new ArrayList<>();
    private final List<byte[]> local = new ArrayList<>();
    private final MemoryCounts counts = new MemoryCounts();
    private boolean woken;
    private boolean closed;
    // The polling thread's own.
    private final ByteBuffer slot = ByteBuffer.allocate(HEADROOM + SLOT);
    private final Frame frame = new Frame();
    private final Outlet outlet = new MemoryOutlet(SLOT, this::carryOut);

    /** A path that hands all packets up. */
    public MemoryPacketPath(LongSupplier nanoTime) {
        this(nanoTime, 0);
    }

    /** @param mostFlows how many connections it may carry by itself */
    public MemoryPacketPath(LongSupplier nanoTime, int mostFlows) {
        this.nanoTime = nanoTime;
        flows = new MemoryFlows(nanoTime, mostFlows);
    }

    /**
     * A frame arrives at an interface; any thread may call.
     *
     * @param mark its firewall mark, 0 for none
     */
    public void deliver(int interfaceIndex, int mark, byte[] received) {
        deliver(interfaceIndex, mark, received, 0);
    }

    /**
     * As {@link #deliver(int, int, byte[])}, of a frame that stands for several, whose checksums are not finished then.
     *
     * @param segmentSize bytes of payload in each, 0 for a plain frame
     */
    public void deliver(int interfaceIndex, int mark, byte[] received, int segmentSize) {
        if (interfaceIndex <= 0 || received.length > SLOT) {
            throw new IllegalArgumentException(received.length + " bytes at interface " + interfaceIndex);
        }
        Delivered frameIn = new Delivered(interfaceIndex, mark, segmentSize, received.clone());
        classified(
                classifier -> classifier.classify(received, mark, nanoTime.getAsLong()),
                frameIn,
                () -> local.add(received.clone()));
    }

    /**
     * This machine's own stack sends a frame, which leaves at an interface, or goes up if it is an answer of a real
     * server that is this machine.
     */
    public void leave(int interfaceIndex, byte[] own) {
        Delivered frameOut = new Delivered(interfaceIndex, 0, 0, own.clone());
        classified(
                classifier -> classifier.leaving(own, nanoTime.getAsLong()),
                frameOut,
                () -> sent.add(new Sent(interfaceIndex, own.clone())));
    }

    private void classified(Function<MemoryClassifier, MemoryClassifier.Way> way, Delivered whole, Runnable onward) {
        lock.lock();
        try {
            switch (way.apply(classifier)) {
                case UP -> up(whole);
                case SERVED -> served(whole);
                case STACK -> onward.run();
                case SILENCE_ARP -> counts.count(What.SILENCED_ARP);
                default -> counts.count(What.SILENCED);
            }
        } finally {
            lock.unlock();
        }
    }

    private void up(Delivered whole) {
        counts.count(What.DIVERTED);
        up.add(whole);
        arrived.signalAll();
    }

    /** To the next hop at once, if it is of a connection that the path carries. */
    private void served(Delivered whole) {
        int interfaceIndex = flows.carry(whole.frame(), whole.segmentSize());
        if (interfaceIndex == 0) {
            up(whole);
        } else {
            counts.count(What.CARRIED);
            sent.add(new Sent(interfaceIndex, whole.frame()));
        }
    }

    @Override
    public FlowCache flows() {
        return flows;
    }

    /** An address of this machine: what a masqueraded server sends there is the stack's, not a reply to a client. */
    public void local(InetAddress address) throws IOException {
        change(() -> classifier.local().add(address));
    }

    /** Takes the frames that left since the last call. */
    public List<Sent> sent() {
        return take(sent);
    }

    /** Takes the frames that this machine's own stack got since the last call, by classification or by verdict. */
    public List<byte[]> local() {
        return take(local);
    }

    private <T> List<T> take(List<T> from) {
        lock.lock();
        try {
            List<T> taken = List.copyOf(from);
            from.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void guard(InetAddress vip) throws IOException {
        change(() -> classifier.leases().putIfAbsent(vip, 0L));
    }

    @Override
    public void unguard(InetAddress vip) throws IOException {
        change(() -> {
            classifier.leases().remove(vip);
            classifier.holds().remove(vip);
        });
    }

    @Override
    public Set<InetAddress> guarded() {
        return locked(() -> Set.copyOf(classifier.leases().keySet()));
    }

    @Override
    public void lease(InetAddress vip, long untilNs) throws IOException {
        if (!guarded().contains(vip)) {
            throw new IOException("no lease for " + vip.getHostAddress() + ": it is not guarded");
        }
        change(() -> {
            classifier.leases().replace(vip, untilNs);
            if (untilNs > 0) {
                classifier.holds().remove(vip);
            }
        });
    }

    @Override
    public void hold(InetAddress vip, long untilNs) throws IOException {
        if (!guarded().contains(vip)) {
            throw new IOException("no hold for " + vip.getHostAddress() + ": it is not guarded");
        }
        change(() -> classifier.holds().put(vip, untilNs));
    }

    @Override
    public void divert(ServiceKey service) throws IOException {
        change(() -> classifier.services().add(service));
    }

    @Override
    public void undivert(ServiceKey service) throws IOException {
        change(() -> classifier.services().remove(service));
    }

    @Override
    public void divertReplies(ServiceKey realServer) throws IOException {
        change(() -> classifier.replies().add(realServer));
    }

    @Override
    public void undivertReplies(ServiceKey realServer) throws IOException {
        change(() -> classifier.replies().remove(realServer));
    }

    @Override
    public int poll(PacketHandler handler, int limit) throws IOException {
        int handled = 0;
        while (handled < limit) {
            Delivered next = next();
            if (next == null) {
                break;
            }
            handle(handler, next);
            handled++;
        }
        return handled;
    }

    private Delivered next() throws IOException {
        lock.lock();
        try {
            requireOpen();
            return up.poll();
        } finally {
            lock.unlock();
        }
    }

    private void handle(PacketHandler handler, Delivered next) {
        boolean held = isHeld(next.frame());
        if (!held && isSilent(next.frame(), MemoryClassifier.Side.DESTINATION)) {
            return;
        }
        slot.put(HEADROOM, next.frame());
        frame.wrap(slot, HEADROOM, next.frame().length, SLOT, next.interfaceIndex())
                .headroom(HEADROOM)
                .mark(next.mark())
                .segmentSize(next.segmentSize())
                .checksumPartial(next.segmentSize() != 0);
        int verdict = held ? handler.held(frame) : handler.handle(frame);
        byte[] result = new byte[frame.length()];
        slot.get(HEADROOM - frame.grown(), result);
        lock.lock();
        try {
            counts.count(What.RECEIVED);
            carryOut(verdict, result);
        } finally {
            lock.unlock();
        }
    }

    /** Whether a frame may wait although the lease of its address is over. */
    private boolean isHeld(byte[] bytes) {
        return locked(() -> classifier.isHeld(bytes, nanoTime.getAsLong()));
    }

    /** Whether a frame comes too late for the lease of its address, or speaks in the name of one. */
    private boolean isSilent(byte[] bytes, MemoryClassifier.Side side) {
        lock.lock();
        try {
            boolean silent = classifier.isSilent(bytes, side, nanoTime.getAsLong());
            if (silent) {
                counts.count(What.SILENCED);
            }
            return silent;
        } finally {
            lock.unlock();
        }
    }

    private void carryOut(int verdict, byte[] result) {
        lock.lock();
        try {
            if (verdict > 0 && !isSilent(result, MemoryClassifier.Side.SOURCE)) {
                counts.count(What.FORWARDED);
                sent.add(new Sent(verdict, result));
            } else if (verdict == PacketHandler.LOCAL && !isSilent(result, MemoryClassifier.Side.DESTINATION)) {
                counts.count(What.LOCAL);
                local.add(result);
            } else if (verdict == PacketHandler.DROP) {
                counts.count(What.DROPPED);
            } else if (verdict < PacketHandler.CONSUMED) {
                throw new IllegalStateException("no such verdict: " + verdict);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Outlet outlet() {
        return outlet;
    }

    @Override
    public void await(long timeoutNs) throws IOException {
        lock.lock();
        try {
            requireOpen();
            long left = timeoutNs;
            while (up.isEmpty() && !woken && left > 0) {
                left = arrived.awaitNanos(left);
            }
            woken = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** The interface of index 7 is called {@code if7}. */
    @Override
    public int interfaceIndex(String name) {
        return name.matches("if\\d{1,9}") ? Integer.parseInt(name.substring(2)) : 0;
    }

    @Override
    public void wakeUp() {
        lock.lock();
        try {
            woken = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public PathCounters counters() {
        return locked(() -> counts.snapshot());
    }

    @Override
    public void detach() throws IOException {
        change(() -> {
            classifier.leases().clear();
            classifier.holds().clear();
            classifier.services().clear();
            classifier.replies().clear();
        });
    }

    /** The process is gone: guard and leases stay, what was diverted is silent. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            up.clear();
            woken = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void change(Runnable action) throws IOException {
        lock.lock();
        try {
            requireOpen();
            action.run();
        } finally {
            lock.unlock();
        }
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the data path is closed");
        }
    }
}
