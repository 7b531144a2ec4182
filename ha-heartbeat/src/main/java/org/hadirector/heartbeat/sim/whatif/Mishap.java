package org.hadirector.heartbeat.sim.whatif;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a user can ask about, told from the point of view of whoever serves the first group then.
 *
 * @param name as typed
 * @param kind of fault in the catalogue
 * @param atOwner it hits the node that serves, else the other one; without meaning for what hits both
 * @param words for the list
 */
public record Mishap(String name, String kind, boolean atOwner, String words) {
    private static final List<Mishap> ALL = List.of(
            new Mishap("owner-killed", "kill", true, "the daemon of the node that serves is killed (kill -9)"),
            new Mishap("owner-power-off", "power-off", true, "the node that serves loses power"),
            new Mishap("owner-hung", "stall", true, "the daemon of the node that serves hangs, then goes on"),
            new Mishap("owner-restarted", "restart", true, "it is killed and starts again at once"),
            new Mishap("owner-stopped", "shutdown", true, "an operator stops it in order"),
            new Mishap("standby-killed", "kill", false, "the daemon of the standby is killed"),
            new Mishap("standby-power-off", "power-off", false, "the standby loses power"),
            new Mishap("standby-hung", "stall", false, "the daemon of the standby hangs, then goes on"),
            new Mishap("all-heartbeat-cut", "all-links-cut", true, "every heartbeat link is cut, the LAN lives"),
            new Mishap("one-link-cut", "link-cut", true, "the first heartbeat link is cut"),
            new Mishap("one-way", "all-links-one-way", true, "nothing that the owner sends arrives on any link"),
            new Mishap("one-way-back", "all-links-one-way", false, "nothing that the standby sends arrives"),
            new Mishap("lan-dead", "port-dead", true, "the owner's switch port dies, its carrier stays"),
            new Mishap("carrier-lost", "carrier-lost", true, "the owner's LAN cable is pulled"),
            new Mishap("standby-lan-dead", "port-dead", false, "the standby's switch port dies"),
            new Mishap("switch-dead", "switch-dead", true, "the switch of the LAN dies, the heartbeat links live"),
            new Mishap("lan-split", "lan-split", true, "the LAN falls in two, clients and gateway on both sides"),
            new Mishap("gateway-dead", "gateway-dead", true, "gateway and ping nodes fall silent"),
            new Mishap("everything-cut", "everything-cut", true, "every heartbeat link and the switch die"),
            new Mishap("both-boot", "both-off", true, "both nodes lose power and boot at once"),
            new Mishap("resource-fails", "resource-fails", true, "a resource fails on the owner"),
            new Mishap("start-fails", "start-fails", false, "resources cannot be started on the standby"),
            new Mishap("disk-full", "disk-full", false, "the disk of the standby is full"),
            new Mishap("operator-standby", "operator-standby", true, "an operator says standby on the owner"),
            new Mishap("operator-takeover", "operator-takeover", false, "an operator says takeover on the standby"));

    /** All of them, in the order of the list for people. */
    public static List<Mishap> all() {
        return ALL;
    }

    static Optional<Mishap> named(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return ALL.stream().filter(mishap -> mishap.name().equals(lower)).findFirst();
    }
}
