package org.hadirector.heartbeat.sim.whatif;

import java.util.ArrayList;
import java.util.List;
import org.hadirector.heartbeat.decide.CoreSettings.Timing;
import org.hadirector.heartbeat.decide.PairCore;
import org.hadirector.heartbeat.sim.SimPair;
import org.hadirector.heartbeat.sim.SimService;
import org.hadirector.heartbeat.sim.SimSettings;
import org.hadirector.heartbeat.sim.fault.Fault;
import org.hadirector.heartbeat.sim.fault.FaultCatalogue;
import org.hadirector.heartbeat.sim.fault.FaultMachine;
import org.hadirector.heartbeat.sim.fault.FaultPlan;

/**
 * "What would happen if": a pair with the user's settings boots and settles, the faults happen, they are mended, and
 * the run is told with what clients had of it. Network and resources are quick and lose nothing.
 */
public final class WhatIf {
    private static final long MS = 1_000_000;
    /** What a takeover may take beyond the waiting: a simulated group starts within that. */
    private static final long TAKEOVER_NS = 10 * MS;

    private static final int SETTLE_DEADTIMES = 4;
    private static final int WATCH_DEADTIMES = 6;
    private static final long SEED = 1;

    private final Timing timing;
    private final SimPair pair;
    private final List<String> lines = new ArrayList<>();
    private long faultNs;

    private WhatIf(SimSettings settings) {
        this.timing = settings.timing();
        this.pair = SimPair.told(settings, SEED, PairCore::new);
    }

    /**
     * Plays it.
     *
     * @param afterNs how long after the pair has settled the faults begin
     */
    public static Outcome play(SimSettings settings, List<Asked> asked, long afterNs) {
        return new WhatIf(settings).play(asked, afterNs);
    }

    /**
     * What came of it.
     *
     * @param text for people
     * @param kept each group was served again within deadtime, two keepalives and the takeover, by one node at a time
     */
    public record Outcome(String text, boolean kept) {}

    private Outcome play(List<Asked> asked, long afterNs) {
        pair.node(0).start();
        pair.node(1).start();
        pair.run(timing.initdeadNs() + SETTLE_DEADTIMES * timing.deadtimeNs() + afterNs);
        faultNs = pair.nowNs();
        for (int i = 0; i < pair.groups().size(); i++) {
            lines.add("before: " + server(i) + " serves " + pair.groups().get(i));
        }
        int told = pair.story().lines().size();
        new FaultMachine(pair).plan(plan(asked));
        long longest = asked.stream().mapToLong(this::spanNs).max().orElse(0);
        pair.run(longest + timing.initdeadNs() + WATCH_DEADTIMES * timing.deadtimeNs());
        tell(told);
        boolean kept = verdict();
        return new Outcome(String.join("\n", lines), kept);
    }

    private String server(int group) {
        int servers = pair.service().servers(group);
        return servers == 0
                ? "nobody"
                : servers == 3 ? "both nodes" : pair.node(servers - 1).name();
    }

    private FaultPlan plan(List<Asked> asked) {
        int owner = Math.max(0, pair.server(pair.groups().get(0)));
        List<Fault> faults = new ArrayList<>();
        for (Asked one : asked) {
            int node = one.mishap().atOwner() ? owner : 1 - owner;
            faults.add(new Fault(FaultCatalogue.named(one.mishap().kind()), faultNs, spanNs(one), node, 0));
        }
        return new FaultPlan(faults);
    }

    /** As asked, or long enough to see the end of it. */
    private long spanNs(Asked asked) {
        return asked.forNs() > 0 ? asked.forNs() : 4 * timing.deadtimeNs();
    }

    private void tell(int from) {
        pair.story().lines().subList(from, pair.story().lines().size()).forEach(line -> {
            double seconds = (line.atNs() - faultNs) / 1e9;
            lines.add(String.format("%+11.3f s  %s", seconds, line.text()));
        });
    }

    private boolean verdict() {
        boolean kept = true;
        long boundNs = timing.deadtimeNs() + 2 * timing.keepaliveNs() + TAKEOVER_NS;
        for (int i = 0; i < pair.groups().size(); i++) {
            Spells spells = spells(i);
            boolean good = spells.longestNs() <= boundNs
                    && spells.bothNs() == 0
                    && pair.service().servers(i) > 0;
            kept &= good;
            lines.add("outcome: " + pair.groups().get(i) + " is served by " + server(i) + " at the end; "
                    + (spells.longestNs() == 0
                            ? "clients noticed nothing"
                            : "longest outage " + ms(spells.longestNs()) + (good ? ", within " : ", bound ")
                                    + ms(boundNs))
                    + (spells.bothNs() > 0 ? "; BOTH NODES SERVED IT for " + ms(spells.bothNs()) : ""));
        }
        if (pair.audits().violation() != null) {
            lines.add("a promise was broken: " + pair.audits().violation());
        }
        return kept && pair.audits().violation() == null;
    }

    private static String ms(long ns) {
        return String.format("%.0f ms", Math.ceil(ns / 1e6));
    }

    /** Since the fault: the longest time without a server, and how long there were two. */
    private record Spells(long longestNs, long bothNs) {}

    private Spells spells(int group) {
        long longest = 0;
        long both = 0;
        long sinceNs = faultNs;
        int servers = 0;
        List<SimService.Change> changes = new ArrayList<>(pair.service().changes());
        changes.add(new SimService.Change(pair.nowNs(), group, 0));
        for (SimService.Change change : changes) {
            if (change.group() != group) {
                continue;
            }
            long forNs = Math.max(0, change.atNs() - sinceNs);
            longest = servers == 0 ? Math.max(longest, forNs) : longest;
            both += servers == 3 ? forNs : 0;
            sinceNs = Math.max(faultNs, change.atNs());
            servers = change.servers();
        }
        return new Spells(longest, both);
    }
}
