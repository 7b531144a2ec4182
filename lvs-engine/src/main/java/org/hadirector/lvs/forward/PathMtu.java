package org.hadirector.lvs.forward;

/**
 * What was learnt about the largest packet on the way to one server (RFC 1191, RFC 8201). Like the kernel's route cache
 * it is looked at when a packet is sent: until then errors are told by the size used last. Packet thread only.
 */
public final class PathMtu {
    /** How long a lesson holds, nanoseconds: the kernel's mtu_expires. */
    static final long HOLDS_NS = 600_000_000_000L;

    /** Whoever claims less is not believed: the kernel's min_pmtu. */
    private static final int LEAST_IPV4 = 552;

    /** The minimum MTU of IPv6 links. */
    private static final int LEAST_IPV6 = 1280;

    private int learnt;
    private long learntNs;
    private int used;

    /** A router said what it can carry. */
    void learn(int mtu, boolean ipv6, long nowNs) {
        learnt = Math.max(mtu, ipv6 ? LEAST_IPV6 : LEAST_IPV4);
        learntNs = nowNs;
    }

    /** The size for a packet to send now, on a link that takes {@code linkMtu}. */
    int use(int linkMtu, long nowNs) {
        if (learnt != 0 && nowNs - learntNs > HOLDS_NS) {
            learnt = 0;
        }
        used = learnt == 0 ? linkMtu : Math.min(learnt, linkMtu);
        return used;
    }

    /** The size that was used last; the link's if there was no packet yet. */
    public int used(int linkMtu) {
        return used == 0 ? linkMtu : used;
    }
}
