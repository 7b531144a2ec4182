package org.hadirector.lvs.schedule;

import java.util.List;
import java.util.Set;
import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.model.SchedulerFlag;

/**
 * wrr: rounds with a falling bar. Only servers whose weight reaches the bar are taken; each round lowers it by the
 * greatest common divisor of the weights, below 1 it starts at the top again. Rounds that would find nobody are
 * skipped. Heavy servers therefore come in bursts at the beginning of a cycle: weights 4, 3, 2 give A A B A B C A B C.
 */
final class WeightedRoundRobin implements Scheduler {
    private static final int HEAD = -1;

    private List<? extends Destination> servers = List.of();
    private int last = HEAD;
    private int bar;
    private int top;
    private int divisor = 1;

    @Override
    public void bind(List<? extends Destination> destinations, Set<SchedulerFlag> flags) {
        servers = destinations;
        last = HEAD;
        measure();
        bar = top;
    }

    @Override
    public void serversChanged() {
        last = HEAD;
        measure();
        if (bar > top || bar == 0) {
            bar = top;
        } else if (divisor > 1) {
            bar = bar / divisor * divisor + 1;
        }
    }

    private void measure() {
        int heaviest = 0;
        int common = 0;
        for (int i = 0; i < servers.size(); i++) {
            int weight = servers.get(i).weight();
            heaviest = Math.max(heaviest, weight);
            common = gcd(common, weight);
        }
        divisor = Math.max(1, common);
        top = heaviest == 0 ? 0 : heaviest - (divisor - 1);
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    @Override
    public Destination pick(ConnectionKey key) {
        if (top == 0) {
            return null;
        }
        int start = last;
        boolean restarted = false;
        int at = start + 1;
        while (true) {
            int below = 0; // the heaviest that is free but does not reach the bar
            for (int i = at; i < servers.size(); i++) {
                Destination server = servers.get(i);
                if (server.weight() >= bar && !server.isOverloaded()) {
                    last = i;
                    return server;
                }
                below = Math.max(below, server.isOverloaded() ? 0 : server.weight());
            }
            lower(at == 0 ? below : bar);
            if (bar <= 0) {
                bar = top;
                if (restarted || start == HEAD) {
                    return null;
                }
                restarted = true;
            }
            at = 0;
        }
    }

    /** Lowers the bar by one step, or by as many as it takes until somebody of this weight reaches it. */
    private void lower(int weight) {
        int steps = (bar - weight + divisor - 1) / divisor;
        bar -= Math.max(1, steps) * divisor;
    }
}
