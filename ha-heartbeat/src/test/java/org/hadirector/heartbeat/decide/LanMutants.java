package org.hadirector.heartbeat.decide;

import java.util.Map;
import java.util.TreeMap;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;
import org.hadirector.heartbeat.sim.CoreFactory;

/** Cores that trust their LAN too soon: scenarios must notice every one, as storms seldom come so close. */
public final class LanMutants {
    private LanMutants() {}

    public static Map<String, CoreFactory> all() {
        Map<String, CoreFactory> all = new TreeMap<>();
        all.put("serves on the first proof of its LAN", core(new FirstProof()));
        all.put("claims on its LAN without an address there", core(new NoAddress()));
        all.put("counts an address of any LAN", core(new AnyAddress()));
        all.put("takes an answer on any LAN for a proof of its own", core(new AnyAnswer()));
        return all;
    }

    private static CoreFactory core(Rules rules) {
        return (settings, startNs) -> new PairCore(settings, startNs, rules);
    }

    private static long provenLan(Rules rules, GroupFacts f) {
        return Math.max(rules.entitledUntilNs(f), GroupFacts.after(f.lan.provenNs(), f.pace.leaseNs()));
    }

    private static final class FirstProof extends Rules {
        private final Rules sound = new Rules();

        @Override
        protected long entitledUntilNs(GroupFacts f) {
            return f.role.is(OwnerState.OWNER) ? provenLan(sound, f) : sound.entitledUntilNs(f);
        }
    }

    private static final class NoAddress extends Rules {
        private final Rules sound = new Rules();

        @Override
        protected long entitledUntilNs(GroupFacts f) {
            return f.role.is(OwnerState.CLAIMING) ? provenLan(sound, f) : sound.entitledUntilNs(f);
        }
    }

    private static final class AnyAddress extends Rules {
        @Override
        protected boolean shows(GroupFacts f, String lan) {
            return true;
        }
    }

    private static final class AnyAnswer extends Rules {
        @Override
        protected boolean proves(GroupFacts f, String lan) {
            return true;
        }
    }
}
