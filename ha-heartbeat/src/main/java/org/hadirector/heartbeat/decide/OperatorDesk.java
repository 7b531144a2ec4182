package org.hadirector.heartbeat.decide;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hadirector.heartbeat.decide.Input.Verb;
import org.hadirector.heartbeat.link.AskScope;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;

/** Operators' commands: each gets exactly one answer, with the outcome or with the reason why there is none. */
final class OperatorDesk {
    /** Resources may take their time to start and stop; a command that outlives this is answered, not undone. */
    private static final long PATIENCE_NS = 60_000_000_000L;

    private static final String TOO_LATE = "this node came to it too late, whoever gave it has given up: give it again";

    private CoreSettings settings;
    private final Rules rules;
    private final Map<String, GroupCore> groups;
    private final List<Task> tasks = new ArrayList<>();
    private final List<Long> shutdowns = new ArrayList<>();
    private boolean leaving;

    OperatorDesk(CoreSettings settings, Rules rules, Map<String, GroupCore> groups) {
        this.rules = rules;
        this.settings = settings;
        this.groups = groups;
    }

    void reconfigure(CoreSettings next) {
        settings = next;
    }

    /** A group is no longer in our files: nobody waits for it any more. */
    void forget(GroupCore group, Outbox out) {
        tasks.removeIf(task -> {
            boolean concerned = task.waiting().containsKey(group);
            if (concerned) {
                out.answer(task.id(), false, group.facts().group.key() + ": removed by a reload");
            }
            return concerned;
        });
    }

    /**
     * A command under way: which groups still have to move, each with the highest epoch either node knew then (a peer
     * that started again stands at the end of its reserved block, above the owner), and how long we wait for them.
     */
    private record Task(long id, Verb verb, Map<GroupCore, Long> waiting, long endByNs) {}

    void request(Input.OperatorRequest request, long nowNs, Outbox out) {
        if (rules.tooLate(request.byNs(), nowNs)) {
            refuseLate(request, out);
            return;
        }
        if (!request.only().isEmpty() && !groups.containsKey(request.only())) {
            String why = "no group has the key " + request.only();
            out.tell(CoreEvent.Kind.REFUSED, request.only(), settings.node(), why, 0);
            out.answer(request.id(), false, why);
            return;
        }
        String what = request.verb() + " " + request.scope();
        EventDetail order = new EventDetail.Order(request.verb(), request.scope());
        boolean standby = request.verb() == Verb.STANDBY;
        boolean tooMany = !leaving && (standby || request.only().isEmpty()) && standbyUnderWay();
        if (!standby || !tooMany) { // a standby that is refused for another one never begins
            out.tell(
                    new CoreEvent(CoreEvent.Kind.OPERATOR, request.only(), settings.node(), what, request.id(), order));
        }
        if (tooMany) {
            long leftS = tasks.isEmpty() ? 0 : Math.max(0, tasks.get(0).endByNs() - nowNs) / 1_000_000_000L;
            // a takeover is the other node's standby
            String whose = standby ? settings.node() : settings.peer();
            out.tell(CoreEvent.Kind.REFUSED, "", whose, what + ": standby in progress", leftS);
            out.answer(request.id(), false, "a standby is under way already");
            return;
        }
        if (leaving) {
            out.answer(request.id(), false, "shutting down");
            return;
        }
        boolean unheard = standby
                && groups.values().stream().anyMatch(group -> group.facts().peer.silent(nowNs));
        if (unheard) {
            // who does not wait for the answer finds it in the log
            out.tell(new CoreEvent(
                    CoreEvent.Kind.REFUSED, "", settings.node(), "the peer is not heard", 0, EventDetail.Note.UNHEARD));
        }
        Map<GroupCore, Long> moving = new LinkedHashMap<>();
        for (GroupCore group : groups.values()) {
            boolean own = !group.facts().role.is(OwnerState.NONE);
            boolean concerned = own == standby;
            if (concerned && inScope(group.facts(), request)) {
                String obstacle = obstacle(group.facts(), request.verb(), nowNs);
                if (obstacle != null) {
                    if (!unheard) {
                        out.tell(CoreEvent.Kind.REFUSED, group.facts().group.key(), settings.node(), obstacle, 0);
                    }
                    out.answer(request.id(), false, group.facts().group.key() + ": " + obstacle);
                    return;
                }
                moving.put(group, group.facts().highestEpoch());
            }
        }
        if (moving.isEmpty()) {
            out.answer(request.id(), true, "nothing to move");
            return;
        }
        begin(request, moving, nowNs, out);
    }

    private void refuseLate(Input.OperatorRequest request, Outbox out) {
        String what = request.verb() + " " + request.scope() + ": " + TOO_LATE;
        out.tell(CoreEvent.Kind.REFUSED, request.only(), settings.node(), what, 0);
        out.answer(request.id(), false, TOO_LATE);
    }

    /** Ours or the other node's: two at once would exchange the groups. */
    private boolean standbyUnderWay() {
        return tasks.stream().anyMatch(task -> task.verb() == Verb.STANDBY)
                || peerGoesStandby()
                || groups.values().stream().anyMatch(group -> group.facts().takingOffered());
    }

    private boolean peerGoesStandby() {
        return groups.values().stream()
                .map(group -> group.facts().peerStatus())
                .anyMatch(status -> status != null && status.offer() && status.state() == OwnerState.OWNER);
    }

    /** Both nodes were told to go standby in the same moment: the second node stays. */
    private void yieldStandby(Outbox out) {
        if (settings.index() == 0 || leaving || !peerGoesStandby()) {
            return;
        }
        for (Task task : List.copyOf(tasks)) {
            boolean untouched = task.waiting().keySet().stream()
                    .allMatch(group -> group.facts().role.is(OwnerState.OWNER));
            if (task.verb() == Verb.STANDBY && untouched) {
                task.waiting().keySet().forEach(group -> group.offer(GroupFacts.NEVER, false, out));
                tasks.remove(task);
                out.tell(CoreEvent.Kind.REFUSED, "", settings.node(), "standby in progress", 0);
                out.answer(task.id(), false, "the other node goes standby");
            }
        }
    }

    private void begin(Input.OperatorRequest request, Map<GroupCore, Long> moving, long nowNs, Outbox out) {
        long beginBy = nowNs + 2 * settings.timing().deadtimeNs();
        for (GroupCore group : moving.keySet()) {
            if (request.verb() == Verb.STANDBY) {
                group.offer(beginBy, request.scope() != Input.Scope.ALL, out);
            } else {
                boolean one = !request.only().isEmpty();
                group.want(
                        beginBy,
                        one ? AskScope.GROUP : AskScope.valueOf(request.scope().name()));
            }
        }
        tasks.add(new Task(request.id(), request.verb(), moving, nowNs + PATIENCE_NS));
    }

    private static boolean inScope(GroupFacts f, Input.OperatorRequest request) {
        if (!request.only().isEmpty() && !request.only().equals(f.group.key())) {
            return false;
        }
        return switch (request.scope()) {
            case ALL -> true;
            case LOCAL -> f.preferred();
            case FOREIGN -> !f.preferred();
        };
    }

    private String obstacle(GroupFacts f, Verb verb, long nowNs) {
        if (f.peer.silent(nowNs)) {
            return "the peer is not heard";
        }
        if (!f.peer.sameConfiguration()) {
            return "the configuration of the nodes differs";
        }
        if (verb == Verb.STANDBY) {
            boolean settled = f.role.is(OwnerState.OWNER) && !f.reproving;
            if (!settled) {
                return "the group is changing hands already";
            }
            return f.peerCouldTake(nowNs) ? null : "the peer is not ready";
        }
        return f.faults(nowNs).stream().findFirst().map(Fault::text).orElse(null);
    }

    /** The daemon stops: from now on nothing is claimed here. */
    void shutdown(long id, long nowNs, Outbox out) {
        shutdowns.add(id);
        if (!leaving) {
            leaving = true;
            tasks.forEach(task -> out.answer(task.id(), false, "the node shuts down"));
            tasks.clear();
            groups.values().forEach(group -> group.leave(nowNs, out));
            out.wantBeat();
        }
    }

    boolean leaving() {
        return leaving;
    }

    /** Gives the answers that are due. */
    void settle(long nowNs, Outbox out) {
        if (tasks.isEmpty() && shutdowns.isEmpty()) {
            return;
        }
        yieldStandby(out);
        Iterator<Task> all = tasks.iterator();
        while (all.hasNext()) {
            Task task = all.next();
            String trouble = trouble(task, nowNs);
            if (trouble != null) {
                out.answer(task.id(), false, trouble);
                all.remove();
            } else if (task.waiting().isEmpty()) {
                out.answer(task.id(), true, "done");
                all.remove();
            }
        }
        if (!shutdowns.isEmpty() && groups.values().stream().allMatch(group -> gone(group.facts(), nowNs))) {
            shutdowns.forEach(id -> out.answer(id, true, "nothing is held here any more"));
            shutdowns.clear();
        }
    }

    private boolean gone(GroupFacts f, long nowNs) {
        boolean takerAwaited = f.answers.unresolved() && nowNs - f.role.sinceNs() < 2 * f.pace.deadtimeNs();
        return f.role.is(OwnerState.NONE) && (!takerAwaited || f.peer.silent(nowNs));
    }

    private String trouble(Task task, long nowNs) {
        Iterator<Map.Entry<GroupCore, Long>> waiting = task.waiting().entrySet().iterator();
        while (waiting.hasNext()) {
            Map.Entry<GroupCore, Long> entry = waiting.next();
            GroupFacts f = entry.getKey().facts();
            boolean mine = f.role.is(OwnerState.OWNER);
            boolean moved = f.highestEpoch() > entry.getValue();
            boolean standby = task.verb() == Verb.STANDBY;
            if (standby ? moved && f.peerState() == OwnerState.OWNER && !mine : mine) {
                waiting.remove();
                continue;
            }
            String failure = standby ? standbyFailure(f, moved, mine, nowNs) : takeoverFailure(entry.getKey(), nowNs);
            if (failure == null && nowNs >= task.endByNs()) {
                failure = "no outcome after " + PATIENCE_NS / 1_000_000_000L + " s";
            }
            if (failure != null) {
                return f.group.key() + ": " + failure;
            }
        }
        return null;
    }

    private static String standbyFailure(GroupFacts f, boolean moved, boolean mine, long nowNs) {
        if (mine && moved) {
            return "taken back: the peer could not take it";
        }
        if (mine && f.offerUntilNs == GroupFacts.NEVER) {
            return "the peer did not ask for it in time";
        }
        boolean lost = f.role.is(OwnerState.NONE) && f.peer.silent(nowNs);
        return lost ? "the peer died while it took it" : null;
    }

    private static String takeoverFailure(GroupCore group, long nowNs) {
        GroupFacts f = group.facts();
        if (group.lastRefusal() != null) {
            return "refused by the peer: " + group.lastRefusal().reason();
        }
        if (!f.role.is(OwnerState.NONE)) {
            return f.role.is(OwnerState.RELEASING) ? "given up: " + f.role.reason() : null;
        }
        if (f.failed) {
            return f.role.reason();
        }
        return f.wantedUntilNs == GroupFacts.NEVER || nowNs >= f.wantedUntilNs
                ? "the peer did not grant it in time"
                : null;
    }
}
