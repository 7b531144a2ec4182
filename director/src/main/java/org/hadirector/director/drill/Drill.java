package org.hadirector.director.drill;

import java.io.IOException;

/** A fault made on purpose: what it breaks, what must hold, how it is mended. One small class each. */
public interface Drill {
    /** The word on the command line. */
    String name();

    /** One line for {@code drill list}. */
    String description();

    /**
     * Breaks, watches and measures. The caller always calls {@link #mend} afterwards, so a drill may leave with an
     * exception at any point.
     *
     * @throws DrillException when the pair did not do what it must
     * @throws IOException when the lab cannot be worked with
     */
    DrillReport run(DrillBench bench) throws DrillException, IOException;

    /** Mends whatever is still broken, without waiting for the pair to recover; idempotent. */
    void mend(DrillBench bench) throws IOException;
}
