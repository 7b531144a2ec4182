package org.hadirector.lvs.engine;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.hadirector.lvs.packet.PacketView;

/**
 * What the packet thread wants to know of the routing. It only asks: another thread looks for questions, finds the
 * answers and sends them as commands, so that no packet waits for the kernel's tables behind others. No allocation on
 * the packet thread.
 */
final class HopQuestions {
    /** Open questions about clients: one that does not answer keeps its place for half a second. */
    static final int AT_ONCE = 64;

    /** So often on average: a server may speak to whomever it likes. */
    private static final long PAUSE_NS = 1_000_000;

    private final List<Question> questions =
            IntStream.range(0, AT_ONCE).mapToObj(i -> new Question()).toList();
    private long askedNs; // packet thread; as if each question took its pause, one after the other
    private volatile boolean serversWanted;
    private volatile boolean asked;
    private volatile Thread answerer;

    private enum State {
        FREE,
        OPEN,
        ANSWERED
    }

    /** Where is this client? Written by the packet thread while it is free or answered, else by who answers. */
    static final class Question {
        /** Most neighbours answer within milliseconds. */
        private static final long FIRST_PAUSE_NS = 20_000_000;

        private static final long LONGEST_PAUSE_NS = 80_000_000;

        private long high;
        private long low;
        private long askedNs;
        private long lookNs;
        private long pauseNs;
        private volatile State state = State.FREE;

        long high() {
            return high;
        }

        long low() {
            return low;
        }

        long askedNs() {
            return askedNs;
        }

        private void open(PacketView packet, long nowNs) {
            high = packet.destinationHigh();
            low = packet.destinationLow();
            askedNs = nowNs;
            lookNs = nowNs;
            pauseNs = FIRST_PAUSE_NS;
            state = State.OPEN;
        }

        /** Whether somebody should look for the answer now. */
        boolean isDue(long nowNs) {
            return state == State.OPEN && nowNs - lookNs >= 0;
        }

        /** There is no answer yet: it is looked for less often. */
        void lookAgain(long nowNs) {
            lookNs = nowNs + pauseNs;
            pauseNs = Math.min(2 * pauseNs, LONGEST_PAUSE_NS);
        }

        /** The answer is on its way to the packet thread. */
        void answered() {
            state = State.ANSWERED;
        }
    }

    HopQuestions(long nowNs) {
        askedNs = nowNs - AT_ONCE * PAUSE_NS;
    }

    // ------------------------------------------------------------------ packet thread

    /** The question about the destination of a server's packet that has no answer yet, or null. */
    Question about(PacketView packet) {
        for (int i = 0; i < AT_ONCE; i++) {
            Question question = questions.get(i);
            if (question.state != State.FREE
                    && question.low == packet.destinationLow()
                    && question.high == packet.destinationHigh()) {
                return question;
            }
        }
        return null;
    }

    /** Asks where the destination of a server's packet is, unless that, or too much else, is being asked. */
    void ask(PacketView packet, long nowNs) {
        if (about(packet) != null || nowNs - askedNs < PAUSE_NS) {
            return;
        }
        for (int i = 0; i < AT_ONCE; i++) {
            Question question = questions.get(i);
            if (question.state == State.FREE) {
                question.open(packet, nowNs);
                askedNs = Math.max(askedNs, nowNs - AT_ONCE * PAUSE_NS) + PAUSE_NS;
                wake();
                return;
            }
        }
    }

    /** Nothing waits for the answer any more. */
    void free(Question question) {
        question.state = State.FREE;
    }

    /** A packet met a server whose next hop is not known. Nobody is woken: who answers looks often enough. */
    void wantServers() {
        serversWanted = true;
    }

    private void wake() {
        asked = true;
        Thread waiting = answerer;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    // ------------------------------------------------------------------ the thread that answers

    /** Waits until something is asked about a client, or for {@code maxNs}. */
    void await(long maxNs) {
        answerer = Thread.currentThread();
        if (!asked) {
            LockSupport.parkNanos(this, maxNs);
        }
        answerer = null;
        asked = false;
    }

    boolean takeServersWanted() {
        boolean wanted = serversWanted;
        serversWanted = false;
        return wanted;
    }

    List<Question> all() {
        return questions;
    }
}
