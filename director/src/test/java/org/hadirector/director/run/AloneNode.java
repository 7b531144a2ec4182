package org.hadirector.director.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hadirector.director.config.DirectorContext;
import org.hadirector.heartbeat.config.HaCfValidator;
import org.hadirector.heartbeat.config.Medium;
import org.hadirector.heartbeat.config.NodeFacts;
import org.hadirector.heartbeat.decide.CoreView;
import org.hadirector.heartbeat.decide.CoreView.PeerState;

/** What {@code cl_status} is told by a node that has never heard the other one. */
public final class AloneNode {
    private AloneNode() {}

    /**
     * @param facts which {@code ucast} lines are its own
     * @param starting initdead is not over yet
     */
    public static Map<String, Object> tree(DirectorContext context, NodeFacts facts, boolean starting) {
        List<CoreView.Link> links = new ArrayList<>();
        for (Medium medium : new HaCfValidator(facts).usable(context.haCf())) {
            links.add(new CoreView.Link(medium.name(), PeerState.UNKNOWN, 0, false, "", 0));
        }
        CoreView view = new CoreView(
                context.node(),
                starting,
                new CoreView.Peer(context.peer(), PeerState.DOWN, 0, 0, true),
                links,
                List.of(),
                new CoreView.Self(false, 0, 0, 0),
                new CoreView.Fence(false, "IDLE", 0, 0, "", 0),
                new CoreView.Around(Map.of(), -1, 0, List.of(), List.of()));
        return new LinuxHaTree(context::haCf).tree(view, "all");
    }
}
