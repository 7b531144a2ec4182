package org.hadirector.heartbeat.sim;

import org.hadirector.heartbeat.decide.Effect;
import org.hadirector.heartbeat.decide.Input;

/** What a core's effects do to the simulated world. */
final class SimEffects {
    private SimEffects() {}

    static void act(SimNode node, SimPair pair, Effect effect) {
        if (effect instanceof Effect.Send send) {
            node.hearing().says(send.beat());
            pair.network().send(node, pair.other(node), send.link(), send.beat());
        } else if (effect instanceof Effect.Lease lease) {
            if (node.kernel().lease(lease.group(), lease.untilNs(), node.local())) {
                pair.audits().leaseRevived(node, lease.group());
                node.input(new Input.LeaseLost(lease.group()));
            }
        } else if (effect instanceof Effect.HoldPackets hold) {
            if (node.kernel().hasAddress(hold.group())) {
                pair.audits()
                        .fail("I4: " + node.name() + " lets packets wait for " + hold.group() + " before its release");
            }
        } else if (effect instanceof Effect.HandOn on) {
            if (node.kernel().leaseRuns(on.group(), node.local())) {
                pair.audits().fail("I1: " + node.name() + " sends packets of " + on.group() + " on and serves them");
            }
        } else if (effect instanceof Effect.Acquire acquire) {
            pair.audits().epochUsed(node, acquire.epoch());
            node.resources().acquire(node, acquire.group());
        } else if (effect instanceof Effect.Release release) {
            node.resources().release(node, release.group());
        } else if (effect instanceof Effect.Probe probe) {
            pair.lan().probe(node, pair.other(node), probe.group());
            pair.sensors().probe(node);
        } else if (effect instanceof Effect.Ping) {
            pair.lan().ping(node, pair.settings().pings().nodes());
        } else if (effect instanceof Effect.Reannounce again) {
            pair.lan().announce(node, pair.other(node), again.group());
        } else if (effect instanceof Effect.ReserveEpoch reserve) {
            long mine = node.run();
            pair.in(node.disk().fsyncNs(), () -> reserved(node, mine, reserve.upTo()));
        } else if (effect instanceof Effect.Fence shot) {
            node.fence().shoot(node, pair.other(node), shot.attempt());
        } else if (effect instanceof Effect.FenceDropped drop) {
            node.fence().drop(drop.attempt());
        } else if (effect instanceof Effect.Forget forget) {
            node.rolesChanged();
            if (node.kernel().hasAddress(forget.group())) {
                pair.audits().fail("I4: " + node.name() + " forgets " + forget.group() + " and leaves its address");
            }
        } else if (effect instanceof Effect.Tell tell) {
            node.rolesChanged();
            pair.audits().told(node, tell.event());
        } else if (effect instanceof Effect.Answer answer) {
            pair.answered(node, answer);
        }
    }

    private static void reserved(SimNode node, long ofRun, long upTo) {
        if (node.sameRun(ofRun)) {
            boolean written = node.disk().write(upTo);
            node.input(
                    written ? new Input.EpochReserved(upTo) : new Input.EpochReserveFailed("No space left on device"));
        }
    }
}
