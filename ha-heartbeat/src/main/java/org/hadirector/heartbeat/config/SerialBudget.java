package org.hadirector.heartbeat.config;

/**
 * Whether the beats fit a serial line, ten bits a byte. Usual beats (24 bytes with their framing) may fill half of it;
 * and when every beat says all it can, as on first contact or while only one end hears the other, they still have to
 * fit.
 */
final class SerialBudget {
    private static final int BITS_PER_BYTE = 10;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long MS = 1_000_000;
    private static final int USUAL_BYTES = 24;
    /** A beat of one group in full. */
    private static final int FULL_BYTES = 90;

    private SerialBudget() {}

    /** Warns when keepalive is too short for the line, and says the shortest that fits. */
    static void check(Medium.Serial serial, long keepaliveNs, Problems problems) {
        long smallestNs = smallestNs(serial.baud());
        if (keepaliveNs >= smallestNs) {
            return;
        }
        long percent = 100 * ns(USUAL_BYTES, serial.baud()) / Math.max(1, keepaliveNs);
        problems.warning(
                serial.line(),
                "keepalive does not fit " + serial.device() + " at " + serial.baud() + " baud: beats of " + USUAL_BYTES
                        + " bytes take " + percent + " % of the line, full ones of " + FULL_BYTES + " take "
                        + TimeValue.ms(ns(FULL_BYTES, serial.baud())) + " ms each",
                "keepalive " + smallestNs / MS + "ms or more, or a higher baud above the serial line");
    }

    /** In whole milliseconds, rounded up. */
    static long smallestNs(int baud) {
        long smallest = Math.max(2 * ns(USUAL_BYTES, baud), ns(FULL_BYTES, baud));
        return (smallest + MS - 1) / MS * MS;
    }

    private static long ns(int bytes, int baud) {
        return bytes * BITS_PER_BYTE * SECOND_NS / baud;
    }
}
