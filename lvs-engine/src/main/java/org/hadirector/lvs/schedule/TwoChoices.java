package org.hadirector.lvs.schedule;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.model.SchedulerFlag;

/**
 * twos: the power of two choices (Mitzenmacher 1996). Two servers are drawn at random, each as often as its weight
 * says; the one with less load for its weight is taken, of equals the one drawn first. The draw includes both ends as
 * in linux ip_vs_twos.c: of weights that sum up to w the newest server gets its own weight plus one of w + 1 chances.
 */
final class TwoChoices implements Scheduler {
    private final SplittableRandom random;
    private List<? extends Destination> servers = List.of();

    /** @param seed of the draws */
    TwoChoices(long seed) {
        random = new SplittableRandom(seed);
    }

    @Override
    public void bind(List<? extends Destination> destinations, Set<SchedulerFlag> flags) {
        servers = destinations;
    }

    @Override
    public Destination pick(ConnectionKey key) {
        int total = 0;
        for (int i = 0; i < servers.size(); i++) {
            Destination server = servers.get(i);
            total += server.isAvailable() ? server.weight() : 0;
        }
        if (total == 0) {
            return null;
        }
        Destination first = drawn(random.nextInt(total + 1));
        Destination second = drawn(random.nextInt(total + 1));
        return second.weight() * first.overhead() > first.weight() * second.overhead() ? second : first;
    }

    private Destination drawn(int chance) {
        int left = chance;
        Destination server = null;
        for (int i = 0; i < servers.size(); i++) {
            if (servers.get(i).isAvailable()) {
                server = servers.get(i);
                left -= server.weight();
                if (left <= 0) {
                    return server;
                }
            }
        }
        return server;
    }
}
