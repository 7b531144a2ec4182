package org.hadirector.heartbeat.decide;

import java.util.Comparator;
import java.util.List;
import org.hadirector.heartbeat.link.GroupStatus;
import org.hadirector.heartbeat.link.Note;
import org.hadirector.heartbeat.link.StatusMessage;
import org.hadirector.heartbeat.link.StatusMessage.Surroundings;

/** Puts a beat together: one sequence number and one set of states for all links, each link with its own echo. */
final class BeatComposer {
    /** One beat in so many says what is around the sender, and all of them for a deadtime after it changed. */
    private static final int SELDOM = 8;

    private final Pace pace;
    private final BeatHistory history;
    private CoreSettings settings;
    private List<String> links;
    private int pingNodes = Surroundings.UNKNOWN;
    private List<String> stations = List.of();
    private List<Note> notes = List.of();
    private long changedNs = GroupFacts.NEVER;

    BeatComposer(CoreSettings settings, Pace pace, BeatHistory history) {
        reconfigure(settings);
        this.pace = pace;
        this.history = history;
    }

    void reconfigure(CoreSettings next) {
        settings = next;
        links = fastFirst(next.links());
    }

    /** A serial line, whose name is a path, needs milliseconds for a beat: the others need not wait for it. */
    private static List<String> fastFirst(List<String> links) {
        return links.stream()
                .sorted(Comparator.comparing(link -> link.startsWith("/")))
                .toList();
    }

    /**
     * How many ping nodes we see, {@link Surroundings#UNKNOWN} when that is nobody's business.
     *
     * @return whether that is news
     */
    boolean pingNodes(int seen, long nowNs) {
        if (seen == pingNodes) {
            return false;
        }
        pingNodes = seen;
        changedNs = nowNs;
        return true;
    }

    /** Under which hardware addresses we speak on the LANs. */
    void stations(List<String> hardwareAddresses, long nowNs) {
        if (!hardwareAddresses.equals(stations)) {
            stations = hardwareAddresses;
            changedNs = nowNs;
        }
    }

    /** What operators noted of the nodes. */
    void notes(List<Note> known, long nowNs) {
        notes = known;
        changedNs = nowNs;
    }

    private Surroundings surroundings(long sequence, long nowNs) {
        if (pingNodes == Surroundings.UNKNOWN && stations.isEmpty() && notes.isEmpty()) {
            return null;
        }
        boolean fresh = changedNs != GroupFacts.NEVER
                && nowNs - changedNs < settings.timing().deadtimeNs();
        return fresh || sequence % SELDOM == 0 ? new Surroundings(pingNodes, stations, notes) : null;
    }

    void compose(PeerView peer, boolean leaving, List<GroupStatus> groups, long nowNs, Outbox out) {
        long sequence = history.next(nowNs);
        StatusMessage.Terms terms = peer.sameConfiguration() ? null : pace.terms();
        Surroundings around = surroundings(sequence, nowNs);
        for (String link : links) {
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
                            terms,
                            around));
        }
    }
}
