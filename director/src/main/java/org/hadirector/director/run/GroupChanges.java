package org.hadirector.director.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hadirector.resource.ResourceException;

/**
 * Resources that join or leave their groups by a reload, each group on its own thread. A script may take longer than
 * anybody wants to wait: then the change goes on, whoever asked hears what it is at, and no other reload begins before
 * it is done.
 */
final class GroupChanges {
    private final long patienceMs;

    /** Of the latest reload; changed by whoever reloads, read by others. */
    private final List<Map.Entry<GroupRunner, Future<?>>> under = new CopyOnWriteArrayList<>();

    /** @param patienceMs how long to wait for all of them */
    GroupChanges(long patienceMs) {
        this.patienceMs = patienceMs;
    }

    /** @throws ResourceException when a former reload has not been done yet */
    void requireDone() throws ResourceException {
        for (Map.Entry<GroupRunner, Future<?>> change : under) {
            if (!change.getValue().isDone()) {
                throw new ResourceException(
                        "the former reload is not done: " + change.getKey().words() + ": try again");
            }
        }
        under.clear();
    }

    /** What the latest reload began and is not done, a sentence each. Any thread. */
    List<String> pending() {
        return under.stream()
                .filter(change -> !change.getValue().isDone())
                .map(change -> change.getKey().words())
                .toList();
    }

    void begun(GroupRunner runner, Future<?> change) {
        under.add(Map.entry(runner, change));
    }

    /** Waits for all that was begun; returns what went wrong or is not done, a sentence each. */
    List<String> await() throws InterruptedException {
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMs);
        List<String> open = new ArrayList<>();
        for (Map.Entry<GroupRunner, Future<?>> change : under) {
            GroupRunner runner = change.getKey();
            try {
                change.getValue().get(endNs - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                open.add(runner.words() + "; it goes on, no other reload begins before it is done");
            } catch (ExecutionException e) {
                open.add("group " + runner.group().key() + ": " + ResourceException.words(e.getCause()));
            }
        }
        return open;
    }

    /**
     * Waits for a step on a group's thread that must be done before anything changes.
     *
     * @throws ResourceException when the group is at something else for too long
     */
    void before(GroupRunner runner, Future<?> step) throws ResourceException, InterruptedException, ExecutionException {
        try {
            step.get(patienceMs, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            step.cancel(false);
            throw new ResourceException(runner.words() + ": try again when it is done");
        }
    }
}
