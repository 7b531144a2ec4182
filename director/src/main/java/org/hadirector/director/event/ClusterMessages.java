package org.hadirector.director.event;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.hadirector.heartbeat.decide.CoreEvent;
import org.hadirector.heartbeat.decide.EventDetail.Note;
import org.hadirector.heartbeat.decide.EventDetail.Order;
import org.hadirector.heartbeat.decide.EventDetail.Question;
import org.hadirector.heartbeat.decide.Input.Verb;
import org.hadirector.heartbeat.link.AskScope;
import org.hadirector.heartbeat.link.GroupStatus.AskReason;

/**
 * From events of the core to the messages that heartbeat's harc would have got (recorded from 3.0.6): {@code status} of
 * nodes and ping nodes, {@code stonith} for a node that is gone, {@code ip-request-resp} when a node starts its own
 * groups, {@code ip-request} when it asks for them with auto_failback legacy, {@code hb_takeover}, {@code abort_giveup}
 * when the other node sees as many ping nodes again; beyond 3.0.6, which handles these inside, {@code ask_resources}
 * for a standby and {@code ping_report} when the nodes compare their ping nodes. One thread.
 */
public final class ClusterMessages {
    private Setup setup;
    /** Groups on their way, and why. */
    private final Map<String, AskReason> moving = new HashMap<>();

    private boolean active;
    private boolean peerActiveLater;
    private boolean peerLeaves;
    /** Dead, and not told before its fence is confirmed. */
    private boolean deadLater;
    /** Its fence was confirmed since it was last heard. */
    private boolean fenced;
    /** A ping node of ours came or went since the counts were compared last. */
    private boolean pingsAsked;

    /**
     * @param own keys of the groups that prefer this node
     * @param legacy whether auto_failback is legacy
     * @param peerHasGroups whether some groups prefer the other node
     * @param fences whether a node that is gone is fenced
     * @param deadtimeMs milliseconds, as the status messages of both nodes have it
     * @param ttl how many hops a message may make
     */
    public record Setup(
            String node,
            String peer,
            Set<String> own,
            boolean peerHasGroups,
            boolean legacy,
            boolean fences,
            long deadtimeMs,
            int ttl) {
        public Setup {
            own = Set.copyOf(own);
        }
    }

    public ClusterMessages(Setup setup) {
        this.setup = setup;
    }

    /** Other files; what is on its way is not forgotten. */
    void reconfigure(Setup next) {
        setup = next;
    }

    /** The messages that the event is worth, in their order. */
    public List<ClusterMessage> of(CoreEvent event) {
        return switch (event.kind()) {
            case LOCAL_ACTIVE -> localActive();
            case PEER_UP -> peerUp(event.value());
            case PEER_LEAVING -> {
                peerLeaves = true;
                yield List.of();
            }
            case PEER_DEAD -> peerDead(event.detail() == Note.HELD_NOTHING);
            case FENCED -> fenced();
            case FENCE_FAILED -> List.of(stonith("bad"));
                // that it was late is told, as by heartbeat, and not that it is back
            case PING_UP -> event.value() == 0 ? List.of() : pingChanged(event.subject());
            case PING_DEAD -> pingChanged(event.subject());
            case PINGS_EVEN, PINGS_FEWER, PINGS_MORE -> pingsCompared(event);
            case OPERATOR -> operator(event.group(), (Order) event.detail());
            case ASKED -> asked(event.group(), (Question) event.detail());
            case RELEASING -> event.detail() instanceof Question question
                    ? handedOver(event.group(), question)
                    : List.of();
            case CLAIM -> claim(event);
            case OWNER, NONE, ACQUIRE_FAILED -> {
                moving.remove(event.group());
                yield List.of();
            }
            default -> List.of();
        };
    }

    /** Nobody is active before all have been heard: what the other node said meanwhile counts from now on. */
    private List<ClusterMessage> localActive() {
        active = true;
        boolean told = peerActiveLater;
        peerActiveLater = false;
        return told ? List.of(status("active")) : List.of();
    }

    /** The event's number says what is known of the node: 1 heard for the first time, 2 it owned something then. */
    private List<ClusterMessage> peerUp(long known) {
        peerLeaves = false;
        deadLater = false;
        fenced = false;
        if (known == 1 && !active) {
            peerActiveLater = true;
            return List.of(status("up"));
        }
        return switch ((int) known) {
            case 0, 2 -> List.of(status("active"));
            case 1 -> List.of(status("up"), status("active"));
            default -> List.of(status("init"), status("up"), status("active"));
        };
    }

    /**
     * In heartbeat's words, beside those of a fence: not needed, or nothing configured that could do it. A node that
     * had given up its groups is not told dead at all, as in 3.0.6; one that has to be fenced only when that is
     * confirmed: a script may start what must not run twice.
     */
    private List<ClusterMessage> peerDead(boolean heldNothing) {
        if (peerLeaves) {
            return List.of(dead(), stonith("unneeded"));
        }
        if (heldNothing && setup.peerHasGroups() && !setup.legacy()) {
            return List.of(stonith("unneeded"));
        }
        if (!setup.fences()) {
            return List.of(stonith("n_stnth"), dead());
        }
        if (heldNothing) {
            return List.of(stonith("unneeded"), dead());
        }
        deadLater = !fenced;
        return fenced ? List.of(dead()) : List.of();
    }

    private List<ClusterMessage> fenced() {
        fenced = true;
        boolean told = deadLater;
        deadLater = false;
        return told ? List.of(stonith("OK"), dead()) : List.of(stonith("OK"));
    }

    private ClusterMessage dead() {
        return message("status", Map.of("src", setup.peer(), "st", "dead"));
    }

    private ClusterMessage stonith(String result) {
        return message("stonith", Map.of("src", setup.node(), "node", setup.peer(), "result", result, "ttl", ttl()));
    }

    /** An order for one group moves nothing but that: only the node that has it is asked, by ip-request. */
    private List<ClusterMessage> operator(String group, Order order) {
        boolean takeover = order.verb() == Verb.TAKEOVER;
        if (!group.isEmpty()) {
            return List.of();
        }
        String scope = order.scope().name().toLowerCase(Locale.ROOT);
        return List.of(takeover ? from(setup.node(), "hb_takeover", "rsc_hold", scope) : standby(setup.node(), scope));
    }

    /**
     * The other node offers its groups, or we want ours: what is asked so is no first start. A node that shuts down
     * offers them, too, and goes no standby.
     */
    private List<ClusterMessage> asked(String group, Question question) {
        AskReason why = question.reason();
        boolean planned = why == AskReason.OPERATOR || why == AskReason.FAILBACK;
        boolean offered = why == AskReason.OFFERED && !peerLeaves;
        boolean first = offered && !moving.containsValue(why);
        if (planned || offered) {
            moving.put(group, why);
        }
        String scope = question.scope().name().toLowerCase(Locale.ROOT);
        return first ? List.of(standby(setup.peer(), scope)) : List.of();
    }

    /** A release that the other node asked for. */
    private List<ClusterMessage> handedOver(String group, Question question) {
        AskReason why = question.reason();
        if (why == AskReason.FAILBACK && setup.legacy() || question.scope() == AskScope.GROUP) {
            return List.of(from(setup.peer(), "ip-request", "ipaddr", group));
        }
        if (why != AskReason.OPERATOR) {
            return List.of();
        }
        boolean first = !moving.containsValue(why);
        moving.put(group, why);
        String scope = question.scope().name().toLowerCase(Locale.ROOT);
        return first ? List.of(from(setup.peer(), "hb_takeover", "rsc_hold", scope)) : List.of();
    }

    /**
     * A group of its own that a node starts is one that it asked for, and nobody has it or, legacy, the peer gave it;
     * and any group that was asked for by its key.
     */
    private List<ClusterMessage> claim(CoreEvent event) {
        AskReason asked = moving.get(event.group());
        boolean own = setup.own().contains(event.group());
        boolean byKey = event.detail() instanceof Question question && question.scope() == AskScope.GROUP;
        boolean given = byKey || own && setup.legacy() && asked == AskReason.FAILBACK;
        if (!given && (!own || asked != null)) {
            return List.of();
        }
        return List.of(message(
                "ip-request-resp",
                Map.of(
                        "src",
                        given ? setup.peer() : setup.node(),
                        "dest",
                        setup.node(),
                        "ipaddr",
                        event.group(),
                        "ok",
                        "OK",
                        "weown",
                        "yes",
                        "ttl",
                        ttl())));
    }

    private ClusterMessage standby(String who, String scope) {
        return message("ask_resources", Map.of("src", who, "ttl", ttl(), "rsc_hold", scope, "info", "me"));
    }

    private ClusterMessage status(String status) {
        return message(
                "status",
                Map.of(
                        "src", setup.peer(),
                        "st", status,
                        "dt", Long.toHexString(setup.deadtimeMs()),
                        "protocol", "1",
                        "ttl", ttl()));
    }

    private List<ClusterMessage> pingChanged(String who) {
        pingsAsked = true;
        return List.of(message("status", Map.of("src", who, "st", "dead", "info", "ping")));
    }

    /** ipfail asks when a ping node of its own came or went; who sees as many answers that nobody need give up. */
    private List<ClusterMessage> pingsCompared(CoreEvent event) {
        ClusterMessage report = from(setup.node(), "ping_report", "num_ping", String.valueOf(event.value()));
        boolean asked = pingsAsked;
        pingsAsked = false;
        return asked && event.kind() == CoreEvent.Kind.PINGS_EVEN
                ? List.of(report, from(setup.peer(), "abort_giveup", "dest", setup.node()))
                : List.of(report);
    }

    private ClusterMessage from(String who, String type, String field, String value) {
        return message(type, Map.of("src", who, "ttl", ttl(), field, value));
    }

    private ClusterMessage message(String type, Map<String, String> fields) {
        return new ClusterMessage(type, active ? "active" : "up", fields);
    }

    private String ttl() {
        return String.valueOf(setup.ttl());
    }
}
