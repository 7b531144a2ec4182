package org.hadirector.director.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hadirector.heartbeat.decide.CoreView;

/** The part of the status tree about what is around the node: ping nodes, and strangers that claim an address. */
final class SurroundingsTree {
    private final boolean ipfail;
    private final Vendors vendors = new Vendors();

    /** @param ipfail whether ping nodes decide about ownership */
    SurroundingsTree(boolean ipfail) {
        this.ipfail = ipfail;
    }

    Map<String, Object> pings(CoreView.Around around) {
        Map<String, Object> states = new LinkedHashMap<>();
        around.pingNodes()
                .forEach((name, state) -> states.put(name, state.name().toLowerCase(Locale.ROOT)));
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("states", states);
        tree.put("ipfail", ipfail);
        tree.put(
                "seen",
                around.pingNodes().values().stream()
                        .filter(CoreView.PeerState.UP::equals)
                        .count());
        tree.put("peerSees", around.peerPingNodes());
        tree.put("failbackHeldBackMs", around.heldBackNs() / 1_000_000);
        return tree;
    }

    List<Map<String, Object>> strangers(CoreView.Group group, long nowNs) {
        return group.detail().strangers().stream()
                .map(stranger -> {
                    Map<String, Object> tree = new LinkedHashMap<>();
                    tree.put("hardwareAddress", stranger.hardwareAddress());
                    tree.put("address", stranger.address());
                    tree.put("vendor", vendors.of(stranger.hardwareAddress()).orElse("unknown"));
                    tree.put("sinceMs", (nowNs - stranger.sinceNs()) / 1_000_000);
                    tree.put("lastHeardMs", (nowNs - stranger.lastNs()) / 1_000_000);
                    return tree;
                })
                .toList();
    }
}
