package org.hadirector.lvs.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.hadirector.lvs.engine.LvsException.Reason;
import org.hadirector.lvs.forward.Drop;
import org.hadirector.lvs.mark.MarkTable;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.path.NextHops;
import org.hadirector.lvs.path.PacketHandler;
import org.hadirector.lvs.path.PacketPath;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.schedule.Scheduler;
import org.hadirector.lvs.schedule.Schedulers;
import org.hadirector.lvs.setting.Settings;

/**
 * The embedded Linux Virtual Server. Control calls come from any thread: they are checked and entered in the control
 * table under a lock, then queued for the packet thread, which takes them before its next packet, or when it looks up
 * from waiting; the packet thread never waits for control. One thread calls {@link #doWork} and {@link #awaitWork}
 * ({@link PacketLoop}).
 */
public final class LvsEngine implements LvsControl, PacketHandler {
    private static final int BATCH = 256;

    private final PacketPath path;
    private final LongSupplier nanoTime;
    private final long hashSeed;
    private final PacketCommands commands;
    private final ServerRegistry registry = new ServerRegistry();
    private final NextHopDesk nextHops;
    private final Settings settings = new Settings();
    private final Object control = new Object();
    // Guarded by the control lock.
    private final ControlTable table = new ControlTable(registry);
    private final Diversions diversions;
    private final OtherPorts otherPorts;
    private final MarkRules marks;
    // The packet thread's.
    private final PacketSide packets;
    private final HandOver handOver;

    /** An engine with the options of {@link EngineOptions#EngineOptions()}. */
    public LvsEngine(PacketPath path, NextHops hops, LongSupplier nanoTime) {
        this(path, hops, nanoTime, new EngineOptions());
    }

    /** @param nanoTime the monotonic clock, {@link System#nanoTime} but in tests */
    public LvsEngine(PacketPath path, NextHops hops, LongSupplier nanoTime, EngineOptions options) {
        this.path = path;
        this.nanoTime = nanoTime;
        commands = new PacketCommands(path::wakeUp);
        hashSeed = options.hashSeed();
        diversions = new Diversions(path);
        otherPorts = new OtherPorts(path, diversions);
        marks = new MarkRules(control, diversions, this::mark, path::interfaceIndex);
        HopQuestions questions = new HopQuestions(nanoTime.getAsLong());
        packets = new PacketSide(registry, options, settings, path, questions, nanoTime.getAsLong());
        handOver = new HandOver(packets.late(), packets.recent(), nanoTime, commands::giveAtOnce);
        nextHops = new NextHopDesk(
                hops,
                packets,
                questions,
                (question, hop) -> commands.giveAtOnce(() -> packets.answered(question, hop)),
                () -> commands.giveAtOnce(packets::forgetFlows),
                nanoTime);
        hops.onChange(nextHops::refresh);
    }

    // ------------------------------------------------------------------ packet thread

    /** Takes commands, handles what arrived, lets connections end; never waits. Returns the amount of work done. */
    public int doWork() throws IOException {
        int work = commands.carryOut();
        long nowNs = nanoTime.getAsLong();
        work += packets.advance(nowNs) + handOver.advance(nowNs);
        work += path.poll(this, BATCH);
        packets.askForServers();
        return work;
    }

    /** Waits until there may be work. */
    public void awaitWork(long maxNs) throws IOException {
        if (commands.isEmpty()) {
            path.await(handOver.mayWait(maxNs));
        }
    }

    @Override
    public int handle(Frame frame) {
        commands.carryOut();
        return handOver.keepsOpening(frame) ? CONSUMED : packets.handle(frame);
    }

    @Override
    public int held(Frame frame) {
        commands.carryOut();
        return handOver.held(frame);
    }

    // ------------------------------------------------------------------ control

    @Override
    public void addService(VirtualService service) throws LvsException {
        synchronized (control) {
            if (table.find(service.key()) != null) {
                throw new LvsException(Reason.SERVICE_EXISTS);
            }
            ServiceRules.check(service);
            ControlTable.Row row = new ControlTable.Row(service);
            Scheduler scheduler = scheduler(service);
            // Before the first packet can come, or the stack would answer it with RST.
            commands.give(() -> packets.addService(row.entry(), service, scheduler));
            table.add(row);
            PathCalls.wholly(
                    () -> {
                        PathCalls.must(() -> diversions.add(service.key(), Diversions.Cause.SERVICE));
                        PathCalls.must(() -> marks.follow(service.key(), true));
                        PathCalls.must(() -> otherPorts.grow(row));
                    },
                    () -> delete(row));
        }
    }

    @Override
    public void editService(VirtualService service) throws LvsException {
        synchronized (control) {
            ControlTable.Row row = table.require(service.key(), Reason.NO_SUCH_SERVICE);
            ServiceRules.check(service);
            VirtualService before = row.config();
            configure(row, service);
            PathCalls.wholly(
                    () -> {
                        PathCalls.must(() -> otherPorts.follow(table, row));
                        for (RealServer server : row.configs()) {
                            repliesHere(row, server); // of all ports of a mark that is persistent now
                        }
                    },
                    () -> configure(row, before));
        }
    }

    private void configure(ControlTable.Row row, VirtualService service) throws LvsException {
        Scheduler scheduler = scheduler(service);
        row.config(service);
        commands.give(() -> row.entry().configure(service, scheduler));
    }

    @Override
    public void deleteService(ServiceKey key) throws LvsException {
        synchronized (control) {
            delete(table.require(key, Reason.NO_SUCH_SERVICE));
        }
    }

    @Override
    public void clear() throws LvsException {
        synchronized (control) {
            PathCalls calls = new PathCalls();
            List.copyOf(table.rows()).forEach(row -> remove(row, calls));
            calls.make(() -> otherPorts.follow(table)).check();
        }
    }

    private void delete(ControlTable.Row row) throws LvsException {
        PathCalls calls = new PathCalls();
        remove(row, calls);
        calls.make(() -> otherPorts.follow(table, row)).check();
    }

    /** Gone it is in any case: packets that still come up for it go back to the stack. */
    private void remove(ControlTable.Row row, PathCalls calls) {
        ServiceKey key = row.entry().key();
        boolean connected = table.isConnected(row);
        calls.make(() -> diversions.leave(key, connected));
        calls.make(() -> marks.follow(key, false));
        table.remove(row, nanoTime.getAsLong());
        commands.giveAtOnce(() -> packets.deleteService(row.entry())); // what is carried by itself does not wake it
    }

    /**
     * Says which virtual TCP ports have the helper for FTP, from their next connection on; 21 if this is never called.
     *
     * @param ports none switches the helper off
     * @throws IOException if the data path does not take up or give back the ports of data connections
     */
    public void ftpPorts(List<Integer> ports) throws IOException {
        synchronized (control) {
            packets.ftpPorts(ports);
            otherPorts.ftpPorts(ports);
            otherPorts.follow(table);
        }
    }

    @Override
    public void addServer(ServiceKey key, RealServer wanted) throws LvsException {
        synchronized (control) {
            ControlTable.Row row = table.require(key, Reason.SERVICE_NOT_DEFINED);
            RealServer server = ServiceRules.checked(key, wanted);
            if (row.find(server) != null) {
                throw new LvsException(Reason.DESTINATION_EXISTS);
            }
            ServiceRules.checkAddress(server);
            repliesHere(row, server);
            ServerEntry entry = table.entryFor(row, server);
            row.add(entry, server);
            nextHops.add(entry);
            commands.give(() -> row.entry().add(entry, server));
            PathCalls.wholly(() -> PathCalls.must(() -> otherPorts.grow(row, entry)), () -> delete(row, entry));
        }
    }

    @Override
    public void editServer(ServiceKey key, RealServer wanted) throws LvsException {
        synchronized (control) {
            ControlTable.Row row = table.require(key, Reason.SERVICE_NOT_DEFINED);
            RealServer server = ServiceRules.checked(key, wanted);
            ServerEntry entry = row.require(server);
            repliesHere(row, server);
            RealServer before = row.config(entry);
            edit(row, entry, server);
            PathCalls.wholly(() -> PathCalls.must(() -> otherPorts.follow(table, row)), () -> {
                edit(row, entry, before);
                giveBack(table.unused(ControlTable.replySources(row.entry(), server)))
                        .check();
            });
            commands.give(table.formerReplies().changed(row.entry(), entry, before, server)::taken);
        }
    }

    private void edit(ControlTable.Row row, ServerEntry entry, RealServer server) {
        row.edit(entry, server);
        commands.give(() -> row.entry().edit(entry, server));
    }

    @Override
    public void deleteServer(ServiceKey key, RealServer server) throws LvsException {
        synchronized (control) {
            ControlTable.Row row = table.require(key, Reason.SERVICE_NOT_DEFINED);
            delete(row, row.require(server));
        }
    }

    private void delete(ControlTable.Row row, ServerEntry entry) throws LvsException {
        row.remove(entry);
        nextHops.remove(entry);
        table.discard(row, entry, nanoTime.getAsLong());
        commands.giveAtOnce(() -> packets.removeServer(row.entry(), entry));
        PathCalls.must(() -> otherPorts.follow(table, row));
    }

    private void repliesHere(ControlTable.Row row, RealServer server) throws LvsException {
        List<ServiceKey> sources = ControlTable.replySources(row.entry(), server);
        PathCalls.wholly(
                () -> {
                    for (ServiceKey source : sources) {
                        PathCalls.must(() -> path.divertReplies(source));
                    }
                },
                () -> giveBack(table.unused(sources)).check());
    }

    private PathCalls giveBack(Set<ServiceKey> sources) {
        PathCalls calls = new PathCalls().make(() -> otherPorts.follow(table));
        otherPorts.unneeded(sources).forEach(source -> calls.make(() -> path.undivertReplies(source)));
        return calls;
    }

    private Scheduler scheduler(VirtualService service) throws LvsException {
        return Schedulers.create(service.scheduler(), hashSeed, settings)
                .orElseThrow(() -> new LvsException(Reason.NO_SCHEDULER));
    }

    private void mark(MarkTable rules) {
        commands.give(() -> packets.marks(rules));
    }

    /**
     * Housekeeping, every second or so: next hops, and the memory of servers deleted long ago. The replies of a deleted
     * server, and what comes for a deleted service, are taken up until the last connection has ended.
     *
     * @throws IOException if the data path does not give replies back
     */
    public void keepHouse() throws IOException {
        nextHops.refresh();
        synchronized (control) {
            PathCalls calls = giveBack(table.empty(nanoTime.getAsLong(), packets.listings()));
            calls.make(() -> diversions.keepOnly(table::isConnected));
            marks.keepHouse();
            calls.rethrow();
        }
    }

    // ------------------------------------------------------------------ listings

    @Override
    public List<Entry> table() {
        synchronized (control) {
            List<Entry> entries = new ArrayList<>();
            table.rows().forEach(row -> entries.add(new Entry(row.config(), row.configs())));
            return entries;
        }
    }

    @Override
    public List<ServiceStatus> services() {
        synchronized (control) {
            return ServiceOrder.of(table.rows(), hashSeed).stream()
                    .map(Listings::service)
                    .toList();
        }
    }

    @Override
    public Optional<ServiceStatus> service(ServiceKey key) {
        synchronized (control) {
            return Optional.ofNullable(table.find(key)).map(Listings::service);
        }
    }

    @Override
    public int connections(int cursor, int limit, Consumer<ConnectionStatus> reader) {
        return packets.listings().connections(cursor, limit, nanoTime.getAsLong(), reader);
    }

    @Override
    public Timeouts timeouts() {
        return packets.timeouts();
    }

    @Override
    public void setTimeouts(Timeouts timeouts) {
        packets.setTimeouts(timeouts);
    }

    @Override
    public DefenceStatus defence() {
        return packets.defence();
    }

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public void zero(ServiceKey key) throws LvsException {
        synchronized (control) {
            table.require(key, Reason.NO_SUCH_SERVICE).zero();
        }
    }

    @Override
    public void zero() {
        synchronized (control) {
            table.rows().forEach(ControlTable.Row::zero);
        }
        packets.total().zero();
    }

    @Override
    public MarkRules marks() {
        return marks;
    }

    /** What the engine asks of the routing. */
    public NextHopDesk nextHops() {
        return nextHops;
    }

    /** Addresses that leave this node. */
    public HandOver handOver() {
        return handOver;
    }

    @Override
    public Traffic total() {
        return packets.total().snapshot();
    }

    @Override
    public Map<Drop, Long> drops() {
        return packets.drops();
    }

    @Override
    public int connectionCount() {
        return packets.connectionCount();
    }
}
