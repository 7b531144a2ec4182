package org.hadirector.heartbeat.jgroups;

import org.jgroups.util.LazyThreadFactory;

/**
 * How threads of the links are started. The daemon hands in what a receiving thread does first, such as asking the
 * kernel for real-time priority; a thread that a blocking medium forces upon a link inherits the network namespace of
 * the one that opened it.
 *
 * @param onReceiverThreadStart run at the start of every thread that receives or sends beats; must not throw
 * @param onRound run by every thread that receives each time that it comes round, in a flood without having waited
 */
public record LinkThreads(Runnable onReceiverThreadStart, Runnable onRound) {
    /** Threads as the JVM makes them. */
    public static LinkThreads plain() {
        return new LinkThreads(() -> {}, () -> {});
    }

    /** Starts a thread on the path of a beat. */
    Thread startUrgent(String name, Runnable body) {
        return startIdle(name, urgent(body));
    }

    /** Starts a thread that only keeps house. */
    Thread startIdle(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private Runnable urgent(Runnable body) {
        return () -> {
            onReceiverThreadStart.run();
            body.run();
        };
    }

    /** The factory for a JGroups transport; its receiver threads are urgent. */
    LazyThreadFactory factory(String link) {
        return new LazyThreadFactory("hb-" + link, true, false) {
            @Override
            public Thread newThread(Runnable body, String name) {
                return super.newThread(name.contains("receiver") ? urgent(body) : body, "hb-" + link + "-" + name);
            }
        };
    }
}
