package org.hadirector.heartbeat.decide;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.hadirector.heartbeat.decide.Sign.Weight;

/**
 * What speaks for the peer's death, link by link. A sign stands from the moment in which a sensor raises it until that
 * sensor takes it back. It counts from then on, too, but any beat of the peer heard later on whatever link voids it:
 * then it counts again only when its sensor raises it anew, which sensors do for as long as they see it.
 *
 * <p>The signs are complete when every link has one that counts or is silent for deadtime. Hints count only beside a
 * proof that the process is dead, dead media only on links that are watched: there our echoes say that they are brief.
 */
public class Evidence {
    private static final long NEVER = Long.MIN_VALUE;

    private final Map<String, Map<Sign, Mark>> links = new LinkedHashMap<>();
    private final Map<String, Map<Sign, Flicker>> flickers = new LinkedHashMap<>();
    private int standing;
    private long longestLeaseNs;

    public Evidence(List<String> names) {
        names.forEach(name -> links.put(name, new EnumMap<>(Sign.class)));
    }

    /** Other links: those that stay keep their signs. */
    void reconfigure(List<String> names) {
        links.keySet().retainAll(names);
        flickers.keySet().retainAll(names);
        names.forEach(name -> links.computeIfAbsent(name, added -> new EnumMap<>(Sign.class)));
        standing = links.values().stream().mapToInt(Map::size).sum();
    }

    private static final class Mark {
        private final long standsSinceNs;
        private long countsSinceNs;

        private Mark(long nowNs) {
            standsSinceNs = nowNs;
            countsSinceNs = nowNs;
        }
    }

    /** A sensor reported; a sign about a run of the peer that is not the present one says nothing. */
    void take(Input.DeathSign sign, long presentBoot, long deadtimeNs, long nowNs, Outbox out) {
        boolean about = presentBoot != 0 && (sign.bootId() == 0 || sign.bootId() == presentBoot);
        if ((about || !sign.stands()) && sign(sign.link(), sign.sign(), sign.stands(), nowNs)) {
            String text = (sign.stands() ? "" : "no longer: ") + sign.sign().text();
            Flicker flicker = flickers.computeIfAbsent(sign.link(), name -> new EnumMap<>(Sign.class))
                    .computeIfAbsent(sign.sign(), kind -> new Flicker());
            tell(sign.link(), flicker.changed(text, deadtimeNs, nowNs), out);
        }
    }

    /** Time passed: signs that came and went too often to be told each time. */
    void settle(long deadtimeNs, long nowNs, Outbox out) {
        flickers.forEach(
                (link, signs) -> signs.values().forEach(flicker -> tell(link, flicker.settle(deadtimeNs, nowNs), out)));
    }

    private static void tell(String link, String text, Outbox out) {
        if (text != null) {
            out.tell(CoreEvent.Kind.EVIDENCE, "", link, text, 0);
        }
    }

    /** The peer told of a lease of that length. */
    void lease(int leaseMs) {
        longestLeaseNs = Math.max(longestLeaseNs, leaseMs * 1_000_000L);
    }

    /** The longest lease that the peer's present run has told of. */
    public long longestLeaseNs() {
        return longestLeaseNs;
    }

    /**
     * A sensor sees a sign, or sees it no longer.
     *
     * @return whether that is news
     */
    boolean sign(String link, Sign sign, boolean stands, long nowNs) {
        Map<Sign, Mark> marks = links.get(link);
        if (marks == null) {
            return false;
        }
        if (!stands) {
            boolean stood = marks.remove(sign) != null;
            standing -= stood ? 1 : 0;
            return stood;
        }
        Mark mark = marks.get(sign);
        if (mark == null) {
            marks.put(sign, new Mark(nowNs));
            standing++;
            return true;
        }
        if (mark.countsSinceNs == NEVER) {
            mark.countsSinceNs = nowNs;
        }
        return false;
    }

    /** The peer lives: a beat of it was heard. */
    protected void heard() {
        if (standing > 0) {
            links.values().forEach(marks -> marks.values().forEach(mark -> mark.countsSinceNs = NEVER));
        }
    }

    /** Another run of the peer was heard: what was seen of the former one's process is over. */
    void restarted() {
        longestLeaseNs = 0;
        links.values().forEach(marks -> {
            standing -= marks.size();
            marks.keySet().removeIf(sign -> sign.weight() != Weight.MEDIUM);
            standing += marks.size();
        });
    }

    /** Whether the end of the peer's process is proven on some link. */
    public boolean processDead() {
        return processDeadSinceNs() != NEVER;
    }

    /** Since when the end of its process is known, {@link Long#MIN_VALUE} when it is not. */
    long processDeadSinceNs() {
        long since = NEVER;
        if (standing == 0) {
            return since;
        }
        for (Map<Sign, Mark> marks : links.values()) {
            since = earliest(since, countsSinceNs(marks, Weight.PROCESS));
        }
        return since;
    }

    /**
     * Since when the signs are complete. A hint may be older than the proof beside which it counts; it says nothing of
     * the time before that, in which the process lived and may have served.
     *
     * @return {@link Long#MIN_VALUE} when they are not
     */
    public long completeSinceNs(PeerView peer, long nowNs) {
        if (standing == 0) {
            return NEVER;
        }
        boolean hints = hintsCount();
        long since = hints ? processDeadSinceNs() : NEVER;
        boolean any = false;
        for (Map.Entry<String, Map<Sign, Mark>> link : links.entrySet()) {
            Weight atLeast = hints ? Weight.HINT : peer.watches(link.getKey(), nowNs) ? Weight.MEDIUM : Weight.PROCESS;
            long signed = countsSinceNs(link.getValue(), atLeast);
            any |= signed != NEVER;
            DeadtimeDetector detector = peer.detector(link.getKey());
            if (signed == NEVER && !excused(detector, nowNs)) {
                return NEVER;
            }
            since = Math.max(since, signed == NEVER ? Math.min(nowNs, detector.deadAtNs()) : signed);
        }
        return any ? since : NEVER;
    }

    /** Whether signs that prove nothing alone are looked at. */
    protected boolean hintsCount() {
        return processDead();
    }

    /** Whether a link needs no sign. */
    protected boolean excused(DeadtimeDetector link, long nowNs) {
        return link.dead(nowNs);
    }

    /** The earliest sign of a link that counts and has at least that weight. */
    private static long countsSinceNs(Map<Sign, Mark> marks, Weight atLeast) {
        long since = NEVER;
        if (marks.isEmpty()) {
            return since;
        }
        for (Map.Entry<Sign, Mark> mark : marks.entrySet()) {
            if (mark.getKey().weight().compareTo(atLeast) <= 0) {
                since = earliest(since, mark.getValue().countsSinceNs);
            }
        }
        return since;
    }

    private static long earliest(long one, long other) {
        return one == NEVER ? other : other == NEVER ? one : Math.min(one, other);
    }

    /** Since when some medium is dead, the latest of them; {@link Long#MIN_VALUE} when none is. */
    long mediumDeadSinceNs() {
        long since = NEVER;
        if (standing == 0) {
            return since;
        }
        for (Map<Sign, Mark> marks : links.values()) {
            for (Map.Entry<Sign, Mark> mark : marks.entrySet()) {
                if (mark.getKey().weight() == Weight.MEDIUM) {
                    since = Math.max(since, mark.getValue().standsSinceNs);
                }
            }
        }
        return since;
    }

    /** What is seen on a link, in words; what counts not (any more) says so. */
    String text(String link) {
        StringJoiner text = new StringJoiner(", ");
        links.get(link)
                .forEach((sign, mark) -> text.add(
                        sign.text() + (mark.countsSinceNs == NEVER ? " (void: the peer was heard later)" : "")));
        return text.toString();
    }
}
