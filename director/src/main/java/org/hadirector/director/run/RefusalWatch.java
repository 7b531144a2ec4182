package org.hadirector.director.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.hadirector.heartbeat.link.LinkCounters;

/**
 * Tells when a link begins to refuse beats and when that is over: a line each, however many beats there are. Who plays
 * recordings or guesses keys can send thousands a second; the log must not grow with them. Pure.
 */
final class RefusalWatch {
    /** So long nothing must be refused before it is said to be over. */
    static final long QUIET_NS = 60_000_000_000L;

    /** Why a beat is refused, and what may be behind it. */
    enum Reason {
        FORGED(LinkCounters::forged, "with a wrong digest or an unknown key: other authkeys there, or a forger"),
        REPLAYED(
                LinkCounters::replayed,
                "not newer than what was heard before: a recording is replayed, or the network delivers twice or late"),
        FOREIGN(LinkCounters::foreign, "of another cluster or of a node that ha.cf does not name"),
        MALFORMED(LinkCounters::malformed, "truncated, damaged or of an unknown version"),
        MISROUTED(LinkCounters::misrouted, "of another link of its kind: cables crossed, or another order of media");

        private final ToLongFunction<LinkCounters> count;
        private final String words;

        Reason(ToLongFunction<LinkCounters> count, String words) {
            this.count = count;
            this.words = words;
        }
    }

    /** Something to tell of a link; {@code refused} is how many beats since the first one. */
    record News(String link, Reason reason, boolean over, long refused) {
        /** In words, for log and journal. */
        String text() {
            return over
                    ? "link %s: no more %s beats; %d were refused"
                            .formatted(link, reason.name().toLowerCase(java.util.Locale.ROOT), refused)
                    : "link %s: refuses beats %s (%d so far; said once)".formatted(link, reason.words, refused);
        }
    }

    private record Key(String link, Reason reason) {
        // What the compiler makes of a record is put together at its first call, in milliseconds (decisions/0011).
        @Override
        public boolean equals(Object other) {
            return other instanceof Key it && parts().equals(it.parts());
        }

        @Override
        public int hashCode() {
            return parts().hashCode();
        }

        private List<Object> parts() {
            return List.of(link, reason);
        }
    }

    private static final class Seen {
        private long before;
        private long last;
        private long roseNs;
        private boolean told;
    }

    private final Map<Key, Seen> seen = new HashMap<>();

    /** Looks at the counters, link by link; a link that was made anew begins at 0 again. */
    List<News> look(Map<String, LinkCounters> links, long nowNs) {
        List<News> news = new ArrayList<>();
        links.forEach((link, counters) -> {
            for (Reason reason : Reason.values()) {
                Seen known = seen.computeIfAbsent(new Key(link, reason), key -> new Seen());
                look(link, reason, known, reason.count.applyAsLong(counters), nowNs, news);
            }
        });
        seen.keySet().removeIf(key -> !links.containsKey(key.link()));
        return news;
    }

    private static void look(String link, Reason reason, Seen known, long now, long nowNs, List<News> news) {
        if (now < known.last) {
            known.last = 0;
            known.before = 0;
            known.told = false;
        }
        if (now > known.last) {
            known.roseNs = nowNs;
            if (!known.told) {
                known.told = true;
                known.before = known.last;
                news.add(new News(link, reason, false, now - known.before));
            }
        } else if (known.told && nowNs - known.roseNs >= QUIET_NS) {
            known.told = false;
            news.add(new News(link, reason, true, now - known.before));
        }
        known.last = now;
    }
}
