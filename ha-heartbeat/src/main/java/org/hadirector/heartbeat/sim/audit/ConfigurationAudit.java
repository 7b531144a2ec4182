package org.hadirector.heartbeat.sim.audit;

import java.util.EnumSet;
import java.util.Set;
import org.hadirector.heartbeat.decide.CoreEvent;
import org.hadirector.heartbeat.decide.EventDetail.Question;
import org.hadirector.heartbeat.link.GroupStatus.AskReason;
import org.hadirector.heartbeat.sim.SimNode;
import org.hadirector.heartbeat.sim.SimPair;

/** I5: nodes whose configuration differs never move a group because somebody wants it. */
final class ConfigurationAudit implements Audit {
    private static final Set<AskReason> PLANNED = EnumSet.of(AskReason.FAILBACK, AskReason.OFFERED, AskReason.OPERATOR);

    @Override
    public String check(SimPair pair) {
        return null;
    }

    @Override
    public String told(SimPair pair, SimNode node, CoreEvent event) {
        boolean granted = event.kind() == CoreEvent.Kind.GRANTED;
        boolean planned = event.detail() instanceof Question question && PLANNED.contains(question.reason());
        boolean wrong = pair.settings().configDiffers() && granted && planned;
        return wrong ? "I5: planned move between nodes of different configuration: " + event.reason() : null;
    }
}
