package org.hadirector.director.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.hadirector.director.config.Readers;
import org.hadirector.director.journal.Journal;
import org.hadirector.director.log.LogFiles;
import org.hadirector.heartbeat.link.HeartbeatLink;
import org.hadirector.heartbeat.link.LinkCounters;
import org.hadirector.resource.ResourceLog;

/** What is looked at now and then, on a thread that decides nothing and serves nobody. */
final class SideRounds {
    private static final Logger LOG = LogManager.getLogger(LogFiles.HEARTBEAT);
    private static final long ROUND_S = 1;

    private final ScheduledExecutorService thread;
    private final Journal journal;

    private SideRounds(ScheduledExecutorService thread, Journal journal) {
        this.thread = thread;
        this.journal = journal;
    }

    /** @param links live */
    static void begin(
            Threads threads, Journal journal, Map<String, HeartbeatLink> links, Reloader reloader, Guardian guardian) {
        SideRounds rounds = new SideRounds(threads.serial("side-rounds", Threads.Kind.URGENT), journal);
        rounds.each("refused beats", rounds.refusals(links));
        rounds.each("guardian", guardian::look);
        // On a thread of its own: a reload waits for resources.
        SideRounds files = new SideRounds(threads.serial("autoreload", Threads.Kind.URGENT), journal);
        LdirectordWatch watch = new LdirectordWatch(
                reloader::context,
                (inUse, file) -> Readers.ofThisMachine(inUse.directory()).again(inUse, file),
                reloader::reload,
                config -> ResourceRoom.ldirectordLog(config, ResourceLog.log4j()));
        files.each("ldirectord.cf", () -> watch.round(System.nanoTime()));
    }

    /** From now on in each round; a round that fails does not end the later ones. */
    private void each(String what, Runnable look) {
        thread.scheduleWithFixedDelay(
                () -> {
                    try {
                        look.run();
                    } catch (RuntimeException e) {
                        LOG.error("{}: {}", what, e.toString(), e);
                    }
                },
                ROUND_S,
                ROUND_S,
                TimeUnit.SECONDS);
    }

    /** Beats that the links refuse are told. */
    private Runnable refusals(Map<String, HeartbeatLink> links) {
        RefusalWatch watch = new RefusalWatch();
        return () -> {
            Map<String, LinkCounters> counters = new LinkedHashMap<>();
            links.forEach((name, link) -> counters.put(name, link.counters()));
            for (RefusalWatch.News news : watch.look(counters, System.nanoTime())) {
                LOG.warn(news.text());
                journal.add(news.over() ? "BEATS_REFUSED_NO_MORE" : "BEATS_REFUSED", news.link(), news.text());
            }
        };
    }
}
