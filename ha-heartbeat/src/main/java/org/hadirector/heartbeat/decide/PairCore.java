package org.hadirector.heartbeat.decide;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hadirector.heartbeat.decide.DeadtimeDetector.Verdict;
import org.hadirector.heartbeat.link.GroupStatus;
import org.hadirector.heartbeat.link.StatusMessage.Surroundings;

/**
 * The decision core of one node of a pair: "granted or bereaved". It only passes each input to the part that knows
 * about it and lets the beats go out; the decisions are in {@link GroupCore} and the {@link Rules}.
 */
public final class PairCore implements TakeoverCore {
    private final Rules rules;
    private final Pace pace;
    private final StallGuard stall;
    private final PeerView peer;
    private final EpochLedger ledger;
    private final BeatComposer composer;
    private final OperatorDesk desk;
    private final FenceWatch fence;
    private final PingWatch pings;
    private final Connectivity connectivity;
    private final NoteBook notes = new NoteBook();
    private final Map<String, GroupCore> groups = new LinkedHashMap<>();
    /** Names of groups that a reload took away: what is still on its way about them is ignored. */
    private final Set<String> former = new HashSet<>();

    private CoreSettings settings;
    private long stalledNs;
    private boolean activeTold;
    private long lastBeatNs = GroupFacts.NEVER;
    private long nextCycleNs;
    private long nowNs;

    /** @param startNs monotonic: initdead counts from here */
    public PairCore(CoreSettings settings, long startNs) {
        this(settings, startNs, new Rules());
    }

    /** A core with other rules, for the tests of the simulator. */
    PairCore(CoreSettings settings, long startNs, Rules rules) {
        this.settings = settings;
        this.rules = rules;
        this.pace = new Pace(settings.timing());
        this.stall = rules.stallGuard(pace, startNs);
        BeatHistory history = new BeatHistory();
        this.peer = new PeerView(settings, rules, pace, history, startNs);
        this.ledger = rules.epochLedger(settings);
        this.composer = new BeatComposer(settings, pace, history);
        this.fence = new FenceWatch(settings, startNs);
        this.pings = new PingWatch(settings.pings(), pace, startNs);
        this.connectivity = new Connectivity(pace, settings.pings());
        for (CoreSettings.Group group : settings.groups()) {
            groups.put(group.key(), create(group, startNs));
        }
        this.desk = new OperatorDesk(settings, rules, groups);
        this.nextCycleNs = startNs;
        this.nowNs = startNs;
    }

    private GroupCore create(CoreSettings.Group group, long sinceNs) {
        LanWatch lan = rules.lanWatch(pace, sinceNs, group.witnessExpected());
        GroupFacts facts =
                new GroupFacts(settings, group, pace, peer, stall, ledger, lan, fence, connectivity, rules, sinceNs);
        return new GroupCore(facts, rules);
    }

    @Override
    public List<Effect> step(Input input, long atNs) {
        nowNs = atNs;
        Outbox out = new Outbox();
        distrustOurselves(out);
        if (input instanceof Input.Cycle) {
            cycle(out);
        } else {
            take(input, out);
        }
        desk.settle(nowNs, out);
        forgetRetired(out);
        if (out.beatWanted() || nowNs >= nextBeatNs()) {
            beat(out);
        }
        nextCycleNs = input instanceof Input.Cycle ? plan() : Math.min(nextCycleNs, plan());
        stall.expect(nextCycleNs);
        return out.effects();
    }

    private void distrustOurselves(Outbox out) {
        long late = stall.observe(nowNs, peer::silent);
        if (late > 0) {
            stalledNs = late;
            nextCycleNs = nowNs;
            groups.values().forEach(group -> group.facts().lan.voidWindow());
            out.tell(CoreEvent.Kind.CLOCK_STALL, "", settings.node(), "cycle late", late / 1_000_000);
        }
    }

    private void cycle(Outbox out) {
        peer.cycle(nowNs, stall.mayAccuse(nowNs), out);
        if (!activeTold && (peer.known() || peer.silent(nowNs))) {
            activeTold = true;
            out.tell(CoreEvent.Kind.LOCAL_ACTIVE, "", settings.node(), "takes part", peer.known() ? 1 : 0);
        }
        ledger.cycle(nowNs, out);
        pings.cycle(nowNs, stall.mayAccuse(nowNs), out);
        int seen = seenPings();
        if (composer.pingNodes(seen, nowNs)) {
            out.wantBeat();
        }
        connectivity.compare(seen, peer.silent(nowNs) ? Surroundings.UNKNOWN : peer.around.pingNodes(), nowNs, out);
        for (GroupCore group : groups.values()) {
            if (group.cycle(stalledNs, nowNs, out)) {
                tellOthersOnTheLan(group.facts());
            }
        }
        fencePeer(out);
        stalledNs = 0;
    }

    /** The witnesses that a group asks answer all groups of its LAN. */
    private void tellOthersOnTheLan(GroupFacts probing) {
        for (GroupCore group : groups.values()) {
            GroupFacts other = group.facts();
            if (other != probing && other.group.lan().equals(probing.group.lan())) {
                other.lan.otherProbed();
            }
        }
    }

    /** Asks for the fence that some group wants, unless the peer still serves another group. */
    private void fencePeer(Outbox out) {
        for (GroupCore group : groups.values()) {
            if (group.facts().fenceWanted) {
                boolean serves = groups.values().stream().anyMatch(other -> rules.spares(other.facts(), nowNs));
                if (!serves) {
                    fence.want(
                            peer, "before a takeover of " + group.facts().group.key(), nowNs, out);
                }
                return;
            }
        }
    }

    private int seenPings() {
        return settings.pings().ipfail() && pings.settled() ? pings.seen() : Surroundings.UNKNOWN;
    }

    private void take(Input input, Outbox out) {
        if (input instanceof Input.BeatHeard heard) {
            if (peer.hear(heard.link(), heard.beat(), nowNs, out)) {
                fence.heard(peer, nowNs, out);
                groups.values().forEach(group -> group.heardPeer(nowNs, out));
                if (notes.learn(peer.around.notes())) {
                    composer.notes(notes.all(), nowNs);
                }
                echo(out);
            } else if (peer.unknownRun(heard.beat())) {
                fence.heardUnknownRun(nowNs);
            }
        } else if (input instanceof Input.PingAnswered answer) {
            pings.answered(answer.node(), nowNs, out);
        } else if (input instanceof Input.OwnStations stations) {
            composer.stations(stations.hardwareAddresses(), nowNs);
        } else if (input instanceof Input.Noted noted) {
            notes.write(noted.node(), noted.kind(), noted.value());
            composer.notes(notes.all(), nowNs);
            out.wantBeat();
            out.answer(noted.id(), true, "noted");
        } else if (input instanceof Input.DeathSign sign) {
            peer.evidence().take(sign, peer.bootId(), pace.deadtimeNs(), nowNs, out);
        } else if (ledger.take(input, nowNs, out)) {
            nextCycleNs = Math.min(nextCycleNs, nowNs);
        } else if (input instanceof Input.OperatorRequest request) {
            desk.request(request, nowNs, out);
        } else if (input instanceof Input.Reconfigured reconfigured) {
            reconfigure(reconfigured.settings(), out);
        } else if (input instanceof Input.Shutdown shutdown) {
            desk.shutdown(shutdown.id(), nowNs, out);
        } else if (takeFence(input, out)) {
            nextCycleNs = nowNs;
        } else {
            takeForGroup(input, out);
        }
    }

    private boolean takeFence(Input input, Outbox out) {
        if (input instanceof Input.Fenced fenced) {
            fence.fenced(fenced.attempt(), fenced.by(), peer, nowNs, out);
        } else if (input instanceof Input.FenceFailed failed) {
            fence.failed(failed.attempt(), failed.reason(), nowNs, out);
        } else if (input instanceof Input.FenceConfirmed confirmed) {
            fence.confirmedByOperator(confirmed, rules.tooLate(confirmed.byNs(), nowNs), peer, nowNs, out);
        } else {
            return false;
        }
        return true;
    }

    private void reconfigure(CoreSettings next, Outbox out) {
        if (!next.sameNodeAs(settings)) {
            throw new IllegalArgumentException("not the settings of this run of this node: " + next);
        }
        peer.reconfigure(next, nowNs);
        pace.retime(next.timing());
        composer.reconfigure(next);
        desk.reconfigure(next);
        fence.reconfigure(next);
        pings.reconfigure(next.pings(), nowNs);
        connectivity.reconfigure(next.pings());
        settings = next;
        Map<String, GroupCore> before = new LinkedHashMap<>(groups);
        groups.clear();
        for (CoreSettings.Group group : next.groups()) {
            GroupCore known = before.remove(group.key());
            groups.put(group.key(), known == null ? added(group) : kept(known, group));
        }
        before.forEach((key, group) -> {
            group.retire(nowNs, out);
            desk.forget(group, out);
            groups.put(key, group);
        });
        out.tell(CoreEvent.Kind.RECONFIGURED, "", next.node(), "files read anew", next.configDigest() & 0xffff_ffffL);
        out.wantBeat();
    }

    private GroupCore added(CoreSettings.Group group) {
        former.remove(group.key());
        peer.groupAdded(group.id(), nowNs);
        GroupCore fresh = create(group, nowNs);
        fresh.stay(desk.leaving());
        return fresh;
    }

    private GroupCore kept(GroupCore known, CoreSettings.Group group) {
        if (!rules.outlivesReload(known.facts())) {
            return added(group);
        }
        known.facts().reconfigure(settings, group);
        known.stay(desk.leaving());
        return known;
    }

    private void forgetRetired(Outbox out) {
        groups.values().removeIf(group -> {
            if (group.gone()) {
                String key = group.facts().group.key();
                former.add(key);
                out.forget(key);
            }
            return group.gone();
        });
    }

    private void takeForGroup(Input input, Outbox out) {
        if (former.contains(input.group())) {
            return;
        }
        GroupCore group = group(input.group());
        if (LanInputs.take(input, group, rules, nowNs, out)) {
            return;
        }
        if (input instanceof Input.Acquired) {
            group.acquired(nowNs, out);
        } else if (input instanceof Input.AcquireFailed failed) {
            group.acquireFailed(failed.reason(), nowNs, out);
        } else if (input instanceof Input.Released) {
            group.released(nowNs, out);
        } else if (input instanceof Input.ResourceFailed failed) {
            group.resourceFailed(failed.reason(), nowNs, out);
        } else if (input instanceof Input.LeftActive left) {
            group.leftActive(left.reason(), nowNs, out);
        } else if (input instanceof Input.FaultCleared) {
            group.faultCleared(out);
        } else if (input instanceof Input.UsefulChanged changed) {
            group.facts().useful = changed.useful();
        } else if (input instanceof Input.LeaseLost) {
            group.leaseLost(nowNs, out);
        }
    }

    private GroupCore group(String key) {
        GroupCore group = groups.get(key);
        if (group == null) {
            throw new IllegalArgumentException("no such resource group: " + key);
        }
        return group;
    }

    private void beat(Outbox out) {
        List<GroupStatus> states = new ArrayList<>(groups.size());
        groups.values().forEach(group -> states.add(group.status(nowNs)));
        composer.compose(peer, desk.leaving(), states, nowNs, out);
        if (lastBeatNs != GroupFacts.NEVER) {
            LateBeat.tell(settings.node(), nowNs - lastBeatNs, pace, out);
        }
        lastBeatNs = nowNs;
    }

    /** Beats follow by keepalive, closer while an owner serves on brief echoes. */
    private long nextBeatNs() {
        if (lastBeatNs == GroupFacts.NEVER) {
            return nowNs;
        }
        for (GroupCore group : groups.values()) {
            if (Entitlement.restsOnBriefEchoes(group.facts(), nowNs)) {
                return lastBeatNs + pace.briefNs();
            }
        }
        return lastBeatNs + pace.keepaliveNs();
    }

    /**
     * An owner that may have nothing but our brief echoes gets each at once; not two owners from each other for ever.
     */
    private void echo(Outbox out) {
        if (!settings.watched().isEmpty() && peer.owns() && nowNs - lastBeatNs >= pace.briefNs() / 2) {
            out.wantBeat();
        }
    }

    private long plan() {
        long next = Math.min(nextBeatNs(), peer.nextNs(nowNs));
        next = Math.min(next, Math.min(pings.nextNs(), connectivity.nextNs(nowNs)));
        if (!stall.mayAccuse(nowNs)) {
            next = Math.min(next, stall.noVerdictBeforeNs());
        }
        for (GroupCore group : groups.values()) {
            next = Math.min(next, group.nextNs(nowNs));
        }
        return Math.max(next, nowNs);
    }

    @Override
    public long nextCycleNs() {
        return nextCycleNs;
    }

    @Override
    public long epoch(String group) {
        GroupCore known = groups.get(group);
        return known == null ? 0 : known.facts().epoch;
    }

    @Override
    public CoreView view() {
        List<CoreView.Link> links = new ArrayList<>();
        for (String name : settings.links()) {
            DeadtimeDetector detector = peer.detector(name);
            CoreView.PeerState state = linkState(detector);
            links.add(new CoreView.Link(
                    name,
                    state,
                    detector.silentNs(nowNs),
                    peer.hearsUs(name, nowNs),
                    peer.evidence().text(name),
                    peer.strangers.heardOn(name)));
        }
        List<CoreView.Group> states = new ArrayList<>();
        groups.values().forEach(group -> states.add(group.view(nowNs)));
        boolean starting = !peer.known() && !peer.silent(nowNs);
        CoreView.Peer other = new CoreView.Peer(
                settings.peer(), peerState(), peer.bootId(), peer.silentNs(nowNs), peer.sameConfiguration());
        CoreView.Self self =
                new CoreView.Self(desk.leaving(), ledger.reservedUpTo(), stall.stalls(), stall.lastLateNs());
        CoreView.Around around = new CoreView.Around(
                pings.states(),
                peer.around.pingNodes(),
                connectivity.heldBackNs(nowNs),
                peer.around.stations(),
                notes.all());
        return new CoreView(settings.node(), starting, other, links, states, self, fence.view(), around);
    }

    private CoreView.PeerState linkState(DeadtimeDetector detector) {
        if (detector.dead(nowNs)) {
            return CoreView.PeerState.DOWN;
        }
        if (!detector.everHeard()) {
            return CoreView.PeerState.UNKNOWN;
        }
        return detector.verdict() == Verdict.LATE ? CoreView.PeerState.LATE : CoreView.PeerState.UP;
    }

    private CoreView.PeerState peerState() {
        if (peer.silent(nowNs) || peer.evidence().completeSinceNs(peer, nowNs) != Long.MIN_VALUE) {
            return CoreView.PeerState.DOWN;
        }
        if (!peer.known()) {
            return CoreView.PeerState.UNKNOWN;
        }
        return peer.silentNs(nowNs) >= pace.warntimeNs() ? CoreView.PeerState.LATE : CoreView.PeerState.UP;
    }
}
