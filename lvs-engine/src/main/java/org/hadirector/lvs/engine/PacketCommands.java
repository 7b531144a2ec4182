package org.hadirector.lvs.engine;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What any thread gives the packet thread to do; it does it in that order, before its next packet. */
final class PacketCommands {
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final Runnable wakeUp;

    /** @param wakeUp ends the packet thread's wait for packets */
    PacketCommands(Runnable wakeUp) {
        this.wakeUp = wakeUp;
    }

    /** Nobody is woken for it: to wake the packet thread for each rule costs more than the rule. */
    void give(Runnable command) {
        commands.add(command);
    }

    /** Something waits for it: the packet thread does not go on waiting for packets. */
    void giveAtOnce(Runnable command) {
        commands.add(command);
        wakeUp.run();
    }

    boolean isEmpty() {
        return commands.isEmpty();
    }

    /** Packet thread: does everything that was given; returns how many commands that were. */
    int carryOut() {
        int done = 0;
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
            command.run();
            done++;
        }
        return done;
    }
}
