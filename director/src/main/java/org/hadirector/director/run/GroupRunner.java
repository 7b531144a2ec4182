package org.hadirector.director.run;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.hadirector.director.journal.Journal;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.resource.ResourceAgent;
import org.hadirector.resource.ResourceException;

/**
 * Starts, watches and stops one group's resources on a thread of its own, and tells the core how it went. A stop that
 * fails is tried again until it succeeds: only then the core hears that nothing is held any more, and only then the
 * other node may start the group. What else is done about it is the {@link StuckPolicy}'s business.
 */
final class GroupRunner {
    private static final long RETRY_STOP_MS = 1000;
    private static final long MONITOR_EVERY_MS = 5000;
    /** Much shorter than the time a returned node waits before it takes back. */
    private static final long LOOK_AHEAD_EVERY_MS = 200;

    private volatile ManagedGroup group;
    private final ScheduledExecutorService thread;
    private final Inbox inbox;
    private final Journal journal;
    private final StuckPolicy stuckPolicy;
    private final ServiceWatch services;
    private final Usefulness usefulness;

    // Owned by the group's thread.
    private final ResourceStates states = new ResourceStates();
    private final Membership members;
    private boolean started;
    /** Stopped, and nothing was begun since. */
    private boolean clean;

    private String lastStopFailure = "";

    /** Written by the deciding duty. */
    private volatile long entitledUntilNs;

    // Written by the group's thread, read by others.
    private volatile boolean renewable;
    private volatile boolean restoring;
    private volatile String fault = "";
    private volatile boolean stopped;
    private volatile boolean stuck;
    private volatile String busy = ""; // what its thread is at; empty when it waits

    GroupRunner(ManagedGroup group, ScheduledExecutorService thread, Inbox inbox, Journal journal) {
        this(group, thread, inbox, journal, (key, why) -> {});
    }

    /** @param stuckPolicy what to do about a group that cannot be stopped, besides trying again */
    GroupRunner(
            ManagedGroup group,
            ScheduledExecutorService thread,
            Inbox inbox,
            Journal journal,
            StuckPolicy stuckPolicy) {
        this.group = group;
        this.thread = thread;
        this.inbox = inbox;
        this.journal = journal;
        this.stuckPolicy = stuckPolicy;
        members = new Membership(group.key(), journal, at -> busy = at);
        services = new ServiceWatch(journal, LOOK_AHEAD_EVERY_MS);
        usefulness = new Usefulness(journal, inbox);
        thread.scheduleWithFixedDelay(this::monitor, MONITOR_EVERY_MS, MONITOR_EVERY_MS, TimeUnit.MILLISECONDS);
        thread.scheduleWithFixedDelay(this::lookAhead, LOOK_AHEAD_EVERY_MS, LOOK_AHEAD_EVERY_MS, TimeUnit.MILLISECONDS);
    }

    /** Told once, on the group's thread, when something of it may be active and cannot be stopped. */
    @FunctionalInterface
    interface StuckPolicy {
        void stuck(String group, String why);
    }

    ManagedGroup group() {
        return group;
    }

    /** Why the last attempt to serve failed; empty when all is well. */
    String fault() {
        return fault;
    }

    /** The last failure is dealt with: forget it, and what could not be stopped when it left the files. */
    void clearFault() {
        if (!stuck) {
            fault = "";
        }
        thread.execute(members::giveUp);
    }

    /** Whether something of it could not be stopped and may still be active. */
    boolean stuck() {
        return stuck;
    }

    /** Whether {@link #end} found or left nothing running. */
    boolean stopped() {
        return stopped;
    }

    /** Resource by resource, what the last look said. */
    Map<String, String> states() {
        return states.seen();
    }

    /** What it is doing now, such as {@code starting drbd::r0}; empty when nothing. Any thread. */
    String busy() {
        return busy;
    }

    /** The same as a sentence. */
    String words() {
        return "group " + group.key() + " is " + (busy.isEmpty() ? "about to follow its files" : "still " + busy);
    }

    /** Prepares the resources and removes what a predecessor left; done when the future is. */
    Future<?> prepare() {
        return thread.submit(() -> {
            try {
                group.prepare();
            } catch (ResourceException | RuntimeException e) {
                fault = ResourceException.words(e);
                journal.add("PREPARE_FAILED", group.key(), "", fault, 0, 0, false);
            }
            clear();
        });
    }

    /** What a killed predecessor left active is gone before the other node may start it. */
    private void clear() {
        try {
            group.clear();
        } catch (ResourceException | RuntimeException e) {
            cannotStop(e);
            inbox.offer(new Input.LeftActive(group.key(), fault));
            retry(() -> inbox.offer(new Input.Released(group.key())));
        }
    }

    /** Prepares resources that will join the group. */
    Future<?> prepare(List<ResourceAgent> joining) {
        return thread.submit(() -> {
            try {
                for (ResourceAgent agent : joining) {
                    busy = "preparing " + agent.name();
                    agent.prepare();
                }
            } finally {
                busy = "";
            }
            return null;
        });
    }

    /**
     * The group as other files have it, or the same ones again: see {@link Membership}. The rest does not notice. Done
     * when the future is, which fails when not all of it could be done.
     *
     * @param elsewhere names of resources that other groups have
     * @param rewire run in between, for resources that stay with other settings
     * @param then run when all of it was done or tried
     */
    Future<?> change(ManagedGroup next, Set<String> elsewhere, Callable<Void> rewire, Callable<Void> then) {
        return thread.submit(() -> {
            List<ResourceAgent> before = group.agents();
            group = next;
            try {
                members.change(before, next.agents(), elsewhere, rewire, started);
                if (started) {
                    states.change(next.agents());
                }
            } finally {
                busy = "";
                then.call();
            }
            if (!before.equals(next.agents())) {
                journal.add("CHANGED", group.key(), "", "resources as the files say now", 0, 0, false);
            }
            if (!unfinished().isEmpty()) {
                throw new ResourceException(String.join("; ", unfinished()));
            }
            return null;
        });
    }

    /** What a change of files left to be done, a sentence each. Any thread. */
    List<String> unfinished() {
        return members.unfinished();
    }

    /** Resources that are out of the files and could not be stopped. Any thread. */
    List<ResourceAgent> left() {
        return members.left();
    }

    /** Stops everything for good; done when the future is. */
    Future<?> end() {
        return thread.submit(() -> {
            stopped = clean || stopOnce();
            members.end();
            group.close();
            return null;
        });
    }

    /** The group never came into use. */
    void discard() {
        thread.shutdownNow();
    }

    /**
     * The group is out of the files: stops what is left and ends the thread.
     *
     * @param then run when that succeeded
     */
    void dismiss(Runnable then) {
        thread.execute(() -> {
            if (stopOnce()) {
                members.end();
                try {
                    group.close();
                } catch (ResourceException e) {
                    journal.add("CLOSE_FAILED", group.key(), "", ResourceException.words(e), 0, 0, false);
                }
                then.run();
            }
        });
        thread.shutdown();
    }

    void acquire() {
        thread.execute(this::doAcquire);
    }

    /** @param stopped run when everything is stopped, before that is told */
    void release(Runnable stopped) {
        thread.execute(() -> doRelease(stopped));
    }

    /** Deciding duty: until when this node may serve the group as things are now; 0 when it may not. */
    void entitled(long untilNs) {
        entitledUntilNs = untilNs;
    }

    /**
     * {@link Lifetimes}: keeps alive what runs, as long as the deciding duty says that this node may serve. What ran
     * out while this process stood still is started again; the core has proven the ownership by then.
     */
    void renew(long nowNs) {
        long untilNs = entitledUntilNs;
        if (renewable && untilNs != 0 && untilNs - nowNs > 0) {
            group.renew(nowNs);
            if (!restoring && group.anyLapsed()) {
                restoring = true;
                thread.execute(this::restore);
            }
        }
    }

    private void restore() {
        try {
            if (started) {
                group.restoreLapsed();
                journal.add("RESTORED", group.key(), "", "", 0, 0, false);
            }
        } catch (ResourceException | RuntimeException e) {
            fault = ResourceException.words(e);
            inbox.offer(new Input.ResourceFailed(group.key(), fault));
        } finally {
            restoring = false;
        }
    }

    private void doAcquire() {
        renewable = true;
        clean = false;
        busy = "starting its resources";
        try {
            group.start();
            started = true;
            members.whole();
            fault = "";
            journal.add("STARTED", group.key(), "", "", 0, 0, false);
            inbox.offer(new Input.Acquired(group.key()));
            states.begin(group.agents());
        } catch (ResourceException | RuntimeException e) {
            fault = ResourceException.words(e);
            journal.add("START_FAILED", group.key(), "", fault, 0, 0, true);
            if (stopOnce()) {
                inbox.offer(new Input.AcquireFailed(group.key(), fault));
            } else {
                String why = fault;
                retry(() -> inbox.offer(new Input.AcquireFailed(group.key(), why)));
            }
        } finally {
            busy = "";
        }
    }

    private void doRelease(Runnable then) {
        if (stopOnce()) {
            then.run();
            inbox.offer(new Input.Released(group.key()));
        } else {
            retry(() -> inbox.offer(new Input.Released(group.key())));
        }
    }

    private void retry(Runnable whenStopped) {
        thread.schedule(
                () -> {
                    if (stopOnce()) {
                        whenStopped.run();
                    } else {
                        retry(whenStopped);
                    }
                },
                RETRY_STOP_MS,
                TimeUnit.MILLISECONDS);
    }

    /** Stops everything; safe to call whatever state the group is in. Group's thread. */
    boolean stopOnce() {
        renewable = false;
        started = false;
        members.whole();
        busy = "stopping its resources";
        try {
            group.stop();
            lastStopFailure = "";
            stuck = false;
            clean = true;
            states.clear();
            journal.add("STOPPED", group.key(), "", "", 0, 0, false);
            return true;
        } catch (ResourceException | RuntimeException e) {
            cannotStop(e);
            return false;
        } finally {
            busy = "";
        }
    }

    private void cannotStop(Exception e) {
        fault = "cannot be stopped: " + ResourceException.words(e);
        if (!fault.equals(lastStopFailure)) {
            lastStopFailure = fault;
            journal.add("STOP_FAILED", group.key(), "", fault, 0, 0, true);
        }
        if (!stuck) {
            stuck = true;
            stuckPolicy.stuck(group.key(), fault);
        }
    }

    /** Services that answer badly, with their reasons. */
    Map<String, String> complaints() {
        return services.told();
    }

    private void lookAhead() {
        services.look(group.key(), group.agents());
        usefulness.look(group.key(), group.agents());
    }

    private void monitor() {
        if (!started || group.anyLapsed()) {
            return; // the next renewal sees to it, or the core gives the group up
        }
        busy = "asking its resources for their status";
        states.failed(group.agents()).ifPresent(failure -> {
            fault = failure;
            inbox.offer(new Input.ResourceFailed(group.key(), failure));
        });
        busy = "";
    }
}
