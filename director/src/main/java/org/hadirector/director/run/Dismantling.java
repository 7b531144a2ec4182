package org.hadirector.director.run;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.hadirector.director.control.ControlClient;
import org.hadirector.director.control.ControlServer;
import org.hadirector.director.control.NamespaceSocket;
import org.hadirector.director.log.LogFiles;

/**
 * Takes the daemon apart step by step when nothing of it serves any more: a step that fails is told, and what follows
 * is done all the same.
 */
final class Dismantling {
    private static final Logger LOG = LogManager.getLogger(LogFiles.HEARTBEAT);

    private final Parts parts;
    private boolean whole = true;

    /** What there is of a daemon; those that a start did not come to are null. */
    record Parts(
            Watchdog watchdog,
            Path run,
            ControlServer control,
            ChildRoom children,
            LinkRoom links,
            Poker poker,
            EngineRoom engine,
            ResourceRoom resources,
            Storage storage,
            Thread journalThread,
            SingleInstance instance) {}

    Dismantling(Parts parts) {
        this.parts = parts;
    }

    /**
     * Ends links, LAN, engine, files; the gate only when nothing of ours is up any more.
     *
     * @param detach whether nothing is
     * @return whether no step failed
     */
    boolean run(boolean detach) throws InterruptedException {
        // first: nothing that follows has an end by the watchdog's time
        step("watchdog", parts.watchdog(), watchdog -> watchdog.close(detach));
        step("control socket", parts.control(), control -> {
            NamespaceSocket.withdraw(parts.run(), parts.run().resolve(ControlClient.SOCKET_NAME));
            control.close();
        });
        step("children", parts.children(), ChildRoom::close);
        step("links", parts.links(), LinkRoom::close);
        step("LAN", parts.poker(), Poker::stop);
        step("gate", parts.engine(), engine -> engine.close(detach));
        step("resources", parts.resources(), ResourceRoom::close);
        step("journal", parts.storage(), storage -> {
            storage.journal()
                    .add("STOP", Director.VERSION, detach ? "everything released" : "the gate goes on guarding");
            storage.journal().end();
            parts.journalThread().join(2000);
        });
        step("pid file", parts.instance(), SingleInstance::close);
        return whole;
    }

    private <T> void step(String what, T part, Step<T> end) throws InterruptedException {
        if (part == null) {
            return;
        }
        try {
            end.of(part);
        } catch (IOException | RuntimeException e) {
            LOG.error("shutdown, {}: {}", what, e.toString());
            whole = false;
        }
    }

    /** Takes one thing away. */
    @FunctionalInterface
    private interface Step<T> {
        void of(T part) throws IOException, InterruptedException;
    }
}
