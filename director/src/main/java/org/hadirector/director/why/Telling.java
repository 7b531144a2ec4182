package org.hadirector.director.why;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
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

    private final List<Moment> before;
    private final List<Moment> after;
    private final Moment anchor;
    private final String to;
    private final String from;
    private final String group;

    /**
     * @param before what happened since the last change of the group, the new owner's OWNER last
     * @param after everything that followed
     * @param from the owner before, empty when unknown
     */
    Telling(List<Moment> before, List<Moment> after, String from) {
        this.before = before;
        this.after = after;
        this.anchor = before.get(before.size() - 1);
        this.to = anchor.entry().node();
        this.from = from;
        this.group = anchor.entry().group();
    }

    /** What a change began with: a sentence, and one step or more in the order of time. */
    record Cause(String summary, List<Step> steps) {
        private long beginNs() {
            return steps.get(0).atNs();
        }
    }

    Change tell() {
        Cause cause = cause();
        List<Step> steps = new ArrayList<>(cause.steps());
        for (Moment moment : before) {
            Part part = part(moment.entry().kind());
            boolean told = cause.steps().stream().anyMatch(step -> sameAs(step, moment));
            if (part != null && concerns(moment.entry()) && moment.atNs() >= cause.beginNs() && !told) {
                steps.add(Step.of(part, moment));
            }
        }
        for (Moment moment : after) {
            boolean atOnce = moment.atNs() <= anchor.atNs() + AFTERMATH_NS;
            if (atOnce
                    && ACTIONS.contains(moment.entry().kind())
                    && moment.entry().node().equals(to)
                    && concerns(moment.entry())) {
                steps.add(Step.of(Part.ACTION, moment));
            }
        }
        steps.sort(Comparator.comparingLong(Step::atNs));
        JournalEntry owner = anchor.entry();
        return new Change(group, from, to, owner.epoch(), owner.time(), cause.summary(), steps);
    }

    private static boolean sameAs(Step step, Moment moment) {
        return step.atNs() == moment.atNs()
                && step.kind().equals(moment.entry().kind())
                && step.node().equals(moment.entry().node());
    }

    private static Part part(String kind) {
        if (kind.equals("OWNER")) {
            return Part.EFFECT;
        }
        if (EVIDENCE.contains(kind)) {
            return Part.EVIDENCE;
        }
        return DECISIONS.contains(kind) ? Part.DECISION : ACTIONS.contains(kind) ? Part.ACTION : null;
    }

    private boolean concerns(JournalEntry entry) {
        return entry.group().isEmpty() || entry.group().equals(group);
    }

    private Optional<Moment> last(Predicate<JournalEntry> wanted) {
        for (int i = before.size() - 1; i >= 0; i--) {
            if (wanted.test(before.get(i).entry())) {
                return Optional.of(before.get(i));
            }
        }
        return Optional.empty();
    }

    private Optional<Moment> last(String node, String... kinds) {
        return last(entry -> entry.node().equals(node) && List.of(kinds).contains(entry.kind()) && concerns(entry));
    }

    private Cause cause() {
        Moment claim = last(to, "CLAIM").orElse(anchor);
        String reason = claim.entry().reason();
        if (Loss.isTold(claim)) {
            return new Loss(claim, before, after).cause();
        }
        Optional<Moment> asked = last(to, "ASKED");
        if (asked.isEmpty()) {
            return new Cause(reason, List.of(Step.of(Part.CAUSE, claim)));
        }
        return handOver(asked.get());
    }

    private Cause handOver(Moment asked) {
        String why = asked.entry().reason();
        String giver = asked.entry().subject();
        Optional<Moment> root =
                switch (why) {
                    case "OPERATOR" -> last(to, "OPERATOR");
                    case "OFFERED" -> last(entry -> entry.node().equals(giver)
                                    && Set.of("OPERATOR", "ACQUIRE_FAILED", "START_FAILED")
                                            .contains(entry.kind()))
                            .or(() -> last(to, "PEER_LEAVING"));
                    case "FAILBACK", "VACANT", "BETTER" -> last(to, "START", "PEER_UP", "REAL_SERVERS_BACK", "NONE");
                    case "REPROOF" -> last(to, "LEASE_LOST", "ISOLATED", "CLOCK_STALL");
                    default -> Optional.empty();
                };
        List<Step> steps = new ArrayList<>();
        steps.add(Step.of(
                Part.CAUSE, root.filter(moment -> moment.atNs() <= asked.atNs()).orElse(asked)));
        return new Cause(sentence(why, giver, root), steps);
    }

    private String sentence(String why, String giver, Optional<Moment> root) {
        String kind = root.map(moment -> moment.entry().kind()).orElse("");
        return switch (why) {
            case "OPERATOR" -> "an operator on " + to + " asked for it";
            case "OFFERED" -> kind.equals("OPERATOR")
                    ? "an operator on " + giver + " sent it to standby"
                    : kind.equals("PEER_LEAVING") ? giver + " shut down" : giver + " offered it";
            case "FAILBACK" -> to + " is the preferred node and was ready again (auto_failback on)";
            case "VACANT" -> "nobody owned it and both nodes agreed";
            case "BETTER" -> to + " is better connected";
            case "REPROOF" -> to + " had lost its lease and proved its ownership again";
            default -> giver + " granted it: " + why;
        };
    }
}
