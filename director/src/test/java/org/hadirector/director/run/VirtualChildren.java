package org.hadirector.director.run;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.hadirector.director.children.ChildKeeper;
import org.hadirector.director.children.Launcher;
import org.hadirector.director.log.LogLine;
import org.hadirector.heartbeat.config.ClientChild;
import org.hadirector.heartbeat.config.NodeFacts.Account;
import org.hadirector.heartbeat.config.Services;

/** The programs of respawn lines on a {@link VirtualMachine}: {@code /bin/false} ends at once, others run for ever. */
final class VirtualChildren implements Launcher {
    private static final long RUN_NS = 1_000_000;
    private static final long PID = 4712;

    private final VirtualMachine machine;
    private final Consumer<LogLine> log;
    private final Executor thread;
    private ChildKeeper keeper;

    VirtualChildren(VirtualMachine machine, Consumer<LogLine> log, Executor thread) {
        this.machine = machine;
        this.log = log;
        this.thread = thread;
    }

    void start(Services services) {
        keeper = new ChildKeeper(
                services.children(),
                new ChildKeeper.Tools(this, machine::user, machine.time::nowNs, log, child -> {}),
                thread);
        keeper.start();
    }

    void stop() {
        keeper.stop();
    }

    @Override
    public Running start(ClientChild child, Account account, IntConsumer ended) {
        if (child.command().equals("/bin/false")) {
            machine.time.at(machine.time.nowNs() + RUN_NS, () -> ended.accept(1));
        }
        return new Running() {
            @Override
            public long pid() {
                return PID;
            }

            @Override
            public void terminate() {
                ended.accept(128 + 15);
            }

            @Override
            public void kill() {
                ended.accept(128 + 9);
            }

            @Override
            public boolean alive() {
                return true;
            }
        };
    }
}
