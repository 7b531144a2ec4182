package org.hadirector.heartbeat.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.heartbeat.decide.Sign;

/**
 * What the two nodes see of each other besides beats: tripwire connections that a dying process's kernel closes, the
 * carrier of direct cables, hang-ups of serial lines, answers to ARP for the peer's own address. True signs follow from
 * the state of the machines; false ones are put in by {@link #forge}. Without {@link #on} nobody sees anything.
 */
public final class SimSensors {
    /** How often a sensor raises anew what it still sees while that is young. */
    private static final long AGAIN_NS = 25_000_000;

    private static final long SOONEST_AGAIN_NS = 10_000_000;
    private static final long YOUNG_DEADTIMES = 4;

    private static final long GUARDIAN_NS = 5_000_000;

    private final SimPair pair;
    private final SplittableRandom random;
    private final List<Watch> watches = new ArrayList<>();
    private final long[] boots = new long[2];
    private final long[] startedNs = new long[2];
    private final long[] killedRun = new long[2];
    private boolean on;
    private boolean direct;
    private boolean guardian;
    private boolean ticking;
    private long changedNs;

    /** One node's sensors on one link. */
    private static final class Watch {
        private final int node;
        private final int link;
        private final boolean serial;
        /** The run of the peer that the tripwire is connected with, 0 for none. */
        private long connectedRun;

        private long connectedBoot;
        private long closedBoot;
        private Sign raised;
        private Sign forged;
        private boolean blind;

        private Watch(int node, int link, boolean serial) {
            this.node = node;
            this.link = link;
            this.serial = serial;
        }
    }

    SimSensors(SimPair pair, SplittableRandom random) {
        this.pair = pair;
        this.random = random;
        List<String> links = pair.settings().links();
        for (int node = 0; node < 2; node++) {
            for (int link = 0; link < links.size(); link++) {
                watches.add(new Watch(node, link, links.get(link).startsWith("/dev/")));
            }
        }
    }

    /**
     * From now on the nodes have sensors.
     *
     * @param directCables both ends lose the carrier when a cable is cut both ways, and when the other node is off
     * @param withGuardian something survives a kill and closes the gate
     */
    public void on(boolean directCables, boolean withGuardian) {
        on = true;
        direct = directCables;
        guardian = withGuardian;
        changed();
    }

    /** The links whose media a node that starts now watches. */
    List<String> watched() {
        return pair.settings().links().stream()
                .filter(link -> on && (direct || link.startsWith("/dev/")))
                .toList();
    }

    /** A run begins. */
    void booted(SimNode node, long bootId) {
        boots[node.index()] = bootId;
        startedNs[node.index()] = pair.nowNs();
        changed();
    }

    /** A process is about to be killed; what survives it may end its leases, unless another one has begun by then. */
    void killed(SimNode node) {
        if (node.running()) {
            killedRun[node.index()] = node.run();
        }
        changed();
        if (on && guardian) {
            long next = node.run() + 1;
            pair.in(GUARDIAN_NS, () -> {
                if (node.run() == next && !node.running()) {
                    pair.groups().forEach(group -> node.kernel().lease(group, 0, 0));
                }
            });
        }
    }

    /** A kernel has forgotten its connections. */
    void lostPower(SimNode node) {
        killedRun[node.index()] = 0;
    }

    /** A probe finds the other node's own address, too. */
    void probe(SimNode from) {
        if (on) {
            pair.lan().probeOwnAddress(from, pair.other(from));
        }
    }

    /** The boot id of a node's present run, or of its last one. */
    public long bootId(SimNode node) {
        return boots[node.index()];
    }

    /** Whether the run with that boot id lives. */
    public boolean lives(SimNode node, long bootId) {
        return node.running() && boots[node.index()] == bootId;
    }

    /** Whether a process has run without a pause for some beats. */
    public boolean runsSteadily(SimNode node) {
        long since = Math.max(startedNs[node.index()], node.stalledUntilNs());
        return node.running()
                && pair.nowNs() - since > 6 * pair.settings().timing().keepaliveNs();
    }

    /** A sensor lies from now on, or no longer with null. */
    public void forge(int node, int link, Sign sign) {
        for (Watch watch : watches) {
            if (watch.node == node && watch.link == link) {
                if (watch.forged != null) {
                    tell(watch, watch.forged, false, 0);
                }
                watch.forged = sign;
            }
        }
        changed();
    }

    /** A sensor sees nothing from now on, as at the whole end of a cable that died at the other one. */
    public void blind(int node, int link, boolean sees) {
        for (Watch watch : watches) {
            if (watch.node == node && watch.link == link) {
                watch.blind = sees;
            }
        }
        changed();
    }

    /** Something happened to a machine or a cable. */
    void changed() {
        if (on) {
            changedNs = pair.nowNs();
            pair.in(100_000 + random.nextLong(2_000_000), this::look);
        }
    }

    private void look() {
        boolean any = false;
        for (Watch watch : watches) {
            any |= look(watch);
        }
        if (any && !ticking) {
            ticking = true;
            pair.in(againNs(), () -> {
                ticking = false;
                look();
            });
        }
    }

    /** As the product's repeater: quick while something is news, lazy later. */
    private long againNs() {
        long keepaliveNs = pair.settings().timing().keepaliveNs();
        boolean young = pair.nowNs() - changedNs
                < YOUNG_DEADTIMES * pair.settings().timing().deadtimeNs();
        return Math.max(SOONEST_AGAIN_NS, young ? Math.min(AGAIN_NS, keepaliveNs / 4) : keepaliveNs / 2);
    }

    /** Raises what is to be seen; returns whether anything is. */
    private boolean look(Watch watch) {
        SimNode peer = pair.node(1 - watch.node);
        Sign there = watch.serial ? lineHungUp(watch, peer) : carrierLost(watch, peer);
        Sign sees = watch.blind ? null : there;
        if (watch.raised != null && watch.raised != sees) {
            tell(watch, watch.raised, false, 0);
        }
        watch.raised = sees;
        if (sees != null) {
            tell(watch, sees, true, 0);
        }
        boolean closed = !watch.serial && tripwire(watch, peer);
        lie(watch);
        return sees != null || closed || watch.forged != null || watch.connectedRun == 0 && !watch.serial;
    }

    private void lie(Watch watch) {
        if (watch.forged != null && watch.forged != watch.raised) {
            tell(watch, watch.forged, true, 0);
        }
    }

    private Sign lineHungUp(Watch watch, SimNode peer) {
        return cut(watch) || !peer.running() ? Sign.LINE_HUNG_UP : null;
    }

    private Sign carrierLost(Watch watch, SimNode peer) {
        return direct && (cut(watch) || !peer.powered()) ? Sign.CARRIER_LOST : null;
    }

    /** A cable is out: no frame passes either way. */
    private boolean cut(Watch watch) {
        return pair.network().cut(watch.link);
    }

    private boolean tripwire(Watch watch, SimNode peer) {
        SimNode self = pair.node(watch.node);
        if (!self.running()) {
            watch.connectedRun = 0;
            watch.closedBoot = 0;
            return false;
        }
        boolean passes = pair.network().passes(watch.link);
        if (watch.connectedRun != 0 && !peer.sameRun(watch.connectedRun) && passes && peer.powered()) {
            // the peer's kernel tells how that run ended, if it has not forgotten it by a reboot
            watch.closedBoot = killedRun[peer.index()] == watch.connectedRun ? watch.connectedBoot : 0;
            watch.connectedRun = 0;
        }
        if (watch.connectedRun == 0 && passes && peer.running()) {
            if (watch.closedBoot != 0) {
                tell(watch, Sign.TRIPWIRE_CLOSED, false, 0);
            }
            watch.connectedRun = peer.run();
            watch.connectedBoot = boots[peer.index()];
            watch.closedBoot = 0;
        }
        if (watch.closedBoot != 0) {
            tell(watch, Sign.TRIPWIRE_CLOSED, true, watch.closedBoot);
        }
        return watch.closedBoot != 0;
    }

    private void tell(Watch watch, Sign sign, boolean stands, long bootId) {
        String link = pair.settings().links().get(watch.link);
        pair.node(watch.node).input(new Input.DeathSign(link, sign, stands, bootId));
    }
}
