package org.hadirector.heartbeat.decide;

import java.util.List;
import org.hadirector.heartbeat.link.GroupStatus;
import org.hadirector.heartbeat.link.StatusMessage;

/** Puts a beat together: one sequence number and one set of states for all links, each link with its own echo. */
final class BeatComposer {
    private final Pace pace;
    private final BeatHistory history;
    private CoreSettings settings;

    BeatComposer(CoreSettings settings, Pace pace, BeatHistory history) {
        this.settings = settings;
        this.pace = pace;
        this.history = history;
    }

    void reconfigure(CoreSettings next) {
        settings = next;
    }

    void compose(PeerView peer, boolean leaving, List<GroupStatus> groups, long nowNs, Outbox out) {
        long sequence = history.next(nowNs);
        StatusMessage.Terms terms = peer.sameConfiguration() ? null : pace.terms();
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
                            groups,
                            terms));
        }
    }
}
