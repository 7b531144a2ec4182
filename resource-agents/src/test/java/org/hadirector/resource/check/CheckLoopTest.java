package org.hadirector.resource.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.hadirector.resource.config.RealLine;
import org.hadirector.resource.config.VirtualBlock;
import org.hadirector.resource.testing.Configs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class CheckLoopTest {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final Map<String, AtomicInteger> results = new ConcurrentHashMap<>();

    @AfterEach
    void stopThreads() {
        timer.shutdownNow();
        workers.shutdownNow();
    }

    private static List<CheckTarget> targets() {
        VirtualBlock block = Configs.virtual(
                """
                checkinterval=5ms
                virtual=10.1.0.1:80
                    real=192.168.0.1:80 gate
                    real=192.168.0.2:80 gate
                """);
        List<CheckTarget> targets = new ArrayList<>();
        for (RealLine real : block.reals()) {
            targets.add(CheckTarget.of(block, real));
        }
        return targets;
    }

    private static String name(CheckTarget target) {
        return target.address().getHostAddress();
    }

    private CheckLoop loop(Function<CheckTarget, Checker> checkers) {
        return new CheckLoop(timer, workers, checkers, (target, result) -> results.computeIfAbsent(
                        name(target) + (result.isUp() ? " up" : " down"), key -> new AtomicInteger())
                .incrementAndGet());
    }

    private int count(String key) {
        return results.getOrDefault(key, new AtomicInteger()).get();
    }

    @Test
    void shouldRepeatEveryCheck() {
        try (CheckLoop loop = loop(target -> () -> CheckResult.UP)) {
            loop.start(targets());
            Awaitility.await().until(() -> count("192.168.0.1 up") > 5 && count("192.168.0.2 up") > 5);
        }
    }

    @Test
    void shouldNotLetAHangingServerDelayTheOthers() {
        CountDownLatch never = new CountDownLatch(1);
        try (CheckLoop loop = loop(target -> () -> {
            if (name(target).endsWith("1")) {
                try {
                    never.await();
                } catch (InterruptedException end) {
                    Thread.currentThread().interrupt();
                }
            }
            return CheckResult.UP;
        })) {
            loop.start(targets());
            Awaitility.await().until(() -> count("192.168.0.2 up") > 20);
            assertEquals(0, count("192.168.0.1 up"));
        }
    }

    @Test
    void shouldNeverCheckOneServerTwiceAtATime() {
        AtomicInteger running = new AtomicInteger();
        AtomicBoolean overlapped = new AtomicBoolean();
        CheckTarget target = targets().get(0);
        try (CheckLoop loop = loop(ignored -> () -> {
            overlapped.compareAndSet(false, running.incrementAndGet() > 1);
            Thread.yield();
            running.decrementAndGet();
            return CheckResult.UP;
        })) {
            loop.start(List.of(target, target));
            Awaitility.await().until(() -> count("192.168.0.1 up") > 50);
        }
        assertTrue(!overlapped.get());
    }

    @Test
    void shouldTakeAThrowingCheckerAsDownAndGoOn() {
        try (CheckLoop loop = loop(target -> () -> {
            throw new IllegalStateException("broken");
        })) {
            loop.start(targets());
            Awaitility.await().until(() -> count("192.168.0.1 down") > 3);
        }
    }

    @Test
    void shouldGoOnWhenTheWorkersAreFullForAWhile() {
        AtomicInteger refusals = new AtomicInteger(3);
        CheckLoop loop = new CheckLoop(
                timer,
                task -> {
                    if (refusals.getAndDecrement() > 0) {
                        throw new RejectedExecutionException("full");
                    }
                    workers.execute(task);
                },
                target -> () -> CheckResult.UP,
                (target, result) -> results.computeIfAbsent(name(target), key -> new AtomicInteger())
                        .incrementAndGet());
        try (loop) {
            loop.start(targets());
            Awaitility.await().until(() -> count("192.168.0.1") > 1 && count("192.168.0.2") > 1);
        }
    }

    @Test
    void shouldDropResultsThatComeAfterClose() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        CheckLoop loop = loop(target -> () -> {
            begun.countDown();
            try {
                go.await();
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
            }
            return CheckResult.UP;
        });
        loop.start(targets().subList(0, 1));
        begun.await();
        loop.close();
        go.countDown();
        workers.execute(ended::countDown);
        ended.await();
        workers.shutdown();
        assertTrue(workers.awaitTermination(60, TimeUnit.SECONDS));
        assertEquals(Map.of(), results);
    }
}
