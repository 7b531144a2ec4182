package org.hadirector.director.why;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hadirector.director.journal.JournalEntry;
import org.hadirector.director.why.Step.Part;

/** Tells one change: from the claim back to what caused it, and forward to what came of it. */
final class Telling {
    private static final Set<String> EVIDENCE = Set.of(
            "PEER_LATE",
            "LINK_DEAD",
            "LINK_FAULT",
            "SUSPECT",
            "PEER_DEAD",
            "PEER_LEAVING",
            "ALARM",
            "EVIDENCE",
            "CLOCK_STALL",
            "CARRIER",
            "PINGS_FEWER",
            "PINGS_MORE",
            "STRANGER",
            "NO_REAL_SERVER",
            "REAL_SERVERS_BACK");
    private static final Set<String> DECISIONS = Set.of(
            "ASKED",
            "GRANTED",
            "REFUSED",
            "BEREAVED",
            "RELEASING",
            "FENCE",
            "FENCED",
            "FENCE_FAILED",
            "LEASE_LOST",
            "ISOLATED");
    private static final Set<String> ACTIONS = Set.of(
            "CLAIM",
            "VIP_DOWN",
            "STOPPED",
            "NONE",
            "VIP_UP",
            "ARP_SENT",
            "STARTED",
            "START_FAILED",
            "STOP_FAILED",
            "ACQUIRE_FAILED");
    private static final long MS = 1_000_000;

    /** After the new owner serves, its first announcements may still be under way. */
    private static final long AFTERMATH_NS = 100 * MS;

    private final List<Moment> moments;
    private final int since;
    private final List<Moment> before;
    private final List<Moment> after;
    private final Moment anchor;
    private final String to;
    private final String from;
    private final String group;

    /**
     * @param moments everything that the journals tell
     * @param since index of what came next after the last change of the group
     * @param at index of the change as some node knows it: the heir's OWNER, or what {@link Stories} takes for it in
     *     the former owner's journal
     * @param from the owner before, null when unknown
     * @param to the heir
     */
    Telling(List<Moment> moments, int since, int at, String from, String to) {
        this.moments = moments.subList(0, at + 1);
        this.since = since;
        this.before = moments.subList(since, at + 1);
        this.after = moments.subList(at + 1, moments.size());
        this.anchor = moments.get(at);
        this.to = to;
        this.from = from == null ? "" : from;
        this.group = anchor.entry().group();
    }

    /** What a change began with: a sentence, and one step or more in the order of time. */
    record Cause(String summary, List<Step> steps) {
        /** One with a single step. */
        static Cause of(String summary, Moment first) {
            return new Cause(summary, List.of(Step.of(Part.CAUSE, first)));
        }

        private long beginNs() {
            return steps.get(0).atNs();
        }
    }

    String group() {
        return group;
    }

    Change tell() {
        Cause cause = cause();
        List<Step> steps = new ArrayList<>(cause.steps());
        for (Moment moment : before) {
            Part part = moment == anchor ? Part.EFFECT : part(moment.entry().kind());
            boolean told = cause.steps().stream().anyMatch(step -> sameAs(step, moment));
            if (part != null && concerns(moment.entry()) && moment.atNs() >= cause.beginNs() && !told) {
                steps.add(Step.of(part, moment));
            }
        }
        for (Moment moment : after) {
            if (moment.atNs() > anchor.atNs() + AFTERMATH_NS) {
                break; // what follows is months of journal, perhaps
            }
            if (ACTIONS.contains(moment.entry().kind())
                    && moment.entry().node().equals(anchor.entry().node())
                    && concerns(moment.entry())) {
                steps.add(Step.of(Part.ACTION, moment));
            }
        }
        steps.sort(Comparator.comparingLong(Step::atNs));
        return new Change(
                group, from(), to, Stories.epoch(anchor.entry()), anchor.entry().time(), cause.summary(), steps);
    }

    /** Who is told to have owned it, or who gave it away; the heir itself when it takes up what it had left. */
    private String from() {
        return from.isEmpty() || from.equals(to)
                ? given().map(Given::owner).filter(owner -> !owner.isEmpty()).orElse(from)
                : from;
    }

    private static boolean sameAs(Step step, Moment moment) {
        return step.atNs() == moment.atNs()
                && step.kind().equals(moment.entry().kind())
                && step.node().equals(moment.entry().node());
    }

    private static Part part(String kind) {
        if (EVIDENCE.contains(kind)) {
            return Part.EVIDENCE;
        }
        return DECISIONS.contains(kind) ? Part.DECISION : ACTIONS.contains(kind) ? Part.ACTION : null;
    }

    private boolean concerns(JournalEntry entry) {
        return entry.group().isEmpty() || entry.group().equals(group);
    }

    private Optional<Moment> last(String node, String kind) {
        Optional<Moment> found = Optional.empty();
        for (Moment moment : before) {
            JournalEntry entry = moment.entry();
            if (entry.node().equals(node) && entry.kind().equals(kind) && concerns(entry)) {
                found = Optional.of(moment);
            }
        }
        return found;
    }

    private Cause cause() {
        if (anchor.entry().kind().equals("PEER_OWNS")) {
            return found();
        }
        if (!anchor.entry().node().equals(to)) {
            return given().map(Given::cause).orElseGet(this::outbid);
        }
        Cause cause = causeOfHeir();
        return from().equals(to)
                ? absence(to)
                        .map(away -> new Cause(cause.summary() + "; " + unseen(away), cause.steps()))
                        .orElse(cause)
                : cause;
    }

    private Cause causeOfHeir() {
        Moment claim = last(to, "CLAIM").orElse(anchor);
        if (Loss.isTold(claim)) {
            return new Loss(claim, before, after).cause();
        }
        return given().map(Given::cause).orElseGet(() -> Cause.of(claim.entry().reason(), claim));
    }

    /** How one node gave it to the other: as the heir asked for it, or as the giver granted it. */
    private Optional<Given> given() {
        return anchor.entry().node().equals(to)
                ? last(to, "ASKED").map(asked -> Given.asked(asked, before))
                : last(anchor.entry().node(), "GRANTED")
                        .filter(grant -> anchor.entry().kind().equals("TAKEN"))
                        .map(grant -> Given.granted(grant, before, after));
    }

    private Optional<Absence> absence(String node) {
        return Absence.of(node, moments, since);
    }

    /** The heir is the last owner that is known, and was not there all the time. */
    private String unseen(Absence away) {
        String owner = away.isSeenBy(moments) ? "nobody owned it then" : "who owned it then its journal does not know";
        return away + "; " + owner;
    }

    /** This node hears that the other one owns the group, and not from whom it got it. */
    private Cause found() {
        String node = anchor.entry().node();
        String how = to + " owned it when " + node + " heard it";
        return absence(node)
                .map(away -> Cause.of(how + "; " + away, away.back()))
                .or(() -> sleep(node))
                .orElseGet(() -> Cause.of(how + ", and did not say how it came to that", anchor));
    }

    /** This node came to itself, or was heard again, when the other one served already. */
    private Cause outbid() {
        String node = anchor.entry().node();
        return sleep(node).orElseGet(() -> Cause.of(to + " had taken it over while it did not hear " + node, anchor));
    }

    /** The heir took it over while this node stood still, as it has just noticed. */
    private Optional<Cause> sleep(String node) {
        return last(node, "CLOCK_STALL")
                .filter(stall -> anchor.atNs() - stall.atNs() <= AFTERMATH_NS)
                .map(stall -> Cause.of(
                        node + " stood still for " + stall.entry().value() + " ms, and " + to + " took it over",
                        stall));
    }
}
