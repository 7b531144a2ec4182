package org.hadirector.heartbeat.sim;

import java.util.SplittableRandom;
import org.hadirector.heartbeat.decide.CoreSettings;
import org.hadirector.heartbeat.decide.Sign;

/**
 * Sensors that lie now and then, often while the LAN of the node that is blamed is cut, so that nothing but the links
 * speaks for it: one medium that looks dead while beats pass, or come late, or only go; a firewall that resets
 * connections and rejects datagrams on every link at once; every cable dead as one end sees it, while the other end
 * sees nothing and the LAN of the node there heals within deadtime. Two nodes may never serve on account of that.
 */
final class FalseSigns {
    private static final Sign[] HINTS = {Sign.TRIPWIRE_RESET, Sign.PORT_UNREACHABLE, Sign.NEIGHBOUR_SILENT};

    private FalseSigns() {}

    /** Half of all scenes have sensors, half of these have some that lie; the scene's own seed says which. */
    static void sensors(SimPair pair, Scene scene) {
        SplittableRandom luck = new SplittableRandom(scene.world() + 0x51);
        if (luck.nextBoolean()) {
            pair.sensors().on(luck.nextBoolean(), luck.nextBoolean());
            boolean storm = !scene.steps().isEmpty() && scene.steps().get(0).deed() == Scene.Deed.HEAL;
            if (luck.nextBoolean() && storm) {
                plan(pair, luck, scene.steps().get(0).atNs());
            }
        }
    }

    static void plan(SimPair pair, SplittableRandom random, long forNs) {
        long deadtime = pair.settings().timing().deadtimeNs();
        long at = random.nextLong(4 * deadtime);
        while (at < forNs) {
            long until = Math.min(forNs - 1, at + random.nextLong(3 * deadtime));
            int node = random.nextInt(2);
            if (random.nextInt(3) == 0) {
                oneEnd(pair, random, node, at);
            } else if (random.nextBoolean()) {
                SimNode blamed = pair.node(1 - node);
                pair.at(at + random.nextLong(1 + Math.max(0, until - at) / 4), () -> blamed.port(false));
                pair.at(until, () -> blamed.port(true));
            }
            if (random.nextBoolean()) {
                oneMedium(pair, random.nextInt(links(pair)), node, at, until);
            } else {
                firewall(pair, HINTS[random.nextInt(HINTS.length)], node, at, until);
            }
            at = until + 1 + random.nextLong(4 * deadtime);
        }
    }

    /**
     * One end sees all cables die: each is cut, cut one way, late by more than a lease or whole. The other end sees
     * nothing of it, and its LAN is cut for some time that begins about then and is as a rule over within deadtime.
     */
    private static void oneEnd(SimPair pair, SplittableRandom random, int node, long at) {
        CoreSettings.Timing timing = pair.settings().timing();
        SimNode blamed = pair.node(1 - node);
        long lanFrom = at + random.nextLong(timing.leaseNs());
        long lanUntil = lanFrom + timing.leaseNs() + random.nextLong(timing.deadtimeNs());
        pair.at(lanFrom, () -> blamed.port(false));
        pair.at(lanUntil, () -> blamed.port(true));
        long until = lanUntil + random.nextLong(timing.deadtimeNs());
        for (int i = 0; i < links(pair); i++) {
            int link = i;
            int how = random.nextInt(4);
            long from = at + random.nextLong(timing.leaseNs() / 2);
            oneMedium(pair, link, node, from, until);
            pair.at(from, () -> dies(pair, link, node, how, true));
            pair.at(until, () -> dies(pair, link, node, how, false));
        }
    }

    private static void dies(SimPair pair, int link, int node, int how, boolean dead) {
        pair.sensors().blind(1 - node, link, dead);
        if (how <= 1) {
            pair.network().cut(link, 1 - node, dead);
        }
        if (how == 0) {
            pair.network().cut(link, node, dead);
        }
        if (how == 2) {
            pair.network().lag(link, dead ? 2 * pair.settings().timing().leaseNs() : 0);
        }
    }

    private static int links(SimPair pair) {
        return pair.settings().links().size();
    }

    private static void oneMedium(SimPair pair, int link, int node, long at, long until) {
        boolean serial = pair.settings().links().get(link).startsWith("/dev/");
        Sign sign = serial ? Sign.LINE_HUNG_UP : Sign.CARRIER_LOST;
        pair.at(at, () -> pair.sensors().forge(node, link, sign));
        pair.at(until, () -> pair.sensors().forge(node, link, null));
    }

    private static void firewall(SimPair pair, Sign hint, int node, long at, long until) {
        for (int i = 0; i < links(pair); i++) {
            int link = i;
            pair.at(at, () -> pair.sensors().forge(node, link, hint));
            pair.at(until, () -> pair.sensors().forge(node, link, null));
        }
    }
}
