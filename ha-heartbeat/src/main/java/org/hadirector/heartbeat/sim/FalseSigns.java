package org.hadirector.heartbeat.sim;

import java.util.SplittableRandom;
import org.hadirector.heartbeat.decide.Sign;

/**
 * Sensors that lie now and then: one medium that looks dead at one end only while beats pass, or a firewall that resets
 * connections and rejects datagrams on every link at once, often while the LAN of the node that is blamed is cut, so
 * that nothing but the links speaks for it. Nothing may ever move on account of such signs.
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
            if (random.nextBoolean()) {
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
