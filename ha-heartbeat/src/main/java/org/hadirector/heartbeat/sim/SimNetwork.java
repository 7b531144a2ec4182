package org.hadirector.heartbeat.sim;

import java.util.List;
import java.util.SplittableRandom;
import org.hadirector.heartbeat.link.StatusMessage;

/** The heartbeat links: each direction of each link can be cut, lose, delay, double and reorder beats. */
public final class SimNetwork {
    private final SimQueue queue;
    private final SplittableRandom random;
    private final List<String> links;
    private final boolean[][] cut;
    private double loss;
    private double duplicates;
    private long jitterNs = 300_000;

    SimNetwork(SimQueue queue, SplittableRandom random, List<String> links) {
        this.queue = queue;
        this.random = random;
        this.links = links;
        this.cut = new boolean[links.size()][2];
    }

    /** Cuts or mends one direction: what the node with index {@code from} sends. */
    public void cut(int link, int from, boolean isCut) {
        cut[link][from] = isCut;
    }

    /** Cuts or mends both directions of all links. */
    public void cutAll(boolean isCut) {
        for (boolean[] link : cut) {
            link[0] = isCut;
            link[1] = isCut;
        }
    }

    /** Loss and duplication as probabilities, and the width of the delay, which reorders when wider than a beat. */
    public void weather(double lossRate, double duplicateRate, long jitter) {
        loss = lossRate;
        duplicates = duplicateRate;
        jitterNs = Math.max(1, jitter);
    }

    void send(int from, SimNode to, String link, StatusMessage beat) {
        int index = links.indexOf(link);
        int copies = random.nextDouble() < duplicates ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            if (!cut[index][from] && random.nextDouble() >= loss) {
                queue.in(50_000 + random.nextLong(jitterNs), () -> to.beat(link, beat));
            }
        }
    }

    int links() {
        return links.size();
    }
}
