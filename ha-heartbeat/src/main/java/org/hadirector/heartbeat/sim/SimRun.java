package org.hadirector.heartbeat.sim;

import org.hadirector.heartbeat.sim.fault.FaultMachine;
import org.hadirector.heartbeat.sim.swarm.SceneDrawer;

/** Plays a scene. */
public final class SimRun {
    private SimRun() {}

    /**
     * Plays one seed.
     *
     * @param traceLines how many steps to keep for the report
     * @return the violation with its last steps, or null
     */
    public static String play(long seed, CoreFactory factory, int traceLines) {
        SimPair pair = play(SceneDrawer.draw(seed), factory, traceLines, false);
        String violation = pair.audits().violation();
        if (violation == null) {
            return null;
        }
        return "seed " + seed + ": " + violation + (traceLines > 0 ? "\n" + pair.lastSteps() : "");
    }

    /** The last steps of a seed in words, whatever came of it. */
    public static String story(long seed, CoreFactory factory, int traceLines) {
        return play(SceneDrawer.draw(seed), factory, traceLines, false).lastSteps();
    }

    /**
     * Plays a scene up to its last step or its first violation.
     *
     * @param traceLines how many steps to remember
     * @param withStory whether the run is wanted in plain words
     * @return the pair as it is then
     */
    public static SimPair play(Scene scene, CoreFactory factory, int traceLines, boolean withStory) {
        SimPair pair = new SimPair(scene.settings(), scene.world(), factory, traceLines, withStory);
        Scene.Climate climate = scene.climate();
        pair.lan().loss(climate.lanLoss());
        pair.network().weather(climate.loss(), climate.duplicates(), climate.jitterNs());
        for (int i = 0; i < 2; i++) {
            pair.node(i).resources().longest(climate.longestNs());
        }
        FalseSigns.sensors(pair, scene);
        pair.node(0).start();
        pair.at(scene.secondStartNs(), () -> pair.node(1).start());
        FaultMachine faults = new FaultMachine(pair);
        SceneDeeds deeds = new SceneDeeds(pair, faults);
        faults.plan(scene.plan());
        for (Scene.Step step : scene.steps()) {
            pair.run(step.atNs() - pair.nowNs());
            if (pair.audits().violation() == null) {
                deeds.act(step.deed());
            }
        }
        return pair;
    }
}
