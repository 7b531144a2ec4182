package org.hadirector.lvs.ipvsadm;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hadirector.lvs.engine.LvsControl;

/**
 * {@code director lvs proc [NAME]}: what {@code /proc/net/NAME} would hold with the kernel's IPVS, byte for byte, for
 * programs that read it. Without a name: {@code ip_vs}.
 */
public final class ProcCommand {
    private static final Map<String, File> FILES = new TreeMap<>(Map.of(
            "ip_vs", (control, from, out) -> whole(out, ProcTable.services(control)),
            "ip_vs_app", (control, from, out) -> whole(out, "prot port    usecnt name\n"),
            "ip_vs_conn", (control, from, out) -> new ProcConnections(false).part(control, from, out),
            "ip_vs_conn_sync", (control, from, out) -> new ProcConnections(true).part(control, from, out),
            "ip_vs_stats", (control, from, out) -> whole(out, ProcStatistics.all(control.total())),
            "ip_vs_stats_percpu", (control, from, out) -> whole(out, ProcStatistics.perProcessor(control.total()))));

    static final String USAGE = "Usage: director lvs proc [" + String.join(" | ", FILES.keySet()) + "]\n";

    private ProcCommand() {}

    /** What a file holds, from some place on. */
    @FunctionalInterface
    private interface File {
        /** @return where the next part begins, -1 if this was the last */
        int append(LvsControl control, int from, StringBuilder out);
    }

    private static int whole(StringBuilder out, String text) {
        out.append(text);
        return -1;
    }

    /** Runs one command; {@code args} without the word {@code proc}. */
    public static IpvsadmResult run(List<String> args, LvsControl control) {
        return IpvsadmResult.whole(from -> part(args, from, control));
    }

    /**
     * As {@link #run}, of a long file one part.
     *
     * @param from 0, then {@link IpvsadmResult#next}
     */
    public static IpvsadmResult part(List<String> args, int from, LvsControl control) {
        String name = args.isEmpty() ? "ip_vs" : args.get(0);
        File file = FILES.get(name);
        if (file == null || args.size() > 1) {
            return new IpvsadmResult("", USAGE, 2);
        }
        return SpareText.with(out -> {
            int next = file.append(control, from, out);
            return new IpvsadmResult(out.toString(), "", 0, IpvsadmResult.Stream.NONE, next);
        });
    }
}
