package org.hadirector.heartbeat.sim;

import java.util.List;
import org.hadirector.heartbeat.sim.fault.Fault;
import org.hadirector.heartbeat.sim.fault.FaultPlan;

/**
 * Makes a failing scene smaller as long as it still breaks the same promise: fewer faults (halves, quarters, single
 * ones), shorter ones, fair weather, one group. What is left is the story to think about.
 *
 * <p>Everything random in a run follows from one seed, so a smaller scene is dealt other losses and delays; each
 * candidate is therefore played in a few worlds, not in one.
 */
public final class Shrinker {
    private static final int WORLDS = 4;
    private static final int MOST_PLAYS = 3_000;

    private final CoreFactory factory;
    private final String promise;
    private Scene best;
    private int plays;

    private Shrinker(Scene scene, CoreFactory factory, String violation) {
        this.factory = factory;
        this.promise = promise(violation);
        this.best = scene;
    }

    /**
     * Shrinks a scene that fails.
     *
     * @return the smallest scene found that breaks the same promise
     * @throws IllegalArgumentException when the scene does not fail
     */
    public static Scene shrink(Scene scene, CoreFactory factory) {
        String violation = violation(scene, factory);
        if (violation == null) {
            throw new IllegalArgumentException("nothing to shrink: " + scene.name() + " breaks no promise");
        }
        Shrinker shrinker = new Shrinker(scene, factory, violation);
        int before;
        do {
            before = shrinker.size();
            shrinker.fewerFaults();
            shrinker.fairWeather();
            shrinker.shorterFaults();
        } while (shrinker.size() < before);
        return shrinker.best;
    }

    private static String violation(Scene scene, CoreFactory factory) {
        return SimRun.play(scene, factory, 0, false).audits().violation();
    }

    /** The number of the promise: {@code I1}. */
    static String promise(String violation) {
        int colon = violation.indexOf(':');
        return colon < 0 ? violation : violation.substring(0, colon);
    }

    private int size() {
        return best.plan().faults().size();
    }

    /** Takes the scene when it still fails in some world. */
    private boolean accept(Scene candidate) {
        for (int i = 0; i < WORLDS && plays < MOST_PLAYS; i++) {
            plays++;
            Scene there = candidate.in(candidate.world() + i);
            String violation = violation(there, factory);
            if (violation != null && promise(violation).equals(promise)) {
                best = there;
                return true;
            }
        }
        return false;
    }

    private void fewerFaults() {
        for (int chunk = Math.max(1, size() / 2); chunk >= 1; chunk /= 2) {
            int from = 0;
            while (from < size()) {
                FaultPlan fewer = best.plan().without(from, Math.min(size(), from + chunk));
                if (!accept(best.with(fewer))) {
                    from += chunk;
                }
            }
        }
    }

    private void fairWeather() {
        accept(best.with(Scene.Climate.perfect(best.climate().longestNs())));
        accept(best.with(Scene.Climate.perfect(1_000_000)));
        if (best.settings().groups().size() > 1) {
            accept(best.with(best.settings().withGroups(best.settings().groups().subList(0, 1))));
        }
    }

    private void shorterFaults() {
        for (int i = 0; i < size(); i++) {
            List<Fault> faults = best.plan().faults();
            long half = faults.get(i).forNs() / 2;
            while (half > 1_000_000
                    && accept(best.with(best.plan().with(i, faults.get(i).lasting(half))))) {
                half /= 2;
            }
        }
    }
}
