package org.hadirector.heartbeat.decide;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hadirector.heartbeat.decide.DeadtimeDetector.Verdict;
import org.hadirector.heartbeat.link.GroupStatus;
import org.hadirector.heartbeat.link.StatusMessage;

/**
 * What is known of the other node: the freshest of its beats over all links, link by link when it was heard and whether
 * it hears us, and the latest of our own beats that it certainly heard.
 *
 * <p>Boot ids order nothing: clocks are set back and disks lost. A run of the peer counts from its first beat that
 * answers a beat of ours that left after the last sign of life of the run before ({@link Rules#provesItsRun}): what
 * ended before cannot have heard that one. Until then its beats are answered, unless the present run is heard there
 * itself, and otherwise as good as lost. So first contact takes an exchange of beats, and recordings are taken neither
 * for life nor for ownership, without anything being kept on disk.
 */
public final class PeerView {
    private static final long NEVER = Long.MIN_VALUE;

    private final Rules rules;
    private final Pace pace;
    private final BeatHistory history;
    private final PeerLinks links;
    private final Map<Integer, Long> spokenNs = new HashMap<>();
    private final Map<Integer, Long> sinceNs = new HashMap<>();
    private final PeerRuns runs;
    private final Evidence evidence;
    private final BeatAge age;
    private final long startNs;
    private CoreSettings settings;
    private StatusMessage beat;
    final Strangers strangers = new Strangers();
    private long heardNs = NEVER;
    private long confirmedNs = NEVER;
    private long brieflyConfirmedNs = NEVER;
    private long anythingHeardNs = NEVER;
    /** Since when what we watch is what we watch now; echoes that are not brief may have left until then. */
    private long watchingSinceNs;

    private boolean lateTold;
    private boolean deadTold;
    private boolean deafTold;
    /** When the peer was heard after a silence or a restart. */
    private long heardAgainNs = NEVER;

    private long bootHeardNs = NEVER;
    final PeerSurroundings around = new PeerSurroundings();

    PeerView(CoreSettings settings, Rules rules, Pace pace, BeatHistory history, long startNs) {
        this.settings = settings;
        this.rules = rules;
        this.runs = new PeerRuns(rules);
        this.pace = pace;
        this.history = history;
        this.age = new BeatAge(history, settings.bootId());
        this.evidence = rules.evidence(settings.links());
        this.startNs = startNs;
        this.watchingSinceNs = startNs;
        this.links = new PeerLinks(settings.links(), pace, startNs);
    }

    /** Other files: links that stay keep what is known of them. */
    void reconfigure(CoreSettings next, long nowNs) {
        StatusMessage.Terms former = pace.terms();
        boolean agreed = sameConfiguration();
        if (!next.links().equals(settings.links()) || !next.watched().equals(settings.watched())) {
            watchingSinceNs = nowNs;
        }
        settings = next;
        evidence.reconfigure(next.links());
        if (beat != null && sameConfiguration()) {
            pace.peerTerms(null);
        } else if (agreed) {
            // It goes by what was ours too until now.
            pace.peerTerms(former);
        }
        links.reconfigure(next.links(), nowNs);
    }

    /** A group is new here: the peer has time to learn of it too. */
    void groupAdded(int id, long nowNs) {
        spokenNs.put(id, nowNs);
    }

    /**
     * Takes a beat in.
     *
     * @return whether it is fresher than everything heard before, so that its groups are news
     */
    boolean hear(String link, StatusMessage message, long nowNs, Outbox out) {
        LinkState state = links.get(link);
        boolean ours = message.fingerprint() == settings.fingerprint()
                && message.node().equals(settings.peer())
                && message.bootId() != settings.bootId();
        if (state == null || !ours) {
            return false;
        }
        boolean restart = beat == null || beat.bootId() != message.bootId();
        long answeredNs = restart ? history.sentNs(message.answers(settings.bootId())) : NEVER;
        if (restart && !runs.counts(this, message, answeredNs, nowNs, out)) {
            hearStranger(link, state, message, nowNs, out);
            return false;
        }
        long saidNs = rules.saidNs(age, message, nowNs);
        if (nowNs - saidNs >= pace.deadtimeNs()) {
            return false;
        }
        evidence.heard();
        if (!restart) {
            LateBeat.tell(message.node(), nowNs - anythingHeardNs, pace, out);
        }
        anythingHeardNs = nowNs;
        if (state.detector.heard(saidNs) == Verdict.DEAD) {
            out.tell(CoreEvent.Kind.LINK_UP, "", link, "beat of " + message.node() + " heard", 0);
        }
        creditEcho(state, message);
        state.heard(message, nowNs);
        if (!restart && message.sequence() <= beat.sequence()) {
            return false;
        }
        tellPeer(message, restart, out);
        if (restart) {
            bootHeardNs = nowNs;
            evidence.restarted();
            runs.replaced(bootId(), message.bootId());
            strangers.counted();
            // it waits for an answer of ours in its turn
            out.wantBeat();
        }
        if (restart || nowNs - heardNs >= pace.warntimeNs()) {
            heardAgainNs = nowNs;
        }
        around.heard(message, restart);
        beat = message;
        heardNs = Math.max(heardNs, saidNs);
        if (sameConfiguration()) {
            pace.peerTerms(null);
        } else if (message.terms() != null) {
            pace.peerTerms(message.terms());
        }
        lateTold = false;
        deadTold = false;
        hearGroups(message, restart, nowNs);
        return true;
    }

    private void hearGroups(StatusMessage message, boolean restart, long nowNs) {
        if (restart) {
            sinceNs.clear();
        }
        sinceNs.keySet().removeIf(id -> group(id) == null);
        for (GroupStatus group : message.groups()) {
            sinceNs.putIfAbsent(group.group(), nowNs);
            evidence.lease(group.leaseMs());
            spokenNs.put(group.group(), nowNs);
        }
    }

    /** A beat of a run that does not show that it lives: it may be a new one that has not heard us yet. */
    private void hearStranger(String link, LinkState state, StatusMessage message, long nowNs, Outbox out) {
        strangers.count(link);
        if (runs.former(message.bootId())) {
            return;
        }
        evidence.heard();
        anythingHeardNs = nowNs;
        strangers.heard(message, pace, settings.peer(), nowNs, out);
        if (!state.answers(bootId(), nowNs, pace.deadtimeNs())) {
            state.heard(message, nowNs);
        }
    }

    /** When the present run gave its last sign of life, {@link Long#MIN_VALUE} when none did. */
    long heardNs() {
        return heardNs;
    }

    /** After so much silence a link is dead, nanoseconds. */
    long deadtimeNs() {
        return pace.deadtimeNs();
    }

    /** Whether a beat is of a run of the peer that was never taken for its present or a former one. */
    boolean unknownRun(StatusMessage message) {
        return message.fingerprint() == settings.fingerprint()
                && message.node().equals(settings.peer())
                && message.bootId() != settings.bootId()
                && message.bootId() != bootId()
                && !runs.former(message.bootId());
    }

    private void creditEcho(LinkState state, StatusMessage message) {
        StatusMessage.Echo echo = message.echo();
        state.deaf = echo == null || echo.bootId() != settings.bootId();
        if (!state.deaf) {
            long sent = history.sentNs(echo.sequence());
            state.hearsUsNs = Math.max(state.hearsUsNs, sent);
            if (echo.brief()) {
                brieflyConfirmedNs = Math.max(brieflyConfirmedNs, sent);
            } else {
                confirmedNs = Math.max(confirmedNs, sent);
            }
        }
    }

    private void tellPeer(StatusMessage message, boolean restart, Outbox out) {
        if (restart || deadTold) {
            String what = restart ? "new run of the node" : "heard again";
            // 1: the first run we hear of, 2: the same, and it owns something already, 3: another run.
            int run = beat != null ? 3 : message.ownsAny() ? 2 : 1;
            out.tell(CoreEvent.Kind.PEER_UP, "", message.node(), what, restart ? run : 0);
        }
        if (message.leaving() && (restart || !beat.leaving())) {
            out.tell(CoreEvent.Kind.PEER_LEAVING, "", message.node(), "is shutting down", 0);
        }
    }

    /** Time passed: tells of links and of the node, each once per silence. */
    void cycle(long nowNs, boolean mayAccuse, Outbox out) {
        evidence.settle(pace.deadtimeNs(), nowNs, out);
        if (!mayAccuse) {
            return;
        }
        links.cycle(nowNs, out);
        long silentMs = silentNs(nowNs) / 1_000_000;
        if (beat != null && !lateTold && silentNs(nowNs) >= pace.warntimeNs()) {
            lateTold = true;
            out.tell(CoreEvent.Kind.PEER_LATE, "", settings.peer(), "silent for " + silentMs + " ms", silentMs);
        }
        tellDeaf(nowNs, out);
        if (!deadTold && silent(nowNs)) {
            deadTold = true;
            boolean heldNothing = known() && !owns();
            String why = "every link is silent" + (heldNothing ? "; it held nothing" : "");
            EventDetail.Note note = heldNothing ? EventDetail.Note.HELD_NOTHING : EventDetail.Note.NONE;
            out.tell(new CoreEvent(CoreEvent.Kind.PEER_DEAD, "", settings.peer(), why, silentMs, note));
        }
    }

    /** One-way: the peer is heard and its echoes show that it has not heard us for deadtime. */
    private void tellDeaf(long nowNs, Outbox out) {
        // Overtaken beats out of a cable's buffer are signs of life, but what they say about us is old.
        boolean settled = beat != null
                && !silent(nowNs)
                && silentNs(nowNs) < pace.warntimeNs()
                && nowNs - heardAgainNs >= pace.deadtimeNs() + pace.keepaliveNs();
        boolean deaf = settled && links.deaf(nowNs);
        if (deaf && !deafTold) {
            String text = "one-way: we hear " + settings.peer() + ", but it does not hear us on any link";
            out.tell(CoreEvent.Kind.ALARM, "", settings.peer(), text, 0);
        }
        deafTold = deaf;
    }

    /** What speaks for the peer's death. */
    public Evidence evidence() {
        return evidence;
    }

    /**
     * Whether a dead medium of that link is a sign: it is watched, and every echo has expired that did not say so,
     * including those of a former run of ours.
     */
    boolean watches(String link, long nowNs) {
        return settings.watched().contains(link) && nowNs - watchingSinceNs >= pace.deadtimeNs();
    }

    /** When the last beat was heard, on whatever link, that an echo of ours may name; NEVER when none was. */
    public long anythingHeardNs() {
        return anythingHeardNs;
    }

    /** Whether every link is silent for deadtime. */
    public boolean silent(long nowNs) {
        return links.silent(nowNs);
    }

    /** Whether the peer's silence is long enough to begin with probes. */
    public boolean suspect(long nowNs) {
        return nowNs >= links.suspectAtNs();
    }

    /** When the last of the links became or will become silent for deadtime. */
    public long silentSinceNs() {
        return links.silentSinceNs();
    }

    /** The next moment at which silence means something new. */
    long nextNs(long nowNs) {
        return links.nextNs(nowNs);
    }

    /** What the peer last said about a group, or null when it never did or does not know the group. */
    public GroupStatus group(int id) {
        if (beat != null) {
            List<GroupStatus> groups = beat.groups();
            for (int i = 0; i < groups.size(); i++) {
                if (groups.get(i).group() == id) {
                    return groups.get(i);
                }
            }
        }
        return null;
    }

    /** Whether the peer beats but has not known this group for deadtime: it can neither own nor grant it. */
    public boolean ignores(int id, long nowNs) {
        if (beat == null || group(id) != null) {
            return false;
        }
        return nowNs - spokenNs.getOrDefault(id, startNs) >= pace.initdeadNs();
    }

    /**
     * Whether the peer's last word was that it leaves and serves nothing of this group; a later run promised nothing.
     */
    public boolean left(int id) {
        if (!leaving() || strangers.since(heardNs)) {
            return false;
        }
        GroupStatus status = group(id);
        return status != null && status.state() == GroupStatus.OwnerState.NONE;
    }

    /** As {@link #confirmedNs}, of beats whose echo is brief. */
    public long brieflyConfirmedNs() {
        return brieflyConfirmedNs;
    }

    /**
     * When the latest beat of ours left that the peer certainly heard and will not be bereaved of us for a deadtime
     * after, {@link Long#MIN_VALUE} when none.
     */
    public long confirmedNs() {
        return confirmedNs;
    }

    /** What to say in a beat on this link, or null when nothing was heard there for deadtime. */
    StatusMessage.Echo echo(String link, long nowNs) {
        LinkState state = links.get(link);
        if (state.echo == null || nowNs - state.echoNs >= pace.deadtimeNs()) {
            return null;
        }
        boolean brief = settings.watched().contains(link);
        return new StatusMessage.Echo(state.echo.bootId(), state.echo.sequence(), brief);
    }

    public boolean known() {
        return beat != null;
    }

    public boolean leaving() {
        return beat != null && beat.leaving();
    }

    /** Whether its latest beat was that of a node that owns something, or is about to. */
    boolean owns() {
        return beat != null && beat.ownsAny();
    }

    public long bootId() {
        return beat == null ? 0 : beat.bootId();
    }

    /** When the present run of the peer was heard first, {@link Long#MIN_VALUE} when none was. */
    public long bootHeardNs() {
        return bootHeardNs;
    }

    /** Since when the present run of the peer speaks of a group, {@link Long#MIN_VALUE} when it does not. */
    public long knowsSinceNs(int id) {
        return sinceNs.getOrDefault(id, NEVER);
    }

    public boolean sameConfiguration() {
        return beat != null && beat.configDigest() == settings.configDigest();
    }

    /** Time since the freshest beat, or since the start. */
    public long silentNs(long nowNs) {
        return nowNs - (heardNs == NEVER ? startNs : heardNs);
    }

    DeadtimeDetector detector(String link) {
        return links.get(link).detector;
    }

    boolean hearsUs(String link, long nowNs) {
        long at = links.get(link).hearsUsNs;
        return at != NEVER && nowNs - at < pace.deadtimeNs();
    }
}
