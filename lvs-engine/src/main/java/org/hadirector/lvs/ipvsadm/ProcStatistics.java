package org.hadirector.lvs.ipvsadm;

import java.util.Locale;
import org.hadirector.lvs.engine.Traffic;

/**
 * {@code /proc/net/ip_vs_stats} and {@code ip_vs_stats_percpu} (linux ip_vs_ctl.c): sums and rates in hexadecimal. One
 * thread moves the packets here, so there is one processor.
 */
final class ProcStatistics {
    private static final String NUMBERS = "%8X %8X %8X %16X %16X\n";

    private ProcStatistics() {}

    static String all(Traffic total) {
        return "   Total Incoming Outgoing         Incoming         Outgoing\n"
                + "   Conns  Packets  Packets            Bytes            Bytes\n"
                + sums(total)
                + "\n"
                + " Conns/s   Pkts/s   Pkts/s          Bytes/s          Bytes/s\n"
                + rates(total.rates());
    }

    static String perProcessor(Traffic total) {
        return "       Total Incoming Outgoing         Incoming         Outgoing\n"
                + "CPU    Conns  Packets  Packets            Bytes            Bytes\n"
                + "  0 " + sums(total)
                + "  ~ " + sums(total)
                + "\n"
                + "     Conns/s   Pkts/s   Pkts/s          Bytes/s          Bytes/s\n"
                + "    " + rates(total.rates());
    }

    private static String sums(Traffic total) {
        return String.format(
                Locale.ROOT,
                NUMBERS,
                total.connections(),
                total.inPackets(),
                total.outPackets(),
                total.inBytes(),
                total.outBytes());
    }

    private static String rates(Traffic.Rates rates) {
        return String.format(
                Locale.ROOT,
                NUMBERS,
                rates.connections(),
                rates.inPackets(),
                rates.outPackets(),
                rates.inBytes(),
                rates.outBytes());
    }
}
