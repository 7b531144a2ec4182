package org.hadirector.heartbeat.decide;

import java.util.List;
import org.hadirector.heartbeat.link.GroupStatus;
import org.hadirector.heartbeat.link.StatusMessage;

/** Puts a beat together: one sequence number and one set of states for all links, each link with its own echo. */
final class BeatComposer {
    private final CoreSettings settings;
    private final BeatHistory history;

    BeatComposer(CoreSettings settings, BeatHistory history) {
        this.settings = settings;
        this.history = history;
    }

    void compose(PeerView peer, boolean leaving, List<GroupStatus> groups, long nowNs, Outbox out) {
        long sequence = history.next(nowNs);
        for (String link : settings.links()) {
            out.beat(
                    link,
                    new StatusMessage(
                            settings.fingerprint(),
                            settings.node(),
                            settings.bootId(),
                            sequence,
                            nowNs,
                            peer.echo(link, nowNs),
                            settings.configDigest(),
                            leaving,
                            groups));
        }
    }
}
