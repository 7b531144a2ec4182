package org.hadirector.heartbeat.sim.audit;

import java.util.ArrayList;
import java.util.List;
import org.hadirector.heartbeat.decide.CoreEvent;
import org.hadirector.heartbeat.sim.SimNode;
import org.hadirector.heartbeat.sim.SimPair;

/** Runs all audits and keeps the first violation. */
public final class Audits {
    private final SimPair pair;
    private final Audit[] all;
    private final FalseTakeoverAudit calm;
    private final List<Told> events = new ArrayList<>();
    private String violation;

    /** An event and who told it when. */
    public record Told(long atNs, int node, CoreEvent event) {}

    public Audits(SimPair pair) {
        this.pair = pair;
        this.calm = new FalseTakeoverAudit();
        this.all = new Audit[] {
            new SingleServerAudit(),
            new LeaseAudit(),
            new OwnershipAudit(),
            new ConfigurationAudit(),
            new FenceAudit(),
            new EvidenceAudit(),
            new AccusationAudit(),
            new AnswerAudit(),
            new OrderAudit(),
            new DuelAudit(),
            new RunAudit(),
            calm
        };
    }

    /** Looks at the world as it is now. */
    public void check() {
        for (Audit audit : all) {
            if (violation == null) {
                String found = audit.check(pair);
                if (found != null) {
                    fail(found);
                }
            }
        }
    }

    /** From now on every ownership change is a violation. */
    public void expectCalm() {
        calm.arm();
    }

    public void fail(String what) {
        if (violation == null) {
            violation = what + " at " + pair.nowNs() / 1_000_000 + " ms";
        }
    }

    /** The first violation, or null. */
    public String violation() {
        return violation;
    }

    /** A core told something. */
    public void told(SimNode node, CoreEvent event) {
        events.add(new Told(pair.nowNs(), node.index(), event));
        String words = EventWords.of(event);
        if (words != null) {
            pair.story().tell(pair.nowNs(), () -> "    " + node.name() + " " + words);
        }
        for (Audit audit : all) {
            String found = audit.told(pair, node, event);
            if (found != null) {
                fail(found);
            }
        }
    }

    /**
     * A gate's lease that had run out was set again: only a new claim or a re-proof may do that, and both set it anew.
     */
    public void leaseRevived(SimNode node, String group) {
        fail("I2: " + node.name() + " goes on serving " + group + " although its lease was over, without re-proof");
    }

    /** A core uses an epoch. */
    public void epochUsed(SimNode node, long epoch) {
        if (epoch > node.disk().epoch()) {
            fail("epochs: " + node.name() + " uses epoch " + epoch + " that is not on disk");
        }
    }

    /** A process ended after a clean stop. */
    public void stopped(SimNode node) {
        if (!node.clean()) {
            fail("I4: " + node.name() + " stopped and left something behind");
        }
    }

    /** Everything that was told. */
    public List<Told> events() {
        return events;
    }
}
