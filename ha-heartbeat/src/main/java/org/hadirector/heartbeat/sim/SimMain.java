package org.hadirector.heartbeat.sim;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.hadirector.heartbeat.decide.CoreSettings;
import org.hadirector.heartbeat.decide.CoreSettings.Timing;
import org.hadirector.heartbeat.decide.PairCore;
import org.hadirector.heartbeat.sim.swarm.SceneDrawer;

/** Plays seeds and reports; threads and printing are left to the caller (the command line). */
public final class SimMain {
    private static final int TRACE_LINES = 60;
    private static final int STORY_LINES = 80;

    private SimMain() {}

    /** Plays one seed with the product's core: null, or the broken promise in one line. */
    public static String play(long seed) {
        return SimRun.play(seed, PairCore::new, 0);
    }

    /**
     * Plays the seeds {@code first} to {@code first + count - 1} with the product's core.
     *
     * @return that none broke a promise, or the first that did with its story
     */
    public static Report play(long first, long count) {
        return play(first, count, PairCore::new);
    }

    /** As {@link #play(long, long)} with other cores; stops at the first violation. */
    public static Report play(long first, long count, CoreFactory factory) {
        for (long seed = first; seed < first + count; seed++) {
            if (SimRun.play(seed, factory, 0) != null) {
                return new Report(seed - first + 1, false, seed, explain(seed, factory));
            }
        }
        return new Report(count, true, -1, count + " seeds from " + first + ", no violation");
    }

    /** The same with the product's core. */
    public static String explain(long seed) {
        return explain(seed, PairCore::new);
    }

    /**
     * What a failing seed is about: the broken promise, the smallest scene that breaks it in plain words, the last
     * steps.
     */
    public static String explain(long seed, CoreFactory factory) {
        Scene scene = SceneDrawer.draw(seed);
        Scene small = Shrinker.shrink(scene, factory);
        SimPair pair = SimRun.play(small, factory, TRACE_LINES, true);
        return SimRun.play(seed, factory, 0)
                + "\n\nshrunk from " + scene.plan().faults().size() + " faults to "
                + small.plan().faults().size() + ": " + pair.audits().violation()
                + "\n" + setting(small) + "\n" + lastLines(pair.story().lines())
                + "\n\nthe last steps of it:\n" + pair.lastSteps();
    }

    /** A whole seed in plain words, whatever comes of it. */
    public static String story(long seed) {
        Scene scene = SceneDrawer.draw(seed);
        SimPair pair = SimRun.play(scene, PairCore::new, 0, true);
        String end = pair.audits().violation() == null
                ? "no violation"
                : pair.audits().violation();
        return scene.name() + "\n" + setting(scene) + "\n"
                + pair.story().lines().stream().map(SimStory.Line::toString).collect(Collectors.joining("\n"))
                + "\n" + end;
    }

    private static String lastLines(List<SimStory.Line> lines) {
        int from = Math.max(0, lines.size() - STORY_LINES);
        String left = from > 0 ? "(" + from + " lines before)\n" : "";
        return left
                + lines.subList(from, lines.size()).stream()
                        .map(SimStory.Line::toString)
                        .collect(Collectors.joining("\n"));
    }

    private static String setting(Scene scene) {
        SimSettings settings = scene.settings();
        Timing timing = settings.timing();
        return String.format(
                "keepalive %d ms, deadtime %d ms, lease %d ms; links %s; %s; auto_failback %s, on-partition %s%s%s",
                timing.keepaliveNs() / 1_000_000,
                timing.deadtimeNs() / 1_000_000,
                timing.leaseNs() / 1_000_000,
                String.join(" ", settings.links()),
                settings.groups().stream().map(SimMain::text).collect(Collectors.joining(", ")),
                settings.failback().name().toLowerCase(Locale.ROOT),
                settings.onPartition().name().toLowerCase(Locale.ROOT),
                settings.realServers() > 0 ? "; real servers on the LAN: " + settings.realServers() : "",
                settings.configDiffers() ? "; the nodes' files differ" : "");
    }

    private static String text(CoreSettings.Group group) {
        return group.key() + " prefers " + group.preferredNode();
    }

    /**
     * The outcome of many seeds.
     *
     * @param played how many were played
     * @param ok no violation
     * @param seed of the first violation, -1 when there is none
     * @param text for people: the violation with its story
     */
    public record Report(long played, boolean ok, long seed, String text) {}
}
