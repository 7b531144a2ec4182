package org.hadirector.heartbeat.sim;

import java.util.ArrayList;
import java.util.List;

/** Who serves which group, looked at after every event, and every change of it. */
public final class SimService {
    private final SimPair pair;
    private final int[] servers;
    private final List<Change> changes = new ArrayList<>();

    /**
     * The servers of a group changed.
     *
     * @param group its index
     * @param servers bit 1 the first node, bit 2 the second
     */
    public record Change(long atNs, int group, int servers) {}

    SimService(SimPair pair) {
        this.pair = pair;
        this.servers = new int[pair.groups().size()];
    }

    void look() {
        List<String> groups = pair.groups();
        for (int i = 0; i < servers.length; i++) {
            String group = groups.get(i);
            int now = (pair.node(0).serving(group) ? 1 : 0) | (pair.node(1).serving(group) ? 2 : 0);
            if (now != servers[i]) {
                servers[i] = now;
                changes.add(new Change(pair.nowNs(), i, now));
                pair.story().tell(pair.nowNs(), () -> words(group, now));
            }
        }
    }

    private String words(String group, int now) {
        return switch (now) {
            case 0 -> "nobody serves " + group;
            case 1 -> pair.node(0).name() + " serves " + group;
            case 2 -> pair.node(1).name() + " serves " + group;
            default -> "BOTH NODES SERVE " + group;
        };
    }

    /** Bit 1: the first node serves the group with this index; bit 2: the second. */
    public int servers(int group) {
        return servers[group];
    }

    /** All changes since the start. */
    public List<Change> changes() {
        return changes;
    }
}
