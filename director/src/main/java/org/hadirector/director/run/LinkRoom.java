package org.hadirector.director.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.hadirector.director.config.DirectorContext;
import org.hadirector.director.journal.Journal;
import org.hadirector.director.log.LogFiles;
import org.hadirector.heartbeat.config.HaCfValidator;
import org.hadirector.heartbeat.config.Medium;
import org.hadirector.heartbeat.config.SystemNodeFacts;
import org.hadirector.heartbeat.jgroups.LinkFactory;
import org.hadirector.heartbeat.jgroups.LinkThreads;
import org.hadirector.heartbeat.link.HeartbeatLink;
import org.hadirector.linux.Breath;
import org.hadirector.linux.Interfaces;

/** The heartbeat links of the running daemon, and how a reload changes them. */
final class LinkRoom {
    private static final Logger LOG = LogManager.getLogger(LogFiles.HEARTBEAT);

    private final LinkFactory factory;
    private final Path state;
    private final Journal journal;
    private final Runnable wakeUp;
    private final SignRoom signs;
    private final Map<String, HeartbeatLink> links = new ConcurrentHashMap<>();
    private Map<String, Medium> media = Map.of();

    /**
     * @param state the state directory: native code for serial lines is unpacked there
     * @param wakeUp run when a beat came in
     */
    LinkRoom(DirectorContext context, Threads threads, Path state, Journal journal, Inbox inbox, Runnable wakeUp) {
        ThreadLocal<Breath> breath = ThreadLocal.withInitial(Breath::new);
        LinkThreads linkThreads = new LinkThreads(
                () -> threads.schedule(Threads.Kind.URGENT), () -> breath.get().take());
        this.factory = new LinkFactory(new CoreSetup(context).cluster(), context.authkeys(), linkThreads);
        this.state = state;
        this.journal = journal;
        this.wakeUp = wakeUp;
        this.signs = new SignRoom(context, threads, inbox);
    }

    /** The signs of the peer's death on these links. */
    SignRoom signs() {
        return signs;
    }

    /** Lays tripwires over the links as they are now, and watches direct cables. */
    void watch(long bootId, Interfaces interfaces, Set<String> devices) {
        signs.open(links, media, bootId, interfaces, devices);
    }

    /** Live: a reload changes it. */
    Map<String, HeartbeatLink> links() {
        return links;
    }

    /** In the order of ha.cf. */
    Map<String, Medium> media() {
        return media;
    }

    void open(DirectorContext context) throws IOException {
        Change all = change(context);
        all.open();
        all.commit();
    }

    void close() {
        signs.close();
        links.values().forEach(HeartbeatLink::close);
    }

    /** What other files make of the links; nothing is touched yet. */
    Change change(DirectorContext next) throws IOException {
        List<Medium> usable = new HaCfValidator(new SystemNodeFacts()).usable(next.haCf());
        NativeParts.forLinks(usable, state);
        return new Change(LinkFactory.named(usable), next);
    }

    /** Steps from the old links to the new ones; those that stay never notice. */
    final class Change {
        private final Map<String, Medium> next;
        private final DirectorContext context;
        private final Map<String, HeartbeatLink> fresh = new LinkedHashMap<>();
        private final List<HeartbeatLink> old = new ArrayList<>();
        /** Links that take the medium of one that goes: opened when that is closed. */
        private final List<HeartbeatLink> waiting = new ArrayList<>();

        private Change(Map<String, Medium> next, DirectorContext context) {
            this.next = next;
            this.context = context;
        }

        /** In the order of ha.cf. */
        Map<String, Medium> media() {
            return next;
        }

        /** Takes the new keys and opens what is new. Any thread. */
        void open() {
            factory.rekey(context.authkeys());
            signs.rekey(context);
            links.values().forEach(link -> link.rekey(context.authkeys()));
            Map<String, Integer> places = LinkFactory.places(next);
            next.forEach((name, medium) -> {
                Medium before = media.get(name);
                if (before != null && before.sameAs(medium)) {
                    return;
                }
                HeartbeatLink link = factory.create(name, medium, places.get(name));
                signs.listen(link);
                fresh.put(name, link);
                if (before == null) {
                    tryToOpen(link);
                } else {
                    waiting.add(link);
                }
            });
        }

        /** From now on the new links count. The deciding duty only, once it runs. */
        void commit() {
            links.forEach((name, link) -> {
                if (!next.containsKey(name) || fresh.containsKey(name)) {
                    old.add(link);
                }
            });
            links.putAll(fresh);
            links.keySet().retainAll(next.keySet());
            media = next;
            LinkFactory.places(next).forEach((name, place) -> links.get(name).place(place));
        }

        /** Closes what is gone. Any thread, after {@link #commit}. */
        void finish() {
            old.forEach(HeartbeatLink::close);
            waiting.forEach(this::tryToOpen);
            signs.follow(context, next);
        }

        private void tryToOpen(HeartbeatLink link) {
            try {
                link.open(wakeUp);
            } catch (IOException e) {
                LOG.error("link {} cannot be opened now, tried again: {}", link.name(), e.getMessage());
                journal.add("LINK_FAULT", link.name(), String.valueOf(e.getMessage()));
            }
        }
    }
}
