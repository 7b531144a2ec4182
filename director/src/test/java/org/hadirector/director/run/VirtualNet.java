package org.hadirector.director.run;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.hadirector.heartbeat.config.Authkeys;
import org.hadirector.heartbeat.config.HaCf;
import org.hadirector.heartbeat.link.BeatCounters;
import org.hadirector.heartbeat.link.BeatGuard;
import org.hadirector.heartbeat.link.ClusterFacts;
import org.hadirector.heartbeat.link.HeartbeatLink;
import org.hadirector.heartbeat.link.LinkCounters;
import org.hadirector.heartbeat.link.ReplayWindow;
import org.hadirector.heartbeat.link.StatusMessage;

/** What is between two machines: switches, a null-modem, stations that answer; each can be cut on each side. */
final class VirtualNet {
    static final String SERIAL = "/dev/ttyS0";
    private static final long DELAY_NS = 200_000;

    private final VirtualTime time;
    private final Map<String, VirtualDaemon> daemons = new HashMap<>();
    private final Set<String> cuts = new HashSet<>();
    private final Set<String> deaf = new HashSet<>();

    VirtualNet(VirtualTime time) {
        this.time = time;
    }

    /** The daemon of a machine, null when it has none any more. */
    void attach(String machine, VirtualDaemon daemon) {
        daemons.put(machine, daemon);
    }

    /** Frames of this machine vanish on this link, or no longer. */
    void cut(String machine, String link, boolean now) {
        if (now) {
            cuts.add(machine + " " + link);
        } else {
            cuts.remove(machine + " " + link);
        }
    }

    /** The stations on the LAN do not answer this machine, or do. */
    void silence(String machine, boolean now) {
        if (now) {
            deaf.add(machine);
        } else {
            deaf.remove(machine);
        }
    }

    /** Whether a ping node or group of ha.cf answers this machine: two stations are there. */
    boolean answers(String machine, HaCf.Witness witness) {
        boolean there = witness.addresses().stream().anyMatch(List.of("10.77.0.1", "10.77.0.2")::contains);
        return there && !deaf.contains(machine) && !broken(machine, "eth0");
    }

    private boolean broken(String machine, String link) {
        return cuts.contains(machine + " " + link.replaceAll("/(bcast|mcast|ucast)\\d*$", ""));
    }

    /** One round of probes for an address: who answers, a moment later. */
    void probe(VirtualDaemon asker, InetAddress vip, String device) {
        String machine = asker.machine();
        if (broken(machine, device)) {
            return;
        }
        if (!deaf.contains(machine)) {
            time.at(time.nowNs() + DELAY_NS, () -> asker.witness("10.77.0.1", device));
        }
        for (VirtualDaemon other : new ArrayList<>(daemons.values())) {
            boolean reachable = other != null && other != asker && !broken(other.machine(), device);
            if (reachable && other.answersFor(vip)) {
                time.at(time.nowNs() + DELAY_NS, () -> asker.vipAnswered(vip, "02:00:00:00:00:02"));
            }
        }
    }

    /** A link of a node as its configuration has it. */
    HeartbeatLink link(VirtualDaemon owner, String name, byte kind, ClusterFacts cluster, Authkeys keys) {
        return new Link(owner, name, kind, cluster, keys);
    }

    private final class Link implements HeartbeatLink {
        private final VirtualDaemon owner;
        private final String name;
        private final BeatCounters counters = new BeatCounters();
        private final BeatGuard guard;
        private final Queue<StatusMessage> arrived = new ArrayDeque<>();
        private Runnable wakeUp = () -> {};

        Link(VirtualDaemon owner, String name, byte kind, ClusterFacts cluster, Authkeys keys) {
            this.owner = owner;
            this.name = name;
            this.guard = new BeatGuard(cluster, kind, keys, new ReplayWindow(), counters);
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void open(Runnable newWakeUp) {
            wakeUp = newWakeUp;
        }

        @Override
        public StatusMessage poll() {
            return arrived.poll();
        }

        @Override
        public void send(StatusMessage message) {
            counters.countSent(0);
            if (broken(owner.machine(), name)) {
                return;
            }
            byte[] beat = guard.seal(message);
            for (Map.Entry<String, VirtualDaemon> other : daemons.entrySet()) {
                if (!other.getKey().equals(owner.machine()) && other.getValue() != null) {
                    VirtualDaemon target = other.getValue();
                    time.at(time.nowNs() + DELAY_NS, () -> deliver(target, beat));
                }
            }
        }

        private void deliver(VirtualDaemon target, byte[] beat) {
            if (daemons.get(target.machine()) == target && !broken(target.machine(), name)) {
                for (HeartbeatLink link : target.links()) {
                    if (link.name().equals(name)) {
                        ((Link) link).receive(beat);
                    }
                }
            }
        }

        private void receive(byte[] beat) {
            if (guard.authentic(beat, 0, beat.length)) {
                StatusMessage opened = guard.open(beat, 0, beat.length);
                if (opened != null) {
                    arrived.add(opened);
                    wakeUp.run();
                }
            }
        }

        @Override
        public void rekey(Authkeys keys) {
            guard.rekey(keys);
        }

        @Override
        public LinkCounters counters() {
            return counters.snapshot();
        }

        @Override
        public void close() {
            wakeUp = () -> {};
        }
    }
}
