package org.hadirector.director.why;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hadirector.director.journal.JournalEntry;
import org.hadirector.director.why.Step.Part;
import org.hadirector.director.why.Telling.Cause;

/**
 * How a node lost the other one: what it noticed first, on what its decision rested ({@code bereaved of NODE: ground},
 * see the core's Bereavement), and what the other's journal says of its end. The sentence claims no more than that.
 */
final class Loss {
    private static final String BEREAVED = "bereaved of ";
    private static final String NO_LONGER = "no longer: ";
    private static final Set<String> SILENCE = Set.of("PEER_LATE", "SUSPECT", "PEER_LEAVING");
    private static final String OPEN = " was not heard any more: dead, hung, or cut off on every link";
    private static final long MS = 1_000_000;

    /** Signs with a longer time between them are of two events: a cable that is out for days did not cause this. */
    private static final long ONE_EVENT_NS = 10_000 * MS;

    private final Moment claim;
    private final String node;
    private final String peer;
    private final String ground;
    private final List<Moment> seen = new ArrayList<>();
    private final List<Moment> before;
    private final List<Moment> after;

    /**
     * @param claim of the bereaved node
     * @param before what happened since the last change of the group
     * @param after everything that followed
     */
    Loss(Moment claim, List<Moment> before, List<Moment> after) {
        this.claim = claim;
        this.before = before;
        this.after = after;
        this.node = claim.entry().node();
        String[] told = claim.entry().reason().substring(BEREAVED.length()).split(": ", 2);
        this.peer = told[0];
        this.ground = told.length > 1 ? told[1] : "";
        for (Moment moment : before) {
            if (moment.entry().node().equals(node) && moment.atNs() <= claim.atNs()) {
                if (moment.entry().kind().equals("PEER_UP")) {
                    seen.clear();
                } else {
                    seen.add(moment);
                }
            }
        }
    }

    /** Whether this claim rests on the loss of the other node. */
    static boolean isTold(Moment claim) {
        return claim.entry().reason().startsWith(BEREAVED);
    }

    Cause cause() {
        if (ground.startsWith("its process is dead")) {
            return signs(peer + "'s daemon died: killed or crashed");
        }
        if (ground.startsWith("every link is dead")) {
            return signs(peer + " is dead on every link: without power, or all its cables out");
        }
        return silence();
    }

    /** Death was seen: kernel, cable or modem line told of it. */
    private Cause signs(String summary) {
        List<Moment> standing = new ArrayList<>();
        for (Moment moment : seen) {
            if (moment.entry().kind().equals("EVIDENCE")) {
                standing.removeIf(former -> isUndone(former.entry(), moment.entry()));
                if (!moment.entry().reason().startsWith(NO_LONGER)) {
                    standing.add(moment);
                }
            }
        }
        Moment first = standing.isEmpty() ? claim : standing.get(standing.size() - 1);
        for (int i = standing.size() - 1;
                i >= 0 && first.atNs() - standing.get(i).atNs() <= ONE_EVENT_NS;
                i--) {
            first = standing.get(i);
        }
        List<Step> steps = new ArrayList<>(List.of(Step.of(Part.CAUSE, first)));
        noStop(first.atNs(), steps);
        return new Cause(summary, steps);
    }

    private static boolean isUndone(JournalEntry former, JournalEntry latter) {
        return latter.subject().equals(former.subject()) && latter.reason().equals(NO_LONGER + former.reason());
    }

    /** Beats were missed, or the other one said that it leaves. */
    private Cause silence() {
        Optional<Moment> noticed = firstSilence();
        if (noticed.isEmpty()) {
            String what = ground.isEmpty() ? OPEN : " could not own it: " + ground;
            return new Cause(peer + what, List.of(Step.of(Part.CAUSE, claim)));
        }
        Moment first = noticed.get();
        if (first.entry().kind().equals("PEER_LEAVING")) {
            return new Cause(peer + " shut down", List.of(Step.of(Part.CAUSE, first)));
        }
        long silentNs = first.entry().value() * MS;
        List<Step> steps = new ArrayList<>();
        steps.add(new Step(
                Part.CAUSE,
                first.atNs() - silentNs,
                first.entry().time().minusNanos(silentNs),
                node,
                "LAST_BEAT",
                "the last beat of " + peer + " was heard"));
        boolean died = noStop(first.atNs() - silentNs, steps);
        return new Cause(died ? peer + " died: killed, crashed or without power" : peer + OPEN, steps);
    }

    /** Times of lateness that passed again are no part of this. */
    private Optional<Moment> firstSilence() {
        long lastLateNs = seen.stream()
                .filter(moment -> moment.entry().kind().equals("PEER_LATE"))
                .mapToLong(Moment::atNs)
                .max()
                .orElse(Long.MIN_VALUE);
        return seen.stream()
                .filter(moment -> SILENCE.contains(moment.entry().kind()) && moment.atNs() >= lastLateNs)
                .findFirst();
    }

    /** Adds what the other's journal says when it ends without a farewell; whether it does. */
    private boolean noStop(long atNs, List<Step> steps) {
        boolean farewell = false;
        for (Moment moment : before) {
            if (moment.entry().node().equals(peer)) {
                farewell = moment.entry().kind().equals("STOP");
            }
        }
        Optional<JournalEntry> next = after.stream()
                .map(Moment::entry)
                .filter(entry -> entry.node().equals(peer))
                .findFirst();
        boolean died = !farewell && next.isPresent() && next.get().kind().equals("START");
        if (died) {
            String words = "its journal ends without a STOP; it started again at "
                    + next.get().time();
            steps.add(new Step(Part.CAUSE, atNs, steps.get(0).time(), peer, "NO_STOP", words));
        }
        return died;
    }
}
