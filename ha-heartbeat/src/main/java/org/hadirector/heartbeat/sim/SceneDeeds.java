package org.hadirector.heartbeat.sim;

import java.util.ArrayList;
import java.util.List;
import org.hadirector.heartbeat.decide.CoreView;
import org.hadirector.heartbeat.decide.Effect;
import org.hadirector.heartbeat.decide.Input.Scope;
import org.hadirector.heartbeat.decide.Input.Verb;
import org.hadirector.heartbeat.sim.fault.FaultMachine;

/** What the steps of a scene do to a pair and ask of it. */
final class SceneDeeds {
    private final SimPair pair;
    private final FaultMachine faults;
    private Move move;

    /** A planned move under way: of which groups, to which node, by which request. */
    private record Move(List<String> groups, int to, Verb verb, long request) {}

    SceneDeeds(SimPair pair, FaultMachine faults) {
        this.pair = pair;
        this.faults = faults;
    }

    void act(Scene.Deed deed) {
        switch (deed) {
            case HEAL -> faults.heal();
            case ONE_OWNER -> oneOwner();
            case EXPECT_CALM -> pair.audits().expectCalm();
            case ALL_ANSWERED -> {
                if (pair.unanswered() != 0) {
                    pair.audits().fail("operator: request " + pair.unanswered() + " has no answer");
                }
            }
            case ALL_HEARD -> allHeard();
            case STANDBY -> begin(Verb.STANDBY);
            case TAKEOVER -> begin(Verb.TAKEOVER);
            case MOVED -> moved();
            default -> throw new IllegalStateException("no such deed: " + deed);
        }
    }

    private void oneOwner() {
        for (String group : pair.groups()) {
            if (pair.audits().violation() == null && pair.server(group) < 0) {
                boolean both = pair.node(0).serving(group);
                pair.audits().fail("I3: " + (both ? "two owners" : "no owner") + " of " + group + " when one was due");
            }
        }
    }

    private void allHeard() {
        for (int i = 0; i < 2; i++) {
            CoreView view = pair.node(i).view();
            if (view == null
                    || view.peer().state() == CoreView.PeerState.DOWN
                    || view.peer().state() == CoreView.PeerState.UNKNOWN) {
                pair.audits().fail("I3: " + pair.node(i).name() + " does not hear the other node, whom nothing ails");
            }
        }
    }

    private void begin(Verb verb) {
        int from = pair.server(pair.groups().get(0));
        if (from < 0) {
            return;
        }
        List<String> moving = new ArrayList<>(pair.groups());
        moving.removeIf(group -> pair.server(group) != from);
        int told = verb == Verb.STANDBY ? from : 1 - from;
        pair.happens(() -> pair.node(told).name() + " is told: " + verb);
        move = new Move(moving, 1 - from, verb, pair.request(told, verb, Scope.ALL));
    }

    private void moved() {
        if (move == null) {
            return;
        }
        Effect.Answer answer = pair.answer(move.request());
        if (answer == null || move.verb() == Verb.STANDBY && !answer.ok()) {
            pair.audits().fail("operator: " + move.verb() + " answered with " + answer);
        }
        for (String group : move.groups()) {
            if (pair.audits().violation() == null && pair.server(group) != move.to()) {
                pair.audits().fail("operator: " + group + " did not move by " + move.verb());
            }
        }
        move = null;
    }
}
