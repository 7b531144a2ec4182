package org.hadirector.director.run;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.hadirector.director.journal.Journal;
import org.hadirector.director.journal.JournalFile;
import org.hadirector.director.log.HeartbeatTexts;
import org.hadirector.director.log.LogFiles;
import org.hadirector.heartbeat.decide.CoreSettings;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.heartbeat.decide.PairCore;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;
import org.hadirector.resource.ResourceGroup;
import org.hadirector.resource.ResourceLog;
import org.hadirector.resource.agent.AgentName;
import org.hadirector.resource.agent.IpAddressAgent;
import org.hadirector.resource.config.GroupLine;
import org.hadirector.resource.config.ResourceSpec;
import org.hadirector.takeover.AnnouncePlan;
import org.hadirector.takeover.Vip;
import org.hadirector.takeover.VipLease;
import org.hadirector.takeover.VipMover;

/** One node of the rehearsed pair, put together from what the daemon's own consists of. */
final class RehearsalNode {
    private static final long MS = 1_000_000;
    private static final CoreSettings.Timing TIMING =
            new CoreSettings.Timing(100 * MS, 250 * MS, 500 * MS, 500 * MS, 200 * MS);

    private final RehearsalCable.End link;
    private final PairCore core;
    private final DutyLoop duty;
    private final GroupRunner runner;
    private final Inbox inbox = new Inbox();
    private final Answers answers = new Answers();

    RehearsalNode(
            List<String> nodes,
            int index,
            RehearsalCable.End link,
            Rehearsal.Stage stage,
            ScheduledExecutorService thread,
            LongSupplier clock) {
        this.link = link;
        Vip vip = stage.vip();
        String node = nodes.get(index);
        String peer = nodes.get(1 - index);
        String key = vip.address().getHostAddress();
        core = new PairCore(settings(nodes, index, link.fingerprint(), key), clock.getAsLong());
        // Never written: its queue takes what it can hold, the rest is counted as lost.
        Journal journal = new Journal(
                node, Clock.systemDefaultZone(), System::nanoTime, new JournalFile(Path.of("."), 1), trouble -> {});
        runner = new GroupRunner(new HaresourcesGroup(group(vip, key, stage, journal, clock)), thread, inbox, journal);
        Teller teller = new Teller(
                journal,
                new HeartbeatTexts(node, peer),
                core::epoch,
                LogFiles.sink(LogFiles.REHEARSAL),
                thread,
                event -> {});
        EffectRunner.World world = new EffectRunner.World(
                Map.of(link.name(), link),
                Map.of(key, runner),
                stage.gate(),
                group -> inbox.offer(new Input.LanAnswered(group, peer, RehearsalCable.NAME)),
                new EffectRunner.Disk(epoch -> {}, thread));
        duty = new DutyLoop(
                core, List.of(link), inbox, new EffectRunner(world, inbox, answers, teller), () -> {}, clock);
        inbox.offer(new Input.CarrierChanged(key, true));
        // known by it, packets would be sent on to this node
        inbox.offer(new Input.OwnStations(List.of("02:00:00:00:00:0" + index)));
    }

    private static CoreSettings settings(List<String> nodes, int index, int fingerprint, String key) {
        return new CoreSettings(
                nodes.get(index),
                nodes.get(1 - index),
                index,
                fingerprint,
                index + 1L << 32,
                1,
                TIMING,
                List.of(RehearsalCable.NAME),
                List.of(new CoreSettings.Group(key, 1, nodes.get(0), RehearsalCable.NAME, false, true)),
                CoreSettings.Failback.OFF,
                CoreSettings.OnPartition.TAKE,
                0);
    }

    private static ResourceGroup group(
            Vip vip, String key, Rehearsal.Stage stage, Journal journal, LongSupplier clock) {
        TakeoverSteps steps = new TakeoverSteps((kind, moved) ->
                journal.add(kind, "", moved.address().getHostAddress(), moved.toString(), 0, 0, false));
        VipMover mover = new VipMover(
                steps.table(stage.table()),
                steps.announcer(stage.announcer()),
                clock,
                VipLease.Term.DEFAULT,
                AnnouncePlan.Rhythm.DEFAULT);
        ResourceLog log = ResourceLog.log4j(LogFiles.REHEARSAL);
        ResourceSpec spec = new ResourceSpec("IPaddr", List.of(key), key, 1);
        AgentName name = AgentName.of(spec, spec.script());
        return new ResourceGroup(
                new GroupLine(RehearsalCable.NAME, key, List.of(spec), 1),
                List.of(new IpAddressAgent(name, vip, mover, stage.table(), log)),
                log);
    }

    /** One cycle of the duty. */
    void cycle(long nowNs) {
        duty.cycle(nowNs);
    }

    /** Whether nothing happens before the next cycle that the core wants. */
    boolean idle() {
        return inbox.isEmpty() && link.isEmpty();
    }

    long nextCycleNs() {
        return core.nextCycleNs();
    }

    boolean owns() {
        return state() == OwnerState.OWNER;
    }

    /** Whether the group's thread may have something to do. */
    boolean moving() {
        return state() == OwnerState.CLAIMING || state() == OwnerState.RELEASING;
    }

    private OwnerState state() {
        return core.view().groups().get(0).state();
    }

    /** An operator's word. */
    Future<Answers.Outcome> order(Input.Verb verb) {
        Answers.Pending pending = answers.next();
        inbox.offer(new Input.OperatorRequest(pending.id(), verb, Input.Scope.ALL));
        return pending.outcome();
    }

    /** Removes what a killed process may have left; done when the future is. */
    Future<?> prepare() {
        return runner.prepare();
    }

    /** Takes everything away again, whatever state it is in; done when the future is. */
    Future<?> end() {
        return runner.end();
    }
}
