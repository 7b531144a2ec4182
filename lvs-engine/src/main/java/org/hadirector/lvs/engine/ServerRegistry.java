package org.hadirector.lvs.engine;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.hadirector.lvs.model.ForwardingMethod;

/** The real servers by the small numbers that connections hold. Numbers are given by control, read by all threads. */
final class ServerRegistry {
    private static final ForwardingMethod[] METHODS = ForwardingMethod.values();

    // Guarded by the control lock.
    private final BitSet taken = new BitSet();
    private volatile AtomicReferenceArray<ServerEntry> entries = new AtomicReferenceArray<>(64);

    ServerEntry get(int id) {
        return entries.get(id);
    }

    /** The entry or null; for readers that hold a number from a moment ago. */
    ServerEntry find(int id) {
        AtomicReferenceArray<ServerEntry> present = entries;
        return id >= 0 && id < present.length() ? present.get(id) : null;
    }

    ForwardingMethod method(int ordinal) {
        return METHODS[ordinal];
    }

    /** The lowest free number; control, under its lock. */
    int freeId() {
        int id = taken.nextClearBit(0);
        AtomicReferenceArray<ServerEntry> present = entries;
        if (id >= present.length()) {
            AtomicReferenceArray<ServerEntry> larger = new AtomicReferenceArray<>(2 * present.length());
            for (int i = 0; i < present.length(); i++) {
                larger.set(i, present.get(i));
            }
            entries = larger;
        }
        return id;
    }

    /** Control, under its lock, before the packet thread hears of the entry. */
    void put(ServerEntry entry) {
        taken.set(entry.id());
        entries.set(entry.id(), entry);
    }

    /** Control, under its lock, once no connection is bound to the entry. */
    void remove(ServerEntry entry) {
        taken.clear(entry.id());
        entries.set(entry.id(), null);
    }
}
