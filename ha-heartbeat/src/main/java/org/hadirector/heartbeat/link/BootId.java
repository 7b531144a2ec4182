package org.hadirector.heartbeat.link;

/**
 * Boot ids: one per run of the daemon, so that beats of a former run can be told from the present ones. The high 32
 * bits order runs for whoever reads them, as long as clock or state directory live; the low 32 bits are random, so that
 * two runs never share an id even if both are lost. No decision rests on the order.
 */
public final class BootId {
    private BootId() {}

    /**
     * The id of a new run. The order is the wall clock's seconds, but always above the former run's, so that a clock
     * that stepped back changes no order while the state directory lives.
     *
     * @param former the id of the last run as kept on disk, 0 when there is none; write the new one before its first
     *     use
     * @param epochSeconds wall clock
     * @param random any random bits
     */
    public static long next(long former, long epochSeconds, int random) {
        long order = Math.max((former >>> 32) + 1, epochSeconds) & 0xffff_ffffL;
        return order << 32 | Integer.toUnsignedLong(random);
    }

    /** Whether {@code a} is a later run than {@code b}. */
    public static boolean newer(long a, long b) {
        return Long.compareUnsigned(a, b) > 0;
    }
}
