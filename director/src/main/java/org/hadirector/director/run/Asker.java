package org.hadirector.director.run;

import org.hadirector.heartbeat.decide.Sign;

/**
 * A sensor that must ask before it sees anything. It is asked only while something else speaks for the peer's death,
 * for what it finds is a hint: nothing alone. Owned by the thread of {@link DeathSigns}; never blocks.
 */
interface Asker extends AutoCloseable {
    /** What it may see. */
    Sign sign();

    /** Asks again; returns whether the sign is to be seen now. */
    boolean ask(long nowNs);

    /** There is no reason to ask any more: forgets everything. */
    @Override
    void close();
}
