package org.hadirector.heartbeat.sim;

import java.util.List;
import java.util.SplittableRandom;
import org.hadirector.heartbeat.decide.Input;

/**
 * The LAN of the service addresses: a switch with a gateway that answers as witness, and real servers that do. A node's
 * kernel answers ARP for a VIP as long as it serves it, whatever its process does.
 */
public final class SimLan {
    /** The ping nodes of the LAN, for pairs that are configured with them. */
    public static final List<String> PING_NODES = List.of("w1", "w2");

    /** What the nodes call it: the LAN of every group's first address. */
    public static final String NAME = "eth0";

    private static final String STRANGER = "02:00:00:00:00:99";

    private final SimQueue queue;
    private final SplittableRandom random;
    private boolean gateway = true;
    private boolean switchUp = true;
    private boolean split;
    private long halvesMetNs = Long.MIN_VALUE;
    private final boolean quantised;
    private double loss;
    private boolean stranger;
    private final SimCrowd crowd;
    private final List<String> groups;
    private final SimBackLan back = new SimBackLan();
    private final boolean[][] pingCut = new boolean[2][PING_NODES.size()];

    /** @param groups all that any node may ever know */
    SimLan(SimQueue queue, SplittableRandom random, boolean quantised, SimCrowd crowd, List<String> groups) {
        this.crowd = crowd;
        this.groups = List.copyOf(groups);
        this.quantised = quantised;
        this.queue = queue;
        this.random = random;
    }

    /** The witness answers or not. */
    public void gateway(boolean up) {
        gateway = up;
    }

    /** The switch passes frames or not; carriers stay. */
    public void switchUp(boolean up) {
        switchUp = up;
    }

    /** The LAN falls in two, each half with a witness. */
    public void split(boolean inTwo) {
        if (split && !inTwo) {
            halvesMetNs = queue.nowNs();
        }
        split = inTwo;
    }

    /** Whether a divided LAN became one again no longer ago than that. */
    public boolean halvesMet(long withinNs) {
        return halvesMetNs != Long.MIN_VALUE && queue.nowNs() - halvesMetNs <= withinNs;
    }

    /** Whether a frame of the one node reaches the other. */
    public boolean joined(SimNode one, SimNode other) {
        return !split && connected(one) && connected(other);
    }

    /** Somebody else has the addresses and answers for them, or no more. */
    public void stranger(boolean is) {
        stranger = is;
    }

    /** A ping node does not answer one of the nodes, although the LAN works otherwise. */
    public void pingCut(int node, int pingNode, boolean cut) {
        pingCut[node][pingNode] = cut;
    }

    /** One echo to every ping node. */
    void ping(SimNode from, List<String> pingNodes) {
        for (int n = 0; n < pingNodes.size(); n++) {
            String name = pingNodes.get(n);
            if (connected(from) && !pingCut[from.index()][n] && passes()) {
                queue.in(latencyNs(), () -> from.input(new Input.PingAnswered(name)));
            }
        }
    }

    /** The groups' LAN for further addresses. */
    SimBackLan back() {
        return back;
    }

    /** Whether every frame between whole parts arrives. */
    public boolean lossless() {
        return loss == 0;
    }

    public void loss(double rate) {
        loss = rate;
    }

    boolean connected(SimNode node) {
        return switchUp && node.lanUp();
    }

    private boolean passes() {
        return loss == 0 || random.nextDouble() >= loss;
    }

    private long latencyNs() {
        return 30_000 + (quantised ? 0 : random.nextLong(400_000));
    }

    /** One round of probes of a node for a group. */
    void probe(SimNode from, SimNode other, String group) {
        if (back.answers(from)) {
            queue.in(latencyNs(), () -> from.input(new Input.LanAnswered(group, "real server", SimBackLan.NAME)));
        }
        if (!connected(from)) {
            return;
        }
        if (passes()) {
            queue.in(latencyNs(), () -> heardProbe(from, other, group));
        }
        if (passes()) {
            queue.in(latencyNs(), () -> answerWitness(from));
        }
        if (gateway) {
            crowd.probe(loss, server -> witnessAnswers(from, server));
        }
        if (stranger && passes()) {
            queue.in(latencyNs(), () -> from.input(new Input.VipAnswered(group, STRANGER)));
        }
    }

    /** The probe is at the other node: its process hears it, its kernel answers when it serves. */
    private void heardProbe(SimNode from, SimNode other, String group) {
        if (joined(from, other)) {
            other.input(new Input.VipProbed(group, mac(from)));
        }
        answerVip(from, other, group);
    }

    /** The other node's kernel answers for its own address, whatever its process does. */
    void probeOwnAddress(SimNode from, SimNode other) {
        if (joined(from, other) && passes() && passes()) {
            queue.in(latencyNs() + latencyNs(), () -> {
                if (joined(from, other)) {
                    groups.forEach(group -> from.input(new Input.PeerAnswered(group, NAME)));
                }
            });
        }
    }

    static String mac(SimNode node) {
        return "02:00:00:00:00:0" + (node.index() + 1);
    }

    private void answerVip(SimNode from, SimNode other, String group) {
        if (joined(from, other) && other.serving(group) && passes()) {
            hear(from, other, group);
        }
    }

    private void answerWitness(SimNode from) {
        if (gateway && connected(from) && passes()) {
            queue.in(latencyNs(), () -> witnessAnswers(from, "gateway"));
        }
    }

    /** Nobody can tell for which group it was asked: every one with an address there takes it for its own. */
    private void witnessAnswers(SimNode node, String witness) {
        if (connected(node)) {
            groups.forEach(group -> node.input(new Input.LanAnswered(group, witness, NAME)));
        }
    }

    /** A node announces that it serves the group's addresses. */
    void announce(SimNode from, SimNode other, String group) {
        if (joined(from, other) && from.serving(group) && passes()) {
            hear(other, from, group);
        }
    }

    private void hear(SimNode listener, SimNode speaker, String group) {
        queue.in(latencyNs(), () -> {
            if (connected(listener)) {
                listener.input(new Input.VipAnswered(group, mac(speaker)));
            }
        });
    }
}
