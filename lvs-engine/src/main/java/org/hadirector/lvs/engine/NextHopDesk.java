package org.hadirector.lvs.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.hadirector.lvs.engine.HopQuestions.Question;
import org.hadirector.lvs.forward.LinkMtus;
import org.hadirector.lvs.packet.Addresses;
import org.hadirector.lvs.path.NextHop;
import org.hadirector.lvs.path.NextHops;

/**
 * All that the engine asks of the routing: the next hops of the servers in the table, the MTUs of the links and our
 * addresses, kept as the kernel has them; and the ways to clients that the packet thread asks for. Any thread but that
 * one; one thread {@link #answer}s.
 */
public final class NextHopDesk {
    private final NextHops hops;
    private final LinkMtus links;
    private final OwnAddresses own;
    private final HopQuestions questions;
    private final BiConsumer<Question, NextHop> answers;
    private final Runnable otherWay;
    private final LongSupplier nanoTime;
    private final Set<ServerEntry> servers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refreshing = new AtomicInteger();

    /**
     * @param answers takes an answer to the packet thread, null for one that was looked for in vain
     * @param otherWay tells it that a server is reached in another way than before
     */
    NextHopDesk(
            NextHops hops,
            PacketSide packets,
            HopQuestions questions,
            BiConsumer<Question, NextHop> answers,
            Runnable otherWay,
            LongSupplier nanoTime) {
        this.hops = hops;
        this.links = packets.links();
        this.own = packets.own();
        this.questions = questions;
        this.answers = answers;
        this.otherWay = otherWay;
        this.nanoTime = nanoTime;
    }

    /** Looks a new server's up, and from now on again at every {@link #refresh}. */
    void add(ServerEntry server) {
        server.resolve(hops);
        servers.add(server);
    }

    void remove(ServerEntry server) {
        servers.remove(server);
    }

    /** Looks all up anew without waiting: a call that meets another one makes that one start over. */
    public void refresh() {
        if (refreshing.getAndIncrement() != 0) {
            return;
        }
        int seen;
        do {
            seen = refreshing.get();
            links.set(hops.mtus());
            own.set(hops.addresses());
            boolean changed = false;
            for (ServerEntry server : servers) {
                changed |= server.resolve(hops);
            }
            if (changed) {
                otherWay.run();
            }
        } while (!refreshing.compareAndSet(seen, 0));
    }

    /** Waits until the packet thread asks about a client, or for {@code maxNs}. */
    public void awaitQuestions(long maxNs) {
        questions.await(maxNs);
    }

    /**
     * Looks for what the packet thread asked: to be called after {@link #awaitQuestions}, every 20 ms or so. A client
     * whose neighbour entry is not there yet is looked for again at a later call.
     *
     * @return how many questions about clients have their answer now
     */
    public int answer() {
        if (questions.takeServersWanted()) {
            refresh();
        }
        int answered = 0;
        long nowNs = nanoTime.getAsLong();
        for (Question question : questions.all()) {
            if (question.isDue(nowNs) && answer(question, nowNs)) {
                answered++;
            }
        }
        return answered;
    }

    private boolean answer(Question question, long nowNs) {
        NextHop hop = hops.lookupOnce(Addresses.toInetAddress(question.high(), question.low()))
                .orElse(null);
        if (hop == null && nowNs - question.askedNs() < WaitingRequests.LONGEST_WAIT_NS) {
            question.lookAgain(nowNs);
            return false;
        }
        question.answered();
        answers.accept(question, hop);
        return true;
    }
}
