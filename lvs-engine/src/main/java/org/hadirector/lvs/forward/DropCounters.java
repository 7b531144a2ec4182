package org.hadirector.lvs.forward;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/** Dropped packets by reason; one thread counts, any may read. */
public final class DropCounters {
    private static final Drop[] REASONS = Drop.values();

    private final AtomicLongArray counts = new AtomicLongArray(REASONS.length);

    public void count(Drop reason) {
        counts.setOpaque(reason.ordinal(), counts.getPlain(reason.ordinal()) + 1);
    }

    public long of(Drop reason) {
        return counts.getOpaque(reason.ordinal());
    }

    /** All of them, zeros included. */
    public Map<Drop, Long> snapshot() {
        Map<Drop, Long> all = new EnumMap<>(Drop.class);
        for (Drop reason : REASONS) {
            all.put(reason, of(reason));
        }
        return all;
    }
}
