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
        all.put("believes dead cables without asking the peer", core(new DoesNotAsk()));
        all.put("does not wait for the dead owner's lease", core(new NoLease()));
        all.put("stays for a deadtime although its cables are out", core(new NoShrink()));
        return all;
    }

    private static CoreFactory core(Rules rules) {
        return (settings, startNs) -> new PairCore(settings, startNs, rules);
    }

    /** A living peer's answer to our question hides most of what else goes wrong with signs. */
    private static class DoesNotAsk extends Rules {
        @Override
        protected boolean answerOverdue(GroupFacts f, long sinceNs, long nowNs) {
            return true;
        }
    }

    private static final class OneLink extends DoesNotAsk {
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

    private static final class Hints extends DoesNotAsk {
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

    private static final class NoVoid extends DoesNotAsk {
        @Override
        protected Evidence evidence(List<String> links) {
            return new Evidence(links) {
                @Override
                protected void heard() {}
            };
        }
    }

    private static final class NoShrink extends Rules {
        @Override
        protected long entitledUntilNs(GroupFacts f) {
            long heard = GroupFacts.after(f.peer.confirmedNs(), f.pace.confirmedNs());
            return Math.max(Math.max(f.grantedUntilNs, heard), super.entitledUntilNs(f));
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
