package org.hadirector.lvs.ipvsadm;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.hadirector.lvs.engine.LvsControl;

/**
 * {@code director lvs proc [NAME]}: what {@code /proc/net/NAME} would hold with the kernel's IPVS, byte for byte, for
 * programs that read it. Without a name: {@code ip_vs}.
 */
public final class ProcCommand {
    private static final Map<String, Function<LvsControl, String>> FILES = new TreeMap<>(Map.of(
            "ip_vs", ProcTable::services,
            "ip_vs_app", control -> "prot port    usecnt name\n",
            "ip_vs_conn", control -> new ProcConnections(false).of(control),
            "ip_vs_conn_sync", control -> new ProcConnections(true).of(control),
            "ip_vs_stats", control -> ProcStatistics.all(control.total()),
            "ip_vs_stats_percpu", control -> ProcStatistics.perProcessor(control.total())));

    static final String USAGE = "Usage: director lvs proc [" + String.join(" | ", FILES.keySet()) + "]\n";

    private ProcCommand() {}

    /** Runs one command; {@code args} without the word {@code proc}. */
    public static IpvsadmResult run(List<String> args, LvsControl control) {
        String name = args.isEmpty() ? "ip_vs" : args.get(0);
        Function<LvsControl, String> file = FILES.get(name);
        if (file == null || args.size() > 1) {
            return new IpvsadmResult("", USAGE, 2);
        }
        return new IpvsadmResult(file.apply(control), "", 0);
    }
}
