package org.hadirector.director.log;

import java.util.List;
import java.util.Locale;
import org.hadirector.heartbeat.decide.CoreEvent;

/**
 * Events of the decision core in the words that heartbeat used and that people's scripts look for (linux-ha heartbeat
 * 3.0.6, recorded logs). What groups and agents do is logged by themselves. Pure.
 */
public final class HeartbeatTexts {
    private final String node;
    private final String peer;
    private final PingTexts pings;

    public HeartbeatTexts(String node, String peer) {
        this(node, peer, false, 0);
    }

    /** @param ipfail whether ipfail's own lines are wanted, too */
    public HeartbeatTexts(String node, String peer, boolean ipfail, long keepaliveNs) {
        this.node = node;
        this.peer = peer;
        this.pings = new PingTexts(ipfail, keepaliveNs);
    }

    /** The lines that the event is worth, in their order. */
    public List<LogLine> lines(CoreEvent event) {
        String why = event.reason().isEmpty() ? "" : " (" + event.reason() + ")";
        return switch (event.kind()) {
            case LINK_UP -> List.of(LogLine.info("Link " + linkOf(event) + " up."));
            case LINK_DEAD -> List.of(LogLine.info("Link " + linkOf(event) + " dead."));
            case PEER_UP -> List.of(LogLine.info("Status update for node " + peer + ": status active"));
            case PEER_LATE -> List.of(
                    LogLine.warn("Late heartbeat: Node " + peer + ": interval " + event.value() + " ms"));
            case PEER_DEAD -> List.of(LogLine.warn("node " + peer + ": is dead"));
            case PEER_LEAVING -> List.of(LogLine.info("Received shutdown notice from '" + peer + "'."));
            case CLOCK_STALL -> List.of(LogLine.warn("Our own cycle was late by " + event.value() + " ms" + why));
            case CARRIER -> List.of(LogLine.warn(event.group() + ": " + event.reason()));
            case PING_UP -> pings.up(event);
            case PING_DEAD -> pings.dead(event);
            case PINGS_EVEN -> pings.even();
            case PINGS_FEWER -> pings.fewer();
            case PINGS_MORE -> pings.more();
            case STRANGER -> List.of(LogLine.error(event.group() + ": " + event.reason()));
            case SUSPECT -> List.of(LogLine.info("Probing before a takeover of " + event.group() + why));
            case ASKED -> List.of(LogLine.info(node + " asks " + peer + " for " + event.group() + why));
            case GRANTED -> List.of(LogLine.info("Resource group " + event.group() + " is granted" + why));
            case REFUSED -> List.of(LogLine.info("request for " + event.group() + " ignored" + why));
            case BEREAVED -> List.of(LogLine.info("Resources being acquired from " + peer + "." + why));
            case CLAIM -> List.of(LogLine.info("Taking over resource group " + event.group()));
            case OWNER -> List.of(LogLine.info("all HA resource acquisition completed: " + event.group() + why));
            case RELEASING -> List.of(LogLine.info("Giving up resource group " + event.group() + why));
            case NONE -> List.of(LogLine.info("Resource group " + event.group() + " is not held here" + why));
            case ACQUIRE_FAILED -> List.of(
                    LogLine.error("Giving up resources due to failure of " + event.group() + why));
            case LEASE_LOST -> List.of(LogLine.error("Lease of " + event.group() + " has run out" + why));
            case REPROVED -> List.of(LogLine.info("Ownership of " + event.group() + " is proven again" + why));
            case ISOLATED -> List.of(LogLine.error("This node is isolated" + why));
            case FENCE -> List.of(LogLine.info("STONITH of " + peer + " begins" + why));
            case FENCED -> List.of(LogLine.info("node " + peer + " now reset." + why));
            case FENCE_FAILED -> List.of(LogLine.error("STONITH of " + peer + " failed.  Retrying..." + why));
            case DISK_WORKS -> List.of(LogLine.info(event.subject() + ": " + event.reason()));
            case ALARM -> List.of(
                    LogLine.error((event.group().isEmpty() ? event.subject() : event.group()) + ": " + event.reason()));
            case RECONFIGURED -> List.of(LogLine.info("Configuration reread."));
            case OPERATOR -> List.of(LogLine.info(operator(event)));
        };
    }

    /** Who made a stranger's network card. */
    public static LogLine vendor(String hardwareAddress, String vendor) {
        return LogLine.warn(hardwareAddress + " is of " + vendor);
    }

    /** The daemon was told to stop. */
    public static List<LogLine> leaving(String pid) {
        return List.of(
                LogLine.info("Heartbeat shutdown in progress. (" + pid + ")"),
                LogLine.info("Giving up all HA resources."));
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

    private String linkOf(CoreEvent event) {
        return peer + ":" + event.subject();
    }

    /** "STANDBY ALL" is what heartbeat calls wanting to go standby [all]. */
    private String operator(CoreEvent event) {
        String[] words = event.reason().toLowerCase(Locale.ROOT).split(" ");
        if (words.length == 2 && words[0].equals("standby")) {
            return node + " wants to go standby [" + words[1] + "]";
        }
        if (words.length == 2 && words[0].equals("takeover")) {
            return node + " wants to take over [" + words[1] + "]";
        }
        return event.reason();
    }
}
