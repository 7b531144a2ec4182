package org.hadirector.director.fault;

import java.io.IOException;
import java.time.Duration;
import org.hadirector.director.drill.DrillException;
import org.hadirector.director.lab.LabTiming;

/**
 * One fault of the table.
 *
 * @param name the word on the command line
 * @param description what breaks, in a line
 * @param expect what must hold besides "never two owners" and "healthy again when mended"
 * @param act breaks it; {@link FaultWorld} remembers how it is mended
 */
record Fault(String name, String description, Expect expect, Act act) {
    /** Whether the service moves to the other node. */
    enum Moves {
        MUST,
        MUST_NOT,
        MAY
    }

    /**
     * What the pair must do.
     *
     * @param moves whether the service is elsewhere at the end
     * @param outage the longest time without an answer that clients may see
     * @param meeting how long both nodes may own once a divided LAN is whole again, as they may while it is divided and
     *     nothing else lets them know of each other; zero where they may at no time
     */
    record Expect(Moves moves, Bound outage, Bound meeting) {
        Expect(Moves moves, Bound outage) {
            this(moves, outage, timing -> Duration.ZERO);
        }
    }

    /** A length of time that depends on the configured timing. */
    @FunctionalInterface
    interface Bound {
        Duration of(LabTiming timing);
    }

    /**
     * The same while operators give orders: who owns it at the end, and when, is theirs to say; one owner it must be.
     */
    Fault amongOperators() {
        return new Fault(
                name, description, new Expect(Moves.MAY, timing -> Duration.ofMinutes(1), expect.meeting()), act);
    }

    /** Makes the fault and holds it as long as it takes. */
    @FunctionalInterface
    interface Act {
        void on(FaultWorld world) throws IOException, DrillException;
    }
}
