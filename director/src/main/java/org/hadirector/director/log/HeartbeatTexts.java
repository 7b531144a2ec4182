package org.hadirector.director.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.hadirector.heartbeat.config.HaCf;
import org.hadirector.heartbeat.config.Medium;
import org.hadirector.heartbeat.decide.CoreEvent;
import org.hadirector.heartbeat.decide.EventDetail;
import org.hadirector.heartbeat.decide.EventDetail.Order;

/**
 * Events of the decision core in the words that heartbeat used and that people's scripts look for (linux-ha heartbeat
 * 3.0.6, recorded logs). What groups and agents do is logged by themselves. Where heartbeat's words leave the reason
 * out, it follows on a line of its own, so that theirs stay as they were. One thread.
 */
public final class HeartbeatTexts {
    private final String node;
    private final String peer;
    private PingTexts pings;
    private final IpfailTexts client;
    private final MoveTexts moves;
    private boolean peerCalledDead;
    private final boolean fencing;
    private boolean peerGives;

    public HeartbeatTexts(String node, String peer) {
        this(node, peer, false, 0, Set.of(), false, false);
    }

    /**
     * @param ipfail whether ipfail's own lines are wanted, too
     * @param own keys of the groups that prefer this node
     * @param peerGives whether the other node has groups of its own that it can give up: not with auto_failback legacy
     * @param fencing whether there is a fence device
     */
    public HeartbeatTexts(
            String node,
            String peer,
            boolean ipfail,
            long keepaliveNs,
            Set<String> own,
            boolean peerGives,
            boolean fencing) {
        this.node = node;
        this.peer = peer;
        this.pings = new PingTexts(ipfail, keepaliveNs);
        this.client = new IpfailTexts(peer);
        client.wanted(ipfail);
        this.moves = new MoveTexts(node, peer, own);
        this.peerGives = peerGives;
        this.fencing = fencing;
    }

    /** Other files, with the meanings of the constructor; what moves is not forgotten. Where events are told. */
    public void reconfigure(boolean ipfail, long keepaliveNs, Set<String> own, boolean peerGives) {
        this.peerGives = peerGives;
        pings = new PingTexts(ipfail, keepaliveNs);
        client.wanted(ipfail);
        moves.reconfigure(own);
    }

    /** The lines that the event is worth, in their order. */
    public List<LogLine> lines(CoreEvent event) {
        String why = event.reason().isEmpty() ? "" : " (" + event.reason() + ")";
        return switch (event.kind()) {
            case LINK_UP -> both(List.of(link(event, "up")), client.linkUp(event.subject()));
            case LINK_DEAD -> both(List.of(link(event, "dead")), client.linkDead(event.subject()));
            case PEER_UP -> peerUp(event);
            case LOCAL_ACTIVE -> active(event);
            case TAKEN -> moves.taken(event);
            case PEER_OWNS -> List.of(LogLine.info("Resource group " + event.group() + " is held elsewhere" + why));
            case PEER_LATE -> List.of(LogLine.warn("No heartbeat from " + peer + " for " + event.value() + " ms"));
            case LATE_BEAT -> List.of(late(event));
            case PEER_DEAD -> both(peerDead(event.detail() == EventDetail.Note.HELD_NOTHING), client.peerDead());
            case PEER_LEAVING -> peerLeaving();
            case CLOCK_STALL -> List.of(LogLine.warn("Our own cycle was late by " + event.value() + " ms" + why));
            case CARRIER -> List.of(LogLine.warn(event.group() + ": " + event.reason()));
            case PING_UP -> ping(event, true);
            case PING_DEAD -> ping(event, false);
            case PINGS_EVEN -> pings.even();
            case PINGS_FEWER -> pings.fewer();
            case PINGS_MORE -> pings.more();
            case STRANGER -> List.of(LogLine.error(event.group() + ": " + event.reason()));
            case SUSPECT -> List.of(LogLine.info("Probing before a takeover of " + event.group() + why));
            case EVIDENCE -> List.of(LogLine.info("Sign of death of " + peer + " on " + event.subject() + why));
            case ASKED -> and(moves.asked(event), node + " asks " + peer + " for " + event.group() + why);
            case GRANTED -> List.of(LogLine.info("Resource group " + event.group() + " is granted" + why));
            case REFUSED -> refused(event, why);
            case BEREAVED -> and(
                    moves.peerLeaving()
                            ? List.of()
                            : List.of(LogLine.info("Resources being acquired from " + peer + ".")),
                    "Resource group " + event.group() + " is free" + why);
            case CLAIM -> moves.claim(event);
            case OWNER -> and(moves.owner(event), "Resource group " + event.group() + " is held here" + why);
            case RELEASING -> and(moves.releasing(event), "Giving up resource group " + event.group() + why);
            case NONE -> and(moves.none(event), "Resource group " + event.group() + " is not held here" + why);
            case ACQUIRE_FAILED -> List.of(
                    LogLine.error("Giving up resources due to failure of " + event.group() + why));
            case LEASE_LOST -> List.of(LogLine.error("Lease of " + event.group() + " has run out" + why));
            case REPROVED -> List.of(LogLine.info("Ownership of " + event.group() + " is proven again" + why));
            case ISOLATED -> List.of(LogLine.error("This node is isolated" + why));
            case FENCE -> List.of(LogLine.info("STONITH of " + peer + " begins" + why));
            case FENCED -> and(
                    List.of(LogLine.info("node " + peer + " now reset.")),
                    "STONITH of " + peer + " is confirmed" + why);
            case FENCE_FAILED -> List.of(
                    LogLine.error("STONITH of " + peer + " failed.  Retrying..."),
                    LogLine.error("STONITH of " + peer + " did not work" + why));
            case DISK_WORKS -> List.of(LogLine.info(event.subject() + ": " + event.reason()));
            case ALARM -> List.of(
                    LogLine.error((event.group().isEmpty() ? event.subject() : event.group()) + ": " + event.reason()));
            case RECONFIGURED -> List.of(LogLine.info("Configuration reread."));
            case OPERATOR -> List.of(operator(event.group(), (Order) event.detail()));
        };
    }

    private LogLine link(CoreEvent event, String state) {
        return LogLine.info("Link " + peer + ":" + event.subject() + " " + state + ".");
    }

    private List<LogLine> active(CoreEvent event) {
        client.active();
        return moves.active(event.value() == 0);
    }

    private List<LogLine> ping(CoreEvent event, boolean answers) {
        client.ping(event.subject(), answers);
        return answers ? pings.up(event) : pings.dead(event);
    }

    private static List<LogLine> and(List<LogLine> theirs, String reason) {
        return both(theirs, List.of(LogLine.info(reason)));
    }

    private static List<LogLine> both(List<LogLine> first, List<LogLine> second) {
        List<LogLine> lines = new ArrayList<>(first);
        lines.addAll(second);
        return lines;
    }

    /**
     * The event's number says what is known of the node: 0 the run that was taken for dead, 1 heard for the first time,
     * 2 it owned something then.
     */
    private List<LogLine> peerUp(CoreEvent event) {
        moves.peerUp(event.value() == 2);
        LogLine active = LogLine.info("Status update for node " + peer + ": status active");
        LogLine up = LogLine.info("Status update for node " + peer + ": status up");
        boolean calledDead = peerCalledDead;
        peerCalledDead = false;
        if (event.value() == 1) {
            LogLine init = LogLine.info("Status update for node " + peer + ": status init");
            return calledDead ? both(List.of(init, up, active), client.peerStarts()) : List.of(up, active);
        }
        if (event.value() == 0) {
            return List.of(
                    LogLine.crit("Cluster node " + peer + " returning after partition."),
                    LogLine.info("For information on cluster partitions, See URL:"
                            + " http://linux-ha.org/wiki/Split_Brain"),
                    LogLine.warn("Deadtime value may be too small."),
                    LogLine.info("See FAQ for information on tuning deadtime."),
                    LogLine.info("URL: http://linux-ha.org/wiki/FAQ#Heavy_Load"),
                    active);
        }
        if (event.value() == 2) {
            return List.of(active);
        }
        return both(
                List.of(
                        LogLine.info("Heartbeat restart on node " + peer),
                        LogLine.info("Status update for node " + peer + ": status init"),
                        up,
                        active),
                client.peerStarts());
    }

    private static LogLine late(CoreEvent event) {
        String text = "Late heartbeat: Node " + event.subject() + ": interval " + event.value() + " ms";
        return event.detail() == EventDetail.Note.BEYOND_DEADTIME
                ? LogLine.crit(text + " (> deadtime)")
                : LogLine.warn(text);
    }

    private List<LogLine> peerDead(boolean heldNothing) {
        peerCalledDead = true;
        List<LogLine> lines = new ArrayList<>(List.of(LogLine.warn("node " + peer + ": is dead")));
        lines.addAll(moves.peerDead());
        if (moves.isLeaving()) {
            return lines; // who ends takes nothing over, and says nothing of what there might be
        }
        if (moves.peerLeaving() || heldNothing && peerGives) {
            lines.add(LogLine.info("Dead node " + peer + " gave up resources."));
        } else if (!fencing) {
            lines.add(LogLine.warn("No STONITH device configured."));
            lines.add(LogLine.warn("Shared disks are not protected."));
            lines.addAll(moves.nothingLocal());
        }
        return lines;
    }

    private List<LogLine> peerLeaving() {
        moves.peerLeaves();
        List<LogLine> lines = new ArrayList<>(moves.nothingLocal());
        lines.add(0, LogLine.info("Resources being acquired from " + peer + "."));
        lines.add(0, LogLine.info("Received shutdown notice from '" + peer + "'."));
        return lines;
    }

    private static List<LogLine> refused(CoreEvent event, String why) {
        if (event.detail() == EventDetail.Note.UNHEARD) {
            return List.of(LogLine.warn("No reply to standby request.  Standby request cancelled."));
        }
        return List.of(
                event.group().isEmpty()
                        ? LogLine.warn("Standby in progress- new request from " + event.subject() + " ignored ["
                                + event.value() + " seconds left]")
                        : LogLine.info("request for " + event.group() + " ignored" + why));
    }

    /** The configuration is in order; not said by a daemon that {@code heartbeat -r} starts. */
    public static List<LogLine> validated(String version) {
        return List.of(
                LogLine.info("**************************"),
                LogLine.info("Configuration validated. Starting heartbeat " + version));
    }

    /** The daemon starts. */
    public static List<LogLine> starting(String version, long generation) {
        return List.of(
                LogLine.info("heartbeat: version " + version), LogLine.info("Heartbeat generation: " + generation));
    }

    /** The links are open: this node hears itself on those that carry its own beats back. */
    public static List<LogLine> up(HaCf haCf, String node) {
        List<LogLine> lines = new ArrayList<>();
        lines.add(LogLine.info("Local status now set to: 'up'"));
        haCf.media().stream()
                .map(Medium::name)
                .distinct()
                .filter(haCf::hearsItself)
                .forEach(name -> lines.add(LogLine.info("Link " + node + ":" + name + " up.")));
        return lines;
    }

    /** Who made a stranger's network card. */
    public static LogLine vendor(String hardwareAddress, String vendor) {
        return LogLine.warn(hardwareAddress + " is of " + vendor);
    }

    /**
     * The daemon ends.
     *
     * @param handsOver false after a failure: what is held is released and nobody is asked to take it
     * @param delayed a group is just being started, stopped or handed over, and that is awaited first
     */
    public List<LogLine> leaving(String pid, boolean handsOver, boolean delayed) {
        moves.leaving();
        List<LogLine> lines = new ArrayList<>();
        if (delayed) {
            lines.add(LogLine.warn("Shutdown delayed until current resource activity finishes."));
        }
        lines.add(LogLine.info("Heartbeat shutdown in progress. (" + pid + ")"));
        if (handsOver) {
            lines.add(LogLine.info("Giving up all HA resources."));
        }
        return lines;
    }

    /** A resource cannot be stopped and this node reboots. */
    public static LogLine killing() {
        return LogLine.script("ResourceManager", "CRIT: Killing heartbeat ungracefully!");
    }

    /** A resource cannot be stopped and this node goes on trying. */
    public static LogLine stuck(String group, String why) {
        return LogLine.crit("Resource group " + group + " is not given up: " + why
                + "; the other node does not start it while it may be active here");
    }

    /** Nothing is held any more. */
    public static LogLine relinquished() {
        return LogLine.info("All HA resources relinquished.");
    }

    /** The last line. */
    public static LogLine gone(String node) {
        return LogLine.info(node + " Heartbeat shutdown complete.");
    }

    /** @param group the only one that is meant, or empty */
    private LogLine operator(String group, Order order) {
        String scope = order.scope().name().toLowerCase(Locale.ROOT);
        return switch (order.verb()) {
            case STANDBY -> {
                moves.goingStandby(scope);
                yield LogLine.info(
                        moves.isActive()
                                ? node + " wants to go standby [" + scope + "]"
                                : "standby [" + scope + "] ordered before this node is active");
            }
            case TAKEOVER -> LogLine.info(node + " wants to take over [" + (group.isEmpty() ? scope : group) + "]");
        };
    }
}
