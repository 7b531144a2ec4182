package org.hadirector.director.run;

import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.hadirector.director.children.ChildKeeper;
import org.hadirector.director.children.Launcher;
import org.hadirector.director.log.LogLine;
import org.hadirector.heartbeat.config.ClientChild;
import org.hadirector.heartbeat.config.NodeFacts.Account;
import org.hadirector.heartbeat.config.Services;

/** The programs of respawn lines on a {@link VirtualMachine}: a few end at once, others run for ever. */
final class VirtualChildren implements Launcher {
    /** Exit statuses. */
    private static final Map<String, Integer> SHORT_LIVED =
            Map.of("/bin/false", 1, "/usr/bin/false", 1, "/bin/true", 0, "/usr/bin/true", 0);

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
        Integer status = SHORT_LIVED.get(child.program());
        if (status != null) {
            machine.time.at(machine.time.nowNs() + RUN_NS, () -> ended.accept(status));
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
