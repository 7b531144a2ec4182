package org.hadirector.director.run;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.hadirector.heartbeat.decide.Input;

/**
 * What other threads tell the deciding duty. Answers to effects and operators' words are never lost (each was asked
 * for, so their number is bounded); news from the LAN, which anybody can send, go through a queue that may overflow.
 */
public final class Inbox {
    private static final int NEWS = 1024;

    private final Queue<Input> answers = new ConcurrentLinkedQueue<>();
    private final Queue<Input> news = new ArrayBlockingQueue<>(NEWS);
    private final AtomicLong lostNews = new AtomicLong();
    private volatile Runnable wakeUp = () -> {};

    /** Who is woken when something comes in. */
    void onArrival(Runnable newWakeUp) {
        wakeUp = newWakeUp;
    }

    /** Any thread. */
    public void offer(Input input) {
        if (input instanceof Input.VipAnswered
                || input instanceof Input.LanAnswered
                || input instanceof Input.PeerAnswered) {
            if (!news.offer(input)) {
                lostNews.incrementAndGet();
            }
        } else {
            answers.add(input);
        }
        wakeUp.run();
    }

    /** The next input or null; the deciding duty only. */
    Input poll() {
        Input next = answers.poll();
        return next == null ? news.poll() : next;
    }

    /** Whether {@link #poll} would give nothing. */
    boolean isEmpty() {
        return answers.isEmpty() && news.isEmpty();
    }

    /** News that came faster than they were read. */
    public long lostNews() {
        return lostNews.get();
    }
}
