package org.hadirector.heartbeat.sim.fault;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Every kind of fault that storms draw from. A new family is a class with a list, and one line here. */
public final class FaultCatalogue {
    private static final List<FaultKind> ALL = Stream.of(
                    LinkFaults.ALL,
                    LanFaults.ALL,
                    NodeFaults.ALL,
                    DiskFaults.ALL,
                    ResourceFaults.ALL,
                    OperatorFaults.ALL,
                    FileFaults.ALL)
            .flatMap(List::stream)
            .toList();

    /** Not drawn by storms: what it may be combined with is limited. */
    public static final FaultKind SPLIT = LanFaults.SPLIT;

    /** Likewise. */
    public static final FaultKind LAN_SPLIT = LanFaults.LAN_SPLIT;

    /** Kinds that make sense for pairs with fence devices only. */
    public static final List<FaultKind> FENCING = FenceFaults.ALL;

    /** Kinds that make sense for pairs with ping nodes only. */
    public static final List<FaultKind> PINGS = PingFaults.ALL;

    private static final Map<String, FaultKind> BY_KEY = new LinkedHashMap<>();

    static {
        ALL.forEach(FaultCatalogue::name);
        name(SPLIT);
        name(LAN_SPLIT);
    }

    private FaultCatalogue() {}

    private static void name(FaultKind kind) {
        if (BY_KEY.put(kind.key(), kind) != null) {
            throw new IllegalStateException("two kinds of fault are called " + kind.key());
        }
    }

    public static List<FaultKind> all() {
        return ALL;
    }

    /** @throws IllegalArgumentException when there is no such kind */
    public static FaultKind named(String key) {
        FaultKind kind = BY_KEY.get(key);
        if (kind == null) {
            throw new IllegalArgumentException("no such fault: " + key + "; there are: " + BY_KEY.keySet());
        }
        return kind;
    }
}
