package org.hadirector.heartbeat.decide;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ping nodes of ha.cf as this node sees them: asked every keepalive, dead after deadping without an answer. */
public final class PingWatch {
    private final Pace pace;
    private CoreSettings.Pings settings;
    private long startNs;
    private final Map<String, State> nodes = new LinkedHashMap<>();
    private long nextNs;

    PingWatch(CoreSettings.Pings settings, Pace pace, long startNs) {
        this.settings = settings;
        this.pace = pace;
        this.startNs = startNs;
        this.nextNs = startNs;
        settings.nodes().forEach(name -> nodes.put(name, new State()));
    }

    /** Other ping nodes; what is known of those that stay is kept. */
    void reconfigure(CoreSettings.Pings next, long nowNs) {
        settings = next;
        nodes.keySet().retainAll(next.nodes());
        if (!nodes.keySet().containsAll(next.nodes())) {
            startNs = nowNs;
            next.nodes().forEach(name -> nodes.computeIfAbsent(name, key -> new State()));
        }
    }

    /** One ping node. Neither up nor dead: not heard yet. */
    private static final class State {
        private long heardNs = GroupFacts.NEVER;
        private boolean up;
        private boolean dead;
    }

    void answered(String name, long nowNs, Outbox out) {
        State node = nodes.get(name);
        if (node == null) {
            return; // taken away by a reload, and its answer was under way
        }
        if (!node.up) {
            long silentNs = nowNs - (node.heardNs == GroupFacts.NEVER ? startNs : node.heardNs);
            out.tell(CoreEvent.Kind.PING_UP, "", name, "answers", node.dead ? silentNs / 1_000_000 : 0);
            node.up = true;
            node.dead = false;
        }
        node.heardNs = nowNs;
    }

    /** Time passed; after a pause of our own nobody is called dead. */
    void cycle(long nowNs, boolean mayAccuse, Outbox out) {
        if (nodes.isEmpty()) {
            return;
        }
        if (mayAccuse) {
            bury(nowNs, out);
        }
        if (nowNs >= nextNs) {
            nextNs = nowNs + pace.keepaliveNs();
            out.ping();
        }
    }

    /**
     * Nodes that fall silent in one cycle are counted out together: none is told to be seen while the next one dies.
     */
    private void bury(long nowNs, Outbox out) {
        List<String> silent = new ArrayList<>();
        nodes.forEach((name, node) -> {
            if (!node.dead && isSilent(node, nowNs)) {
                node.up = false;
                node.dead = true;
                silent.add(name);
            }
        });
        silent.forEach(name -> out.tell(CoreEvent.Kind.PING_DEAD, "", name, "does not answer", seen()));
    }

    private boolean isSilent(State node, long nowNs) {
        return node.heardNs == GroupFacts.NEVER
                ? nowNs - startNs >= Math.max(settings.deadNs(), pace.initdeadNs())
                : nowNs - node.heardNs >= settings.deadNs();
    }

    /** How many are up. */
    public int seen() {
        return (int) nodes.values().stream().filter(node -> node.up).count();
    }

    /** Whether each was heard or given up: before that a count means nothing. */
    boolean settled() {
        return nodes.values().stream().allMatch(node -> node.up || node.dead);
    }

    /** By name, in the order of ha.cf. */
    Map<String, CoreView.PeerState> states() {
        Map<String, CoreView.PeerState> states = new LinkedHashMap<>();
        nodes.forEach((name, node) -> states.put(
                name,
                node.up ? CoreView.PeerState.UP : node.dead ? CoreView.PeerState.DOWN : CoreView.PeerState.UNKNOWN));
        return states;
    }

    long nextNs() {
        return nodes.isEmpty() ? Long.MAX_VALUE : nextNs;
    }
}
