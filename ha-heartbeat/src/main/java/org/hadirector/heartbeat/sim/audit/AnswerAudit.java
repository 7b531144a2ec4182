package org.hadirector.heartbeat.sim.audit;

import java.util.HashSet;
import java.util.Set;
import org.hadirector.heartbeat.decide.CoreEvent;
import org.hadirector.heartbeat.link.GroupStatus;
import org.hadirector.heartbeat.sim.SimNode;
import org.hadirector.heartbeat.sim.SimPair;

/**
 * No run answers the same question twice, however often it is repeated: a second answer may be another one. A run that
 * reads its files anew may have forgotten the group meanwhile.
 */
final class AnswerAudit implements Audit {
    private final Set<String> answered = new HashSet<>();
    private final long[] editions = new long[2];

    @Override
    public String check(SimPair pair) {
        return null;
    }

    @Override
    public String told(SimPair pair, SimNode node, CoreEvent event) {
        if (event.kind() == CoreEvent.Kind.RECONFIGURED) {
            editions[node.index()]++;
        }
        boolean granted =
                event.kind() == CoreEvent.Kind.GRANTED && event.reason().startsWith("granted to ");
        boolean refused = event.kind() == CoreEvent.Kind.REFUSED
                && event.subject().equals(pair.node(1 - node.index()).name())
                && !event.group().isEmpty();
        if (!granted && !refused) {
            return null;
        }
        // the beat with the answer leaves before anything is told of it; one taken back in the same step was never said
        for (GroupStatus status : node.hearing().said().groups()) {
            boolean said = granted ? status.grant() != null : status.refuse() != null;
            if (said && status.group() == event.group().hashCode()) {
                long nonce = granted ? status.grant().nonce() : status.refuse().nonce();
                String by = node.index() + "/" + node.run() + "/" + editions[node.index()];
                boolean first = answered.add(by + "/" + event.group() + "/" + nonce);
                return first ? null : "answers: " + node.name() + " answers a question again: " + event.reason();
            }
        }
        return null;
    }
}
