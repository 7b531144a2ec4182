package org.hadirector.heartbeat.decide;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;
import org.hadirector.heartbeat.sim.CoreFactory;

/** Cores with one rule about signs of death missing: the simulator must notice every one. */
public final class EvidenceMutants {
    private EvidenceMutants() {}

    public static Map<String, CoreFactory> all() {
        Map<String, CoreFactory> all = new TreeMap<>();
        all.put("believes signs on one link alone", core(new OneLink()));
        all.put("believes what a firewall can do", core(new Hints()));
        all.put("does not let a beat void the signs", core(new NoVoid()));
        all.put("does not wait for the end of the echoes it gave", core(new NoWait()));
        all.put("does not wait for the dead owner's lease", core(new NoLease()));
        all.put("takes a brief echo for one of a deadtime", core(new LongEcho()));
        return all;
    }

    private static CoreFactory core(Rules rules) {
        return (settings, startNs) -> new PairCore(settings, startNs, rules);
    }

    /** That the peer was not heard for a lease hides most of what else goes wrong with signs. */
    private static class NoWait extends Rules {
        @Override
        protected long lastEchoNs(GroupFacts f) {
            return GroupFacts.NEVER / 2;
        }
    }

    private static final class OneLink extends NoWait {
        @Override
        protected Evidence evidence(List<String> links) {
            return new Evidence(links) {
                @Override
                protected boolean excused(DeadtimeDetector link, long nowNs) {
                    return true;
                }
            };
        }
    }

    private static final class Hints extends NoWait {
        @Override
        protected Evidence evidence(List<String> links) {
            return new Evidence(links) {
                @Override
                protected boolean hintsCount() {
                    return true;
                }
            };
        }
    }

    private static final class NoVoid extends NoWait {
        @Override
        protected Evidence evidence(List<String> links) {
            return new Evidence(links) {
                @Override
                protected void heard() {}
            };
        }
    }

    private static final class LongEcho extends Rules {
        @Override
        protected long entitledUntilNs(GroupFacts f) {
            long heard = GroupFacts.after(f.peer.brieflyConfirmedNs(), f.pace.confirmedNs());
            return Math.max(heard, super.entitledUntilNs(f));
        }
    }

    private static final class NoLease extends Rules {
        @Override
        protected String missingForDeathProof(GroupFacts f, long nowNs) {
            boolean complete = f.peer.evidence().completeSinceNs(f.peer, nowNs) != GroupFacts.NEVER;
            boolean heir = f.peerState() != OwnerState.NONE;
            boolean silent = f.lan.vipSilent(nowNs, f.pace.probeWindowNs() / 2);
            return complete && heir && silent ? null : super.missingForDeathProof(f, nowNs);
        }
    }
}
