package org.hadirector.director.run;

import java.io.IOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.hadirector.heartbeat.decide.CoreEvent;
import org.hadirector.heartbeat.decide.Effect;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.heartbeat.link.HeartbeatLink;
import org.hadirector.lvs.path.PacketPath;

/**
 * The only place where effects touch the world. Runs on the deciding duty and never blocks it: what takes time goes to
 * a group's thread or to the disk thread, and its outcome comes back through the inbox.
 */
public final class EffectRunner implements DutyLoop.EffectSink {
    private final Map<String, HeartbeatLink> links;
    private final Map<String, GroupRunner> groups;
    private final PacketPath path;
    private final Prober prober;
    private final Disk disk;
    private final Fencer fencer;
    private final PacketKeeper packets;
    private final Inbox inbox;
    private final Answers answers;
    private final Teller teller;

    private final LeaseMeter leases = new LeaseMeter();
    private volatile Consumer<GroupRunner> onForget = runner -> {};

    // Owned by the deciding duty.
    private final Map<InetAddress, String> gateTrouble = new HashMap<>();

    EffectRunner(World world, Inbox inbox, Answers answers, Teller teller) {
        this.links = world.links();
        this.groups = world.groups();
        this.path = world.path();
        this.prober = world.prober();
        this.disk = world.disk();
        this.fencer = world.fencer();
        this.packets = world.packets();
        this.inbox = inbox;
        this.answers = answers;
        this.teller = teller;
    }

    /** Who takes apart a group that is out of the files and released; must not block. */
    void onForget(Consumer<GroupRunner> taker) {
        onForget = taker;
    }

    /** What effects act upon; links and groups are live. */
    record World(
            Map<String, HeartbeatLink> links,
            Map<String, GroupRunner> groups,
            PacketPath path,
            Prober prober,
            Disk disk,
            Fencer fencer,
            PacketKeeper packets) {
        /** Without fence devices, and without an engine whose packets could wait. */
        World(
                Map<String, HeartbeatLink> links,
                Map<String, GroupRunner> groups,
                PacketPath path,
                Prober prober,
                Disk disk) {
            this(
                    links,
                    groups,
                    path,
                    prober,
                    disk,
                    (node, attempt) -> {
                        throw new IllegalStateException("no fence device to reset " + node);
                    },
                    new PacketKeeper() {});
        }
    }

    /** Where epochs are kept, and the thread that may wait for it. */
    record Disk(EpochBook epochs, Executor thread) {}

    /** Keeps the highest reserved epoch. */
    @FunctionalInterface
    interface EpochBook {
        /** Returns when the disk has it. */
        void reserve(long upTo) throws IOException;
    }

    /** Sends one round of ARP probes for a group; never blocks. */
    @FunctionalInterface
    interface Prober {
        void probe(String group);

        /** Sends one echo to every ping node. */
        default void ping() {}

        /** The lease of an address runs until then; 0: it is over, and nothing may be sent from it any more. */
        default void lease(InetAddress vip, long untilNs) {}

        /** A group's addresses, which are up here, are being announced once more. */
        default void reannounced(String group) {}
    }

    /** Lets a fence device end a node; never blocks, the outcome comes as an input. */
    @FunctionalInterface
    interface Fencer {
        void fence(String node, long attempt);

        /** What has not begun for this attempt shall not begin any more. */
        default void drop(long attempt) {}
    }

    /** Keeps packets of groups that go to the other node; never blocks the deciding duty. */
    interface PacketKeeper {
        /**
         * The group is stopped but for its gate: connections may come to their end. May take some milliseconds of the
         * group's thread.
         */
        default void drain(ManagedGroup group, long leaseUntilNs) {}

        /** The lease ends next. */
        default void hold(ManagedGroup group, long untilNs) {}

        /** The other node serves the group; {@code station} is its hardware address. */
        default void handOn(ManagedGroup group, String station, long untilNs) {}

        /** The lease runs, here. */
        default void served(ManagedGroup group) {}
    }

    /** Passes events on to journal and log; never blocks. */
    @FunctionalInterface
    interface Teller {
        void tell(CoreEvent event);
    }

    @Override
    public void run(Effect effect, long nowNs) {
        if (effect instanceof Effect.Send send) {
            links.get(send.link()).send(send.beat());
        } else if (effect instanceof Effect.Lease lease) {
            lease(groups.get(lease.group()), lease.untilNs(), nowNs);
        } else if (effect instanceof Effect.Acquire acquire) {
            groups.get(acquire.group()).acquire();
        } else if (effect instanceof Effect.Release release) {
            release(groups.get(release.group()), release.handedOver());
        } else if (effect instanceof Effect.HoldPackets hold) {
            packets.hold(groups.get(hold.group()).group(), hold.untilNs());
        } else if (effect instanceof Effect.HandOn on) {
            packets.handOn(groups.get(on.group()).group(), on.station(), on.untilNs());
        } else if (effect instanceof Effect.Forget forget) {
            onForget.accept(groups.remove(forget.group()));
        } else if (effect instanceof Effect.Probe probe) {
            prober.probe(probe.group());
        } else if (effect instanceof Effect.Ping) {
            prober.ping();
        } else if (effect instanceof Effect.Reannounce reannounce) {
            groups.get(reannounce.group()).group().reannounce();
            prober.reannounced(reannounce.group());
        } else if (effect instanceof Effect.ReserveEpoch reserve) {
            disk.thread().execute(() -> reserve(reserve.upTo()));
        } else if (effect instanceof Effect.Fence fence) {
            fencer.fence(fence.node(), fence.attempt());
        } else if (effect instanceof Effect.FenceDropped dropped) {
            fencer.drop(dropped.attempt());
        } else if (effect instanceof Effect.Tell tell) {
            teller.tell(tell.event());
        } else if (effect instanceof Effect.Answer answer) {
            answers.give(answer.id(), answer.ok(), answer.text());
        }
    }

    /** How well the leases are kept. */
    LeaseMeter leases() {
        return leases;
    }

    private void lease(GroupRunner runner, long untilNs, long nowNs) {
        leases.set(runner.group().key(), untilNs, nowNs);
        for (InetAddress vip : runner.group().addresses()) {
            prober.lease(vip, untilNs);
            try {
                path.lease(vip, untilNs);
                gateTrouble.remove(vip);
            } catch (IOException e) {
                gateRefuses(runner.group().key(), vip, e.getMessage());
            }
        }
        runner.entitled(untilNs);
        if (untilNs > 0) {
            packets.served(runner.group());
        }
    }

    private void release(GroupRunner runner, boolean handedOver) {
        long leaseUntilNs = leases.untilNs(runner.group().key());
        runner.release(handedOver ? () -> packets.drain(runner.group(), leaseUntilNs) : () -> {});
    }

    /** A gate that takes no lease lets no packet through: whoever else can serve should. */
    private void gateRefuses(String group, InetAddress vip, String why) {
        if (!why.equals(gateTrouble.put(vip, why))) {
            teller.tell(new CoreEvent(
                    CoreEvent.Kind.ALARM, group, vip.getHostAddress(), "the gate refuses the lease: " + why, 0));
            inbox.offer(new Input.ResourceFailed(group, "gate: " + why));
        }
    }

    private void reserve(long upTo) {
        try {
            disk.epochs().reserve(upTo);
            inbox.offer(new Input.EpochReserved(upTo));
        } catch (IOException e) {
            inbox.offer(new Input.EpochReserveFailed(e.toString()));
        }
    }

    /** Ends every lease now, whatever the core thinks: the first act of every emergency. */
    void silence() {
        for (GroupRunner runner : groups.values()) {
            for (InetAddress vip : runner.group().addresses()) {
                try {
                    path.lease(vip, 0);
                } catch (IOException e) {
                    teller.tell(new CoreEvent(
                            CoreEvent.Kind.ALARM,
                            runner.group().key(),
                            vip.getHostAddress(),
                            "the gate does not end the lease: " + e.getMessage(),
                            0));
                }
            }
        }
    }
}
