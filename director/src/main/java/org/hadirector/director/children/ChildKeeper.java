package org.hadirector.director.children;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.hadirector.director.children.Launcher.Running;
import org.hadirector.director.log.LogLine;
import org.hadirector.heartbeat.config.ClientChild;
import org.hadirector.heartbeat.config.NodeFacts.Account;

/**
 * Keeps the programs of {@code respawn} and {@code failfast} running and says so in heartbeat's words. ipfail is built
 * in and never started. Everything happens on one executor, whose thread must live as long as the daemon.
 */
public final class ChildKeeper {
    private final Tools tools;
    private final Executor executor;
    private final List<Kept> kept = new ArrayList<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private boolean stopping;

    /**
     * @param accounts users by name
     * @param nanos monotonic clock
     * @param log takes lines of ha-log
     * @param failed told when a failfast program has ended: the node shall give up
     */
    public record Tools(
            Launcher launcher,
            Function<String, Optional<Account>> accounts,
            LongSupplier nanos,
            Consumer<LogLine> log,
            Consumer<ClientChild> failed) {}

    public ChildKeeper(List<ClientChild> children, Tools tools, Executor executor) {
        this.tools = tools;
        this.executor = executor;
        children.stream().filter(child -> !child.isIpfail()).forEach(child -> kept.add(new Kept(child)));
    }

    /** Starts them all, in the order of ha.cf. */
    public void start() {
        executor.execute(() -> kept.forEach(Kept::start));
    }

    /**
     * Asks them all to end, the last one first; they are not started again.
     *
     * @return done when none is left
     */
    public Future<?> stop() {
        executor.execute(() -> {
            stopping = true;
            for (int i = kept.size() - 1; i >= 0; i--) {
                kept.get(i).terminate();
            }
            lookWhetherAllAreGone();
        });
        return gone;
    }

    private void lookWhetherAllAreGone() {
        if (stopping && kept.stream().allMatch(each -> each.running == null)) {
            gone.complete(null);
        }
    }

    /** Ends those that did not end when they were asked. */
    public void kill() {
        executor.execute(() -> kept.forEach(Kept::kill));
    }

    /** One program, all its lives. */
    private final class Kept {
        private final ClientChild child;
        private final RespawnPolicy policy = new RespawnPolicy();
        private Running running;
        private long startedNs;

        Kept(ClientChild child) {
            this.child = child;
        }

        void start() {
            Optional<Account> account = tools.accounts().apply(child.user());
            if (account.isEmpty()) {
                say(LogLine.error("Invalid uid [" + child.user() + "] specified for client child"));
                return;
            }
            Account who = account.get();
            say(LogLine.info(
                    "Starting child client \"" + child.command() + "\" (" + who.uid() + "," + who.gid() + ")"));
            startedNs = tools.nanos().getAsLong();
            try {
                running = tools.launcher().start(child, who, status -> executor.execute(() -> ended(status)));
                say(LogLine.info("Starting \"" + child.command() + "\" as uid " + who.uid() + "  gid " + who.gid()
                        + " (pid " + running.pid() + ")"));
            } catch (IOException e) {
                say(LogLine.error("Cannot start \"" + child.command() + "\": " + e.getMessage()));
            }
        }

        private void ended(int status) {
            long pid = running == null ? 0 : running.pid();
            running = null;
            String how = status > 128 ? "killed by signal " + (status - 128) : "exited with return code " + status;
            say(
                    status == 0 || stopping
                            ? LogLine.info("Managed " + child.command() + " process " + pid + " " + how + ".")
                            : LogLine.warn("Managed " + child.command() + " process " + pid + " " + how + "."));
            if (stopping) {
                lookWhetherAllAreGone();
                return;
            }
            if (child.failfast()) {
                say(LogLine.error("Client \"" + child.command() + "\" is gone: this node gives up (failfast)"));
                tools.failed().accept(child);
                return;
            }
            switch (policy.ended(status, tools.nanos().getAsLong() - startedNs)) {
                case AGAIN -> {
                    say(LogLine.error("Respawning client \"" + child.command() + "\":"));
                    start();
                }
                case TOO_FAST -> say(LogLine.error("Client " + child.command() + " \"respawning too fast\""));
                case DONE -> {}
                default -> throw new IllegalStateException("a child ended in no known way");
            }
        }

        void terminate() {
            if (running != null) {
                say(LogLine.info("killing " + child.command() + " process group " + running.pid() + " with signal 15"));
                running.terminate();
            } else {
                say(LogLine.info("client [" + child.command() + "] is not running."));
            }
        }

        void kill() {
            if (running != null && running.alive()) {
                running.kill();
            }
        }
    }

    private void say(LogLine line) {
        tools.log().accept(line);
    }
}
