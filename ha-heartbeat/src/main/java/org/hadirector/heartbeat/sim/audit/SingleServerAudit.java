package org.hadirector.heartbeat.sim.audit;

import java.util.HashMap;
import java.util.Map;
import org.hadirector.heartbeat.sim.SimNode;
import org.hadirector.heartbeat.sim.SimPair;

/**
 * I1: never two nodes serve one VIP on one LAN. What counts is who <em>answers</em>: a gate that is open and an address
 * that is there, or was there until just now while the engine still balances ({@link SimNode#answers}). That is not
 * allowed to both for any time at all.
 *
 * <p>A claim opens its gate before its resources bring the address up, so an open gate alone answers nobody and two may
 * be open at once. But no longer than it takes to find out: a claimant probes for the VIP all the time, so beside a
 * node that answers its gate must be shut within three deadtimes on a LAN that loses nothing.
 *
 * <p>While a LAN is divided both halves may have a server. When the halves meet one of them stops being right: a
 * deadtime later it is gone, even if no link lets the nodes speak to each other.
 */
final class SingleServerAudit implements Audit {
    private static final int DEADTIMES_TO_SEE = 3;

    /** Since when one node answers and the other one's gate is open, by group. */
    private final Map<String, Long> besideNs = new HashMap<>();

    @Override
    public String check(SimPair pair) {
        boolean apart = !pair.lan().joined(pair.node(0), pair.node(1));
        if (!pair.node(0).anyLease() || !pair.node(1).anyLease() || apart) {
            besideNs.clear();
            return null;
        }
        for (int i = 0; i < pair.groups().size(); i++) {
            String found = check(pair, pair.groups().get(i));
            if (found != null) {
                return found;
            }
        }
        return check(pair, SimPair.EXTRA);
    }

    private String check(SimPair pair, String group) {
        boolean bothOpen = pair.node(0).open(group) && pair.node(1).open(group);
        boolean first = bothOpen && pair.node(0).answers(group);
        boolean second = bothOpen && pair.node(1).answers(group);
        if (first && second) {
            return justMet(pair) ? null : "I1: both nodes serve " + group;
        }
        if (!first && !second || !pair.lan().lossless()) {
            besideNs.remove(group);
            return null;
        }
        long since = besideNs.computeIfAbsent(group, begins -> pair.nowNs());
        long bound = DEADTIMES_TO_SEE * pair.settings().timing().deadtimeNs();
        boolean blind = pair.nowNs() - since > bound;
        return blind ? "I1: a claim of " + group + " goes on beside the node that serves it" : null;
    }

    private static boolean justMet(SimPair pair) {
        return pair.network().allCut()
                && pair.lan().halvesMet(pair.settings().timing().deadtimeNs());
    }
}
