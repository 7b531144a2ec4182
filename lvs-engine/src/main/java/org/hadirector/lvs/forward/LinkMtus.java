package org.hadirector.lvs.forward;

import java.util.Map;

/** MTUs by interface index; written by whoever looks at the interfaces, read by the packet thread. */
public final class LinkMtus {
    /** Larger than any packet: of an interface nobody told about. */
    static final int UNKNOWN = 1 << 20;

    private static final int MOST_INTERFACES = 1 << 16;

    private volatile int[] known = new int[0];

    /** Takes all that is known, bytes by interface index. */
    public void set(Map<Integer, Integer> mtus) {
        int most = mtus.keySet().stream()
                .filter(index -> index < MOST_INTERFACES)
                .mapToInt(Integer::intValue)
                .max()
                .orElse(-1);
        int[] fresh = new int[most + 1];
        mtus.forEach((index, mtu) -> {
            if (index >= 0 && index < fresh.length) {
                fresh[index] = mtu;
            }
        });
        known = fresh;
    }

    int of(int interfaceIndex) {
        int[] now = known;
        int mtu = interfaceIndex >= 0 && interfaceIndex < now.length ? now[interfaceIndex] : 0;
        return mtu == 0 ? UNKNOWN : mtu;
    }
}
