package org.hadirector.heartbeat.link;

import java.util.concurrent.atomic.AtomicLong;

/** The running counters of a link; written by its sending and receiving threads, read by anybody. */
public final class BeatCounters {
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong foreign = new AtomicLong();
    private final AtomicLong forged = new AtomicLong();
    private final AtomicLong replayed = new AtomicLong();
    private final AtomicLong malformed = new AtomicLong();
    private final AtomicLong sendFailures = new AtomicLong();
    private final AtomicLong reopened = new AtomicLong();
    private final AtomicLong misrouted = new AtomicLong();
    private final AtomicLong unresolved = new AtomicLong();
    private final TrafficMeter traffic = new TrafficMeter();

    /**
     * A beat was handed to the medium.
     *
     * @param bytes on the wire, as far as this host makes them: with framing, or with the headers of UDP and IP
     */
    public void countSent(int bytes) {
        sent.incrementAndGet();
        traffic.add(bytes, System.nanoTime());
    }

    /** A beat was accepted. */
    public void countReceived() {
        received.incrementAndGet();
    }

    /** A beat of another cluster or of an unknown node. */
    public void countForeign() {
        foreign.incrementAndGet();
    }

    /** A wrong digest or an unknown key. */
    public void countForged() {
        forged.incrementAndGet();
    }

    /** A beat not newer than one accepted before. */
    public void countReplayed() {
        replayed.incrementAndGet();
    }

    /** Truncated, damaged, of an unknown version. */
    public void countMalformed() {
        malformed.incrementAndGet();
    }

    /** A beat that the medium did not take. */
    public void countSendFailure() {
        sendFailures.incrementAndGet();
    }

    /** The medium was opened again. */
    public void countReopened() {
        reopened.incrementAndGet();
    }

    /** A good beat of another link of this kind: cables are crossed, or it was recorded there. */
    public void countMisrouted() {
        misrouted.incrementAndGet();
    }

    /** A beat in short form, while what it leaves out was not heard here yet. */
    public void countUnresolved() {
        unresolved.incrementAndGet();
    }

    /** The values now. */
    public LinkCounters snapshot() {
        return new LinkCounters(
                sent.get(),
                received.get(),
                foreign.get(),
                forged.get(),
                replayed.get(),
                malformed.get(),
                sendFailures.get(),
                reopened.get(),
                misrouted.get(),
                unresolved.get(),
                traffic.total(),
                traffic.perSecond(System.nanoTime()));
    }
}
