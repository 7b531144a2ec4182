package org.hadirector.director.run;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Pairs requests given to the core with the answers it gives, by number. */
public final class Answers {
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, CompletableFuture<Outcome>> open = new ConcurrentHashMap<>();

    /** What became of a request. */
    public record Outcome(boolean ok, String text) {}

    /** A request that was given a number. */
    public record Pending(long id, CompletableFuture<Outcome> outcome) {}

    Pending next() {
        Pending pending = new Pending(numbers.incrementAndGet(), new CompletableFuture<>());
        open.put(pending.id(), pending.outcome());
        return pending;
    }

    void give(long id, boolean ok, String text) {
        CompletableFuture<Outcome> outcome = open.remove(id);
        if (outcome != null) {
            outcome.complete(new Outcome(ok, text));
        }
    }
}
