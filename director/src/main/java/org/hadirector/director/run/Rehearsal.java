package org.hadirector.director.run;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.hadirector.heartbeat.config.Authkeys;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.lvs.path.PacketPath;
import org.hadirector.takeover.AddressTable;
import org.hadirector.takeover.ArpAnnouncer;
import org.hadirector.takeover.Vip;

/**
 * Moves an address that nobody uses between two cores of this process, before the node takes part: ask, release, grant,
 * acquire, announce, renew, by the classes, system calls and threads that a real move takes. The first real one then
 * meets loaded classes and compiled code: some tenths of a millisecond instead of several milliseconds.
 *
 * <p>The ground is the loopback interface: {@code 127.9.9.9/32} on {@code lo:ha}, announced on {@code lo} only, leased
 * for two seconds, removed at the end and, should the process be killed meanwhile, by the kernel. Time is played: the
 * pair lives through its keepalives as fast as the machine can. What it logs goes nowhere.
 */
final class Rehearsal {
    /** HotSpot's first compiler takes a method after 200 calls. Each move is two calls or more of everything. */
    private static final int MOVES = 150;

    private static final int STEPS_A_MOVE = 2000;
    private static final List<String> NODES = List.of("rehearsal1", "rehearsal2");

    private final Stage stage;
    private final ScheduledExecutorService thread;
    private final RehearsalNode[] nodes;
    private long nowNs = System.nanoTime();

    /**
     * What is played with.
     *
     * @param gate takes the leases; the address is guarded there as long as the play lasts
     */
    record Stage(AddressTable table, ArpAnnouncer announcer, PacketPath gate, Vip vip) {
        private static final byte[] NOBODYS = {127, 9, 9, 9};

        /** On the loopback interface. */
        static Stage on(AddressTable table, ArpAnnouncer announcer, PacketPath gate) throws IOException {
            InetAddress address = InetAddress.getByAddress(NOBODYS);
            return new Stage(table, announcer, gate, new Vip(address, 32, null, "lo", "lo:ha"));
        }
    }

    /** @param thread what the groups' resources are moved on */
    Rehearsal(Stage stage, Authkeys keys, ScheduledExecutorService thread) {
        this.stage = stage;
        this.thread = thread;
        RehearsalCable cable = new RehearsalCable(NODES, keys);
        nodes = new RehearsalNode[] {
            new RehearsalNode(NODES, 0, cable.first, stage, thread, () -> nowNs),
            new RehearsalNode(NODES, 1, cable.second, stage, thread, () -> nowNs)
        };
    }

    /**
     * Plays for so long at most.
     *
     * @param enough ends the play when it says so, from any thread
     * @return the moves made
     * @throws IOException when something of it does not work here; what was begun is undone
     */
    int play(long atMostNs, BooleanSupplier enough) throws IOException {
        long startedNs = System.nanoTime();
        stage.gate().guard(stage.vip().address());
        int moves = 0;
        try {
            await(nodes[0].prepare());
            untilOneOwns(enough);
            while (moves < MOVES && System.nanoTime() - startedNs < atMostNs && !enough.getAsBoolean()) {
                moves += move(moves, enough) ? 1 : 0;
            }
        } finally {
            leave();
        }
        return moves;
    }

    /** Handed over by its owner, or taken by the other; whether that was done. */
    private boolean move(int number, BooleanSupplier enough) throws IOException {
        RehearsalNode owner = nodes[0].owns() ? nodes[0] : nodes[1];
        RehearsalNode other = owner == nodes[0] ? nodes[1] : nodes[0];
        boolean handedOver = number % 2 == 0;
        Supplier<Future<Answers.Outcome>> order =
                () -> handedOver ? owner.order(Input.Verb.STANDBY) : other.order(Input.Verb.TAKEOVER);
        Future<Answers.Outcome> answer = order.get();
        String refusal = "no answer";
        for (int step = 0; step < STEPS_A_MOVE; step++) {
            if (enough.getAsBoolean()) {
                return false;
            }
            cycle();
            if (answer.isDone()) {
                Answers.Outcome outcome = await(answer);
                if (outcome.ok() && other.owns()) {
                    return true;
                }
                refusal = outcome.text();
                // Not yet: one of them has not heard how the move before ended.
                answer = order.get();
            }
        }
        throw new IOException("move " + number + " not done within " + STEPS_A_MOVE + " cycles: " + refusal);
    }

    private void untilOneOwns(BooleanSupplier enough) throws IOException {
        for (int step = 0; step < STEPS_A_MOVE; step++) {
            cycle();
            if (nodes[0].owns() || nodes[1].owns() || enough.getAsBoolean()) {
                return;
            }
        }
        throw new IOException("nobody took the address within " + STEPS_A_MOVE + " cycles");
    }

    private void cycle() throws IOException {
        for (RehearsalNode node : nodes) {
            node.cycle(nowNs);
        }
        if (nodes[0].moving() || nodes[1].moving()) {
            await(thread.submit(() -> {}));
        }
        if (nodes[0].idle() && nodes[1].idle()) {
            nowNs = Math.max(nowNs, Math.min(nodes[0].nextCycleNs(), nodes[1].nextCycleNs()));
        }
    }

    private void leave() throws IOException {
        try {
            for (RehearsalNode node : nodes) {
                await(node.end());
            }
        } finally {
            stage.gate().unguard(stage.vip().address());
        }
    }

    private static <T> T await(Future<T> task) throws IOException {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the daemon is ending", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().toString(), e.getCause());
        }
    }
}
