package org.hadirector.heartbeat.decide;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongBinaryOperator;
import org.hadirector.heartbeat.link.BootId;
import org.hadirector.heartbeat.link.ReplayWindow;
import org.hadirector.heartbeat.link.StatusMessage;
import org.hadirector.heartbeat.sim.CoreFactory;

/** Cores that are mistaken about which run of the peer is its present one. */
public final class RunMutants {
    private RunMutants() {}

    static Map<String, CoreFactory> all() {
        Map<String, CoreFactory> all = new TreeMap<>();
        all.put("starts again under its old boot id", new OtherBootIds((former, id) -> former == 0 ? id : former));
        all.put("takes the larger boot id for the later run", Mutants.core(new OrderedRuns()));
        all.put("takes any answer for one of now", Mutants.core(new AnyAnswer()));
        all.put("counts a run by its boot id alone", Mutants.core(new IdAlone()));
        return all;
    }

    /** Takes recordings for life; storms do not show it, a pair that waits for service does. */
    public static CoreFactory gullible() {
        return Mutants.core(new Gullible());
    }

    /** Lets beats of a run pass again once another one was heard; storms do not show it, a wait does. */
    public static CoreFactory forgetful() {
        return new OneRunWindows();
    }

    private record OtherBootIds(LongBinaryOperator rule) implements CoreFactory {
        @Override
        public TakeoverCore create(CoreSettings settings, long startNs) {
            return new PairCore(settings, startNs);
        }

        @Override
        public long bootId(long former, long epochSeconds, int random) {
            return rule.applyAsLong(former, CoreFactory.super.bootId(former, epochSeconds, random));
        }
    }

    private static final class Gullible extends Rules {
        @Override
        protected boolean provesItsRun(PeerView peer, StatusMessage beat, long answeredNs, long nowNs) {
            return true;
        }
    }

    private static final class OrderedRuns extends Rules {
        @Override
        protected boolean provesItsRun(PeerView peer, StatusMessage beat, long answeredNs, long nowNs) {
            return BootId.newer(beat.bootId(), peer.bootId()) && super.provesItsRun(peer, beat, answeredNs, nowNs);
        }
    }

    private static final class AnyAnswer extends Rules {
        @Override
        protected boolean provesItsRun(PeerView peer, StatusMessage beat, long answeredNs, long nowNs) {
            return answeredNs != Long.MIN_VALUE;
        }
    }

    private static final class IdAlone extends Rules {
        @Override
        protected boolean provesItsRun(PeerView peer, StatusMessage beat, long answeredNs, long nowNs) {
            return BootId.newer(beat.bootId(), peer.bootId());
        }
    }

    private static final class OneRunWindows implements CoreFactory {
        @Override
        public TakeoverCore create(CoreSettings settings, long startNs) {
            return new PairCore(settings, startNs);
        }

        @Override
        public ReplayWindow replayWindow() {
            return new ReplayWindow() {
                private ReplayWindow present = new ReplayWindow();
                private long run;

                @Override
                public boolean accept(long bootId, long sequence, long answers) {
                    present = bootId == run ? present : new ReplayWindow();
                    run = bootId;
                    return present.accept(bootId, sequence, answers);
                }
            };
        }
    }
}
