package org.hadirector.director.log;

import java.util.ArrayList;
import java.util.List;
import org.hadirector.heartbeat.decide.CoreEvent;

/**
 * What heartbeat and its client ipfail wrote about ping nodes (3.0.6, recorded logs). ipfail's own lines only when
 * ipfail is asked for. Pure.
 */
final class PingTexts {
    private final boolean ipfail;
    private final long keepaliveNs;

    /** @param ipfail whether ha.cf asks for it */
    PingTexts(boolean ipfail, long keepaliveNs) {
        this.ipfail = ipfail;
        this.keepaliveNs = keepaliveNs;
    }

    List<LogLine> up(CoreEvent event) {
        String name = event.subject();
        boolean wasDead = event.value() > 0;
        List<LogLine> lines = new ArrayList<>();
        lines.add(LogLine.info("Link " + name + ":" + name + " up."));
        if (wasDead) {
            lines.add(
                    LogLine.crit("Late heartbeat: Node " + name + ": interval " + event.value() + " ms (> deadtime)"));
            lines.add(LogLine.warn("node " + name + ": is dead"));
        }
        lines.add(LogLine.info("Status update for node " + name + ": status ping"));
        if (ipfail && wasDead) {
            lines.add(LogLine.info("Link Status update: Link " + name + "/" + name + " now has status up"));
            lines.add(LogLine.info("Status update: Node " + name + " now has status dead"));
            lines.add(LogLine.info("NS: We are still alive!"));
            lines.add(LogLine.info("Status update: Node " + name + " now has status ping"));
            lines.add(LogLine.info("A ping node just came up."));
            lines.add(LogLine.info("Asking other side for ping node count."));
        }
        return lines;
    }

    List<LogLine> dead(CoreEvent event) {
        String name = event.subject();
        List<LogLine> lines = new ArrayList<>();
        lines.add(LogLine.warn("node " + name + ": is dead"));
        lines.add(LogLine.info("Link " + name + ":" + name + " dead."));
        if (ipfail) {
            boolean alive = event.value() > 0;
            String state = alive ? "We are still alive!" : "We are dead. :<";
            lines.add(LogLine.info("Status update: Node " + name + " now has status dead"));
            lines.add(LogLine.info("NS: " + state));
            lines.add(LogLine.info("Link Status update: Link " + name + "/" + name + " now has status dead"));
            lines.add(LogLine.info(state));
            lines.add(LogLine.info("Asking other side for ping node count."));
        }
        return lines;
    }

    List<LogLine> fewer() {
        long seconds = 2 * keepaliveNs / 1_000_000_000L; // whole ones: 0 with a keepalive below 500 ms
        return List.of(
                LogLine.info("Giving up because we were told that we have less ping nodes."),
                LogLine.info("Delayed giveup in " + seconds + " seconds."));
    }

    List<LogLine> more() {
        return List.of(LogLine.info("Telling other node that we have more visible ping nodes."));
    }

    List<LogLine> even() {
        return List.of(LogLine.info("Ping node count is balanced."));
    }
}
