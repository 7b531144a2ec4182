package org.hadirector.heartbeat.decide;

import org.hadirector.heartbeat.link.AskScope;
import org.hadirector.heartbeat.link.GroupStatus.Ask;
import org.hadirector.heartbeat.link.GroupStatus.AskReason;

/** What a program that reads an event must know beyond its kind; the event's reason says the same to people. */
public sealed interface EventDetail {
    /** Facts that need no more than their name. */
    enum Note implements EventDetail {
        NONE,
        /** Of {@link CoreEvent.Kind#PEER_DEAD}: the node's last word was that it holds no group. */
        HELD_NOTHING,
        /** Of {@link CoreEvent.Kind#LATE_BEAT}: the silence was longer than deadtime, not only than warntime. */
        BEYOND_DEADTIME,
        /** Of {@link CoreEvent.Kind#REFUSED}: a standby of this node, and nobody is heard who could answer it. */
        UNHEARD
    }

    /**
     * Of {@link CoreEvent.Kind#ASKED}: the question; of {@link CoreEvent.Kind#CLAIM} and {@link CoreEvent.Kind#OWNER}:
     * the one that was granted, none when this node was bereaved; of {@link CoreEvent.Kind#RELEASING} and
     * {@link CoreEvent.Kind#GRANTED}: the other node's, which the group is given up for. A release without one is for
     * nobody.
     *
     * @param reason why a node wants the group
     * @param scope what the operator said: of a question OFFERED the operator of the node that offers, in the words
     *     there, else that of the node that asks; ALL when no operator did, and of what this node offers itself
     */
    record Question(AskReason reason, AskScope scope) implements EventDetail {
        static Question of(Ask ask) {
            return new Question(ask.reason(), AskScope.of(ask));
        }
    }

    /** Of {@link CoreEvent.Kind#OPERATOR}: the command. */
    record Order(Input.Verb verb, Input.Scope scope) implements EventDetail {}
}
