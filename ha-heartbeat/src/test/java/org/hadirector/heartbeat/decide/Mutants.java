package org.hadirector.heartbeat.decide;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.hadirector.heartbeat.link.GroupStatus;
import org.hadirector.heartbeat.link.GroupStatus.Ask;
import org.hadirector.heartbeat.link.GroupStatus.AskReason;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;
import org.hadirector.heartbeat.link.GroupStatus.RefuseReason;
import org.hadirector.heartbeat.link.StatusMessage;
import org.hadirector.heartbeat.sim.CoreFactory;

/** Deliberately broken cores, each with one rule of the protocol missing: the simulator must notice every one. */
public final class Mutants {
    private Mutants() {}

    public static Map<String, CoreFactory> all() {
        Map<String, CoreFactory> all = new TreeMap<>();
        all.put("takes without probing for the address", core(new NoProbe()));
        all.put("takes although its own LAN is not proven", core(new NoLanProof()));
        all.put("believes a silence that the LAN's losses explain", core(new Believing()));
        all.put("contents itself with a short silence of the address", core(new ShortWindow()));
        all.put("takes although the peer is heard", core(new Deaf()));
        all.put("grants before it has released", core(new GrantFirst()));
        all.put("serves although nobody can hear it", core(new NeverIsolated()));
        all.put("does not compare epochs", core(new NoEpochs()));
        all.put("uses epochs that are not on disk", core(new UnreservedEpochs()));
        all.put("gives every node the same turn", core(new NoStagger()));
        all.put("asks all the time and grants everything", core(new Greedy()));
        all.put("does what it is asked although configurations differ", core(new Credulous()));
        all.put("lets its lease run too long", core(new LongLease()));
        all.put("forgets at a reload what it owns and promised", core(new Amnesiac()));
        all.put("answers no question", core(new Mute()));
        all.put("goes on although it overslept its lease", core(new NoReproof()));
        all.put("ignores all links but the first", core(new FirstLinkOnly()));
        all.put("trusts its own late cycle", core(new NeverStalled()));
        all.put("accepts stale grants", core(new StaleGrants()));
        all.put("takes any grant for the answer to its own question", core(new AnyGrant()));
        all.put("forgets the promise that goes with a grant", core(new NoPromise()));
        all.put("answers a question again and again", core(new Repeater()));
        all.put("carries out orders that were given up", core(new Dutiful()));
        all.put("gives way in every duel", core(new Meek()));
        all.put("serves beside another server whom it does not hear", core(new Stubborn()));
        all.put("leaves the address to whoever serves it unheard", core(new Timid()));
        all.putAll(RunMutants.all());
        return all;
    }

    /** Broken cores that only a pair with fence devices can be caught with. */
    public static Map<String, CoreFactory> fencing() {
        Map<String, CoreFactory> all = new TreeMap<>();
        all.put("takes over before the fence is confirmed", core(new Unfenced()));
        all.put("takes over although the fence failed", core(new Hasty()));
        all.put("has a node shot that serves", core(new Trigger()));
        all.put("has a node shot that serves another group", core(new Careless()));
        return all;
    }

    /** Does not heed a rival's probes; of storms one in thousands shows it, two slow claims do. */
    public static CoreFactory heedless() {
        return core(new NoRival());
    }

    /** Takes a beat for a sign of life of now, however long it lay somewhere; storms do not show it, a wait does. */
    public static CoreFactory timeless() {
        return core(new Timeless());
    }

    static CoreFactory core(Rules rules) {
        return (settings, startNs) -> new PairCore(settings, startNs, rules);
    }

    private static final class Stubborn extends Rules {
        @Override
        protected boolean yieldsUnheard(GroupFacts f) {
            return false;
        }
    }

    private static final class Timid extends Rules {
        @Override
        protected boolean yieldsUnheard(GroupFacts f) {
            return true;
        }
    }

    private static final class Dutiful extends Rules {
        @Override
        protected boolean tooLate(long byNs, long nowNs) {
            return false;
        }
    }

    private static final class NoReproof extends Rules {
        @Override
        protected boolean mustReprove(GroupFacts f, long nowNs) {
            return false;
        }
    }

    private static final class FirstLinkOnly extends Rules {
        @Override
        protected String missingForBereavement(GroupFacts f, long nowNs) {
            String missing = super.missingForBereavement(f, nowNs);
            List<String> links = f.settings.links();
            boolean dead = !links.isEmpty() && f.peer.detector(links.get(0)).dead(nowNs);
            boolean silent = f.lan.vipSilent(nowNs, f.pace.vipSilenceNs());
            return "the peer is heard".equals(missing) && dead && silent ? null : missing;
        }
    }

    private static final class NeverStalled extends Rules {
        @Override
        protected StallGuard stallGuard(Pace pace, long startNs) {
            return new StallGuard(pace, startNs) {
                @Override
                public long observe(long nowNs, LongPredicate wasDead) {
                    return 0;
                }
            };
        }
    }

    private static final class StaleGrants extends Rules {
        @Override
        protected boolean grantGood(GroupFacts f, long askedNs, long nowNs) {
            return f.peerState() != OwnerState.OWNER && f.peerState() != OwnerState.CLAIMING;
        }

        @Override
        protected AskBook askBook(Pace pace, long seed) {
            return new AskBook(pace, seed) {
                @Override
                public Ask open(long nowNs) {
                    return super.open(sentNs());
                }
            };
        }
    }

    private static final class AnyGrant extends Rules {
        @Override
        protected AskBook askBook(Pace pace, long seed) {
            return new AskBook(pace, seed) {
                @Override
                public boolean matches(long nonce, long nowNs) {
                    return open(nowNs) != null;
                }
            };
        }
    }

    private static final class NoProbe extends Rules {
        @Override
        protected LanWatch lanWatch(Pace pace, long startNs, boolean witnessExpected) {
            return new LanWatch(pace, startNs, witnessExpected) {
                @Override
                public boolean vipSilent(long nowNs, long windowNs) {
                    return true;
                }
            };
        }
    }

    private static final class NoLanProof extends Rules {
        @Override
        protected LanWatch lanWatch(Pace pace, long startNs, boolean witnessExpected) {
            return new LanWatch(pace, startNs, witnessExpected) {
                @Override
                void probed(long nowNs) {
                    super.probed(nowNs);
                    witnessAnswered("nobody", nowNs);
                }
            };
        }
    }

    private static final class ShortWindow extends Rules {
        @Override
        protected LanWatch lanWatch(Pace pace, long startNs, boolean witnessExpected) {
            return new LanWatch(pace, startNs, witnessExpected) {
                @Override
                public boolean vipSilent(long nowNs, long windowNs) {
                    return super.vipSilent(nowNs, pace.probeWindowNs() / 2);
                }
            };
        }
    }

    private static final class Believing extends Rules {
        @Override
        protected LanWatch lanWatch(Pace pace, long startNs, boolean witnessExpected) {
            return new LanWatch(pace, startNs, witnessExpected) {
                @Override
                public boolean silentByAccident(int place, long nowNs) {
                    return false;
                }
            };
        }
    }

    private static final class Deaf extends Rules {
        @Override
        protected String missingForBereavement(GroupFacts f, long nowNs) {
            boolean silent = f.lan.vipSilent(nowNs, f.pace.probeWindowNs()) && !f.leaving;
            return silent ? null : super.missingForBereavement(f, nowNs);
        }
    }

    private static final class GrantFirst extends Rules {
        @Override
        protected boolean releaseBeforeGrant(GroupFacts f) {
            return false;
        }

        @Override
        protected boolean grantGood(GroupFacts f, long askedNs, long nowNs) {
            return true;
        }
    }

    private static final class NeverIsolated extends Rules {
        @Override
        protected long entitledUntilNs(GroupFacts f) {
            return Long.MAX_VALUE;
        }
    }

    private static final class NoEpochs extends Rules {
        @Override
        protected boolean yields(GroupFacts f, GroupStatus peer) {
            return false;
        }
    }

    private static final class UnreservedEpochs extends Rules {
        @Override
        protected EpochLedger epochLedger(CoreSettings settings) {
            return new EpochLedger(settings.firstEpoch(), settings.timing().deadtimeNs()) {
                @Override
                public boolean covers(long epoch) {
                    return true;
                }
            };
        }
    }

    private static final class NoStagger extends Rules {
        @Override
        protected String missingForBereavement(GroupFacts f, long nowNs) {
            boolean silent = Bereavement.peerCannotAnswer(f, nowNs) && f.stall.mayAccuse(nowNs) && !f.leaving;
            boolean free = f.lan.vipSilent(nowNs, f.pace.vipSilenceNs()) && f.lan.lan(nowNs) == LanWatch.Lan.PROVEN;
            return silent && free ? null : "not bereaved";
        }
    }

    private static final class Greedy extends Rules {
        @Override
        protected AskReason wish(GroupFacts f, long nowNs) {
            return f.asks.mayAsk(nowNs) ? AskReason.BETTER : null;
        }

        @Override
        protected RefuseReason refusal(GroupFacts f, Ask ask, long nowNs) {
            return f.role.is(OwnerState.CLAIMING) ? RefuseReason.CLAIMING : null;
        }
    }

    private static final class Credulous extends Rules {
        @Override
        protected RefuseReason refusal(GroupFacts f, Ask ask, long nowNs) {
            boolean planned = ask.reason() == AskReason.FAILBACK;
            return planned && f.role.is(OwnerState.OWNER) ? null : super.refusal(f, ask, nowNs);
        }

        @Override
        protected AskReason wish(GroupFacts f, long nowNs) {
            boolean owned = f.peerState() == OwnerState.OWNER && f.preferred();
            boolean could = f.asks.mayAsk(nowNs) && f.faults(nowNs).isEmpty();
            return owned && could ? AskReason.FAILBACK : super.wish(f, nowNs);
        }
    }

    private static final class LongLease extends Rules {
        @Override
        protected long entitledUntilNs(GroupFacts f) {
            return super.entitledUntilNs(f) == Long.MAX_VALUE
                    ? Long.MAX_VALUE
                    : super.entitledUntilNs(f) + f.pace.deadtimeNs();
        }
    }

    private static final class Unfenced extends Rules {
        @Override
        protected String fenceMissing(GroupFacts f, long nowNs) {
            return null;
        }
    }

    private static final class Hasty extends Rules {
        @Override
        protected String fenceMissing(GroupFacts f, long nowNs) {
            boolean failed = f.fence.view().failures() > 0;
            return failed ? null : super.fenceMissing(f, nowNs);
        }
    }

    private static class Careless extends Rules {
        @Override
        protected boolean spares(GroupFacts f, long nowNs) {
            return false;
        }
    }

    private static final class Amnesiac extends Rules {
        @Override
        protected boolean outlivesReload(GroupFacts f) {
            return false;
        }
    }

    private static final class Trigger extends Careless {
        @Override
        protected String missingForBereavement(GroupFacts f, long nowNs) {
            boolean silent = f.peer.silent(nowNs) && f.stall.mayAccuse(nowNs) && !f.leaving;
            return silent && !f.fence.holds() ? null : super.missingForBereavement(f, nowNs);
        }
    }

    private static final class NoRival extends Rules {
        @Override
        protected LanWatch lanWatch(Pace pace, long startNs, boolean witnessExpected) {
            return new LanWatch(pace, startNs, witnessExpected) {
                @Override
                public boolean rival(long nowNs) {
                    return false;
                }
            };
        }
    }

    private static final class NoPromise extends Rules {
        @Override
        protected boolean holds(GroupFacts f, long nowNs) {
            return false;
        }
    }

    private static final class Repeater extends Rules {
        @Override
        protected GrantBook grantBook(Pace pace) {
            return new GrantBook(pace) {
                @Override
                boolean isNew(Ask ask) {
                    return ask != null;
                }
            };
        }
    }

    private static final class Meek extends Rules {
        @Override
        protected boolean yields(GroupFacts f, GroupStatus peer) {
            return true;
        }
    }

    private static final class Mute extends Rules {
        @Override
        protected RefuseReason refusal(GroupFacts f, Ask ask, long nowNs) {
            return RefuseReason.NOT_WANTED;
        }
    }

    private static final class Timeless extends Rules {
        @Override
        protected long saidNs(BeatAge age, StatusMessage message, long nowNs) {
            return nowNs;
        }
    }
}
