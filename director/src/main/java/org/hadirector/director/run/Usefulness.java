package org.hadirector.director.run;

import java.util.List;
import org.hadirector.director.journal.Journal;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.resource.ResourceAgent;

/**
 * Tells the core when clients could not be served here because no real server answers this node, and when they could
 * again: nothing is taken back meanwhile. One thread looks.
 */
final class Usefulness {
    private final Journal journal;
    private final Inbox inbox;
    private boolean useful = true;

    Usefulness(Journal journal, Inbox inbox) {
        this.journal = journal;
        this.inbox = inbox;
    }

    /** @param group its key */
    void look(String group, List<ResourceAgent> agents) {
        boolean now = agents.stream().allMatch(ResourceAgent::useful);
        if (now == useful) {
            return;
        }
        useful = now;
        String kind = now ? "REAL_SERVERS_BACK" : "NO_REAL_SERVER";
        String why = now ? "some real server answers" : "no real server answers this node: nothing is taken back";
        journal.add(kind, group, "", why, 0, 0, false);
        inbox.offer(new Input.UsefulChanged(group, now));
    }
}
