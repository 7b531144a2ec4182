package org.hadirector.director.run;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.hadirector.director.config.Concluded;
import org.hadirector.director.config.DirectorContext;
import org.hadirector.director.config.ReloadPlan;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import org.hadirector.director.journal.Journal;
import org.hadirector.director.log.LogLine;
import org.hadirector.heartbeat.config.ConfigProblem;
import org.hadirector.heartbeat.config.SystemNodeFacts;
import org.hadirector.resource.ResourceException;

/**
 * Reads all files anew and lets the daemon change to them, or says why not: files with errors, and changes that need a
 * restart, leave everything as it was. One reload at a time.
 */
final class Reloader {
    private static final int REFUSED = 1;

    private final Supplier<Concluded> files;
    private final Journal journal;
    private final Changer changer;
    private final Watcher watcher;
    private final Consumer<LogLine> log;
    private volatile DirectorContext current;

    /** Makes the daemon what other files say. */
    interface Changer {
        /**
         * Changes to other files.
         *
         * @return what is not done yet or went wrong, a sentence each; the rest is done
         * @throws ResourceException when they cannot be used here; nothing has been changed then
         * @throws IOException likewise
         */
        List<String> change(DirectorContext before, DirectorContext after)
                throws IOException, ResourceException, InterruptedException, ExecutionException, TimeoutException;

        /** What former changes left to be done, a sentence each. */
        default List<String> unfinished(DirectorContext inUse) {
            return List.of();
        }

        /**
         * Tries that again.
         *
         * @return what is not done yet or went wrong again
         * @throws ResourceException when it cannot be tried now
         */
        default List<String> again(DirectorContext inUse) throws ResourceException, InterruptedException {
            return List.of();
        }
    }

    /** From the files in use to others, checked. */
    @FunctionalInterface
    interface OtherFiles {
        Concluded read(DirectorContext inUse);
    }

    /** Who wants to know while a reload goes on. */
    interface Watcher {
        /** It begins. */
        void reloading();

        /** The daemon is as it shall be, be it changed or not. */
        void ready();
    }

    /**
     * @param files reads and checks all files
     * @param watcher told of every reload
     * @param log ha-log
     */
    Reloader(
            DirectorContext current,
            Supplier<Concluded> files,
            Journal journal,
            Changer changer,
            Watcher watcher,
            Consumer<LogLine> log) {
        this.watcher = watcher;
        this.log = log;
        this.current = current;
        this.files = files;
        this.journal = journal;
        this.changer = changer;
    }

    /** The files in use. */
    DirectorContext context() {
        return current;
    }

    /** The verb {@code reload}: with {@code plan} it only tells. */
    ControlReply handle(ControlRequest request) {
        if (!request.args().isEmpty() && !request.args().equals(List.of("plan"))) {
            return ControlReply.text(2, "director: reload or reload plan, not " + String.join(" ", request.args()));
        }
        return reload(!request.args().isEmpty(), inUse -> files.get());
    }

    /** Told by SIGHUP: the outcome is in the log. */
    void reload() {
        reload(inUse -> files.get()).err().lines().map(LogLine::error).forEach(log);
    }

    /** With other files than those on disk as a whole, such as one of them read anew. */
    ControlReply reload(OtherFiles other) {
        return reload(false, other);
    }

    private ControlReply reload(boolean onlyPlan, OtherFiles other) {
        return onlyPlan ? readAnew(true, other) : reloadInTurn(other);
    }

    private synchronized ControlReply reloadInTurn(OtherFiles other) {
        watcher.reloading();
        try {
            return readAnew(false, other);
        } finally {
            watcher.ready();
        }
    }

    private ControlReply readAnew(boolean onlyPlan, OtherFiles other) {
        Concluded read = other.read(current);
        if (!read.usable()) {
            String errors = read.problems().stream()
                    .filter(problem -> problem.severity() == ConfigProblem.Severity.ERROR)
                    .map(problem -> problem + "\n")
                    .collect(Collectors.joining());
            return refused(onlyPlan, errors, "files are broken");
        }
        String warnings =
                read.problems().stream().map(problem -> problem + "\n").collect(Collectors.joining());
        ReloadPlan plan = ReloadPlan.between(current, read.context(), new SystemNodeFacts());
        if (onlyPlan) {
            String text = plan.empty() ? "nothing would change\n" : "would change:\n" + plan.text();
            String again = changer.unfinished(current).stream()
                    .map(what -> "  " + what + "\n")
                    .collect(Collectors.joining());
            String open = again.isEmpty() ? "" : "would be tried again, left by a former reload:\n" + again;
            return new ControlReply(0, text + open, "", Map.of("warnings", warnings));
        }
        if (!plan.restarts().isEmpty()) {
            return refused(false, plan.text(), "some of it needs a restart");
        }
        if (plan.empty()) {
            log.accept(LogLine.info("Configuration unchanged.")); // as heartbeat says it
            return changer.unfinished(current).isEmpty()
                    ? new ControlReply(0, "nothing changed\n", "", Map.of("warnings", warnings))
                    : again(warnings);
        }
        return apply(read.context(), plan, warnings);
    }

    private ControlReply refused(boolean onlyPlan, String details, String why) {
        if (!onlyPlan) {
            journal.add("RELOAD_REFUSED", "", "", why + ": " + details.strip(), 0, 0, false);
        }
        return new ControlReply(REFUSED, "", details + "director: nothing was changed: " + why + "\n", Map.of());
    }

    private ControlReply apply(DirectorContext next, ReloadPlan plan, String warnings) {
        List<String> open;
        try {
            open = changer.change(current, next);
        } catch (ResourceException | IOException e) {
            return refused(false, "", String.valueOf(e.getMessage()));
        } catch (ExecutionException | TimeoutException e) {
            journal.add("RELOAD_INCOMPLETE", "", "", e.toString(), 0, 0, true);
            adopt(next);
            return ControlReply.text(REFUSED, "director: not all of it was done: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ControlReply.text(REFUSED, "director: the daemon is ending");
        }
        adopt(next);
        if (!open.isEmpty()) {
            String what = String.join("; ", open);
            journal.add("RELOAD_INCOMPLETE", "", "", what, 0, 0, true);
            return new ControlReply(
                    REFUSED,
                    "changed:\n" + plan.text(),
                    "director: but not all of it: " + what + "\n",
                    Map.of("warnings", warnings));
        }
        String summary = plan.changes().stream().collect(Collectors.joining("; "));
        journal.add("RELOADED", "", "", summary, 0, 0, false);
        plan.changes().forEach(change -> log.accept(LogLine.info("reload: " + change)));
        return new ControlReply(0, "changed:\n" + plan.text(), "", Map.of("warnings", warnings));
    }

    /** The files are the same, and not all that they say was done. */
    private ControlReply again(String warnings) {
        List<String> open;
        try {
            open = changer.again(current);
        } catch (ResourceException e) {
            return new ControlReply(
                    REFUSED, "nothing changed\n", "director: " + e.getMessage() + "\n", Map.of("warnings", warnings));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ControlReply.text(REFUSED, "director: the daemon is ending");
        }
        String text = "nothing changed; what a former reload had left was tried again\n";
        if (open.isEmpty()) {
            journal.add("RELOADED", "", "", "what a former reload had left is done", 0, 0, false);
            return new ControlReply(0, text, "", Map.of("warnings", warnings));
        }
        String what = String.join("; ", open);
        journal.add("RELOAD_INCOMPLETE", "", "", what, 0, 0, true);
        return new ControlReply(
                REFUSED, text, "director: it is not done: " + what + "\n", Map.of("warnings", warnings));
    }

    private void adopt(DirectorContext next) {
        if (!current.authkeys().equals(next.authkeys())) {
            log.accept(LogLine.info("Rereading authentication file.")); // as heartbeat says it
        }
        current = next;
    }
}
