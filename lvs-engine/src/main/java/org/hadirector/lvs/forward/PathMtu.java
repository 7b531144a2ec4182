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
    private int used; // 0: the link's

    /**
     * A router said what it can carry. Who claims more than is known already is not heard (__ip_rt_update_pmtu of the
     * kernel): an error that speaks of another hop, or an old one, would make what is too long vanish again. A first
     * lesson counts from the next packet on, a later one at once.
     *
     * @param linkMtu what the link to the server takes now
     */
    void learn(int mtu, boolean ipv6, int linkMtu, long nowNs) {
        forgetIfOld(nowNs);
        if (mtu > limited(linkMtu)) {
            return;
        }
        learnt = Math.max(mtu, ipv6 ? LEAST_IPV6 : LEAST_IPV4);
        learntNs = nowNs;
        used = used == 0 ? 0 : learnt;
    }

    /** The size for a packet to send now, on a link that takes {@code linkMtu}. */
    int use(int linkMtu, long nowNs) {
        forgetIfOld(nowNs);
        used = learnt == 0 ? 0 : limited(linkMtu);
        return used(linkMtu);
    }

    /** The size that was used last; what the link takes now if there was no packet yet, or nothing to heed. */
    public int used(int linkMtu) {
        return used == 0 ? linkMtu : used;
    }

    private int limited(int linkMtu) {
        return learnt == 0 ? linkMtu : Math.min(learnt, linkMtu);
    }

    private void forgetIfOld(long nowNs) {
        if (learnt != 0 && nowNs - learntNs > HOLDS_NS) {
            learnt = 0;
        }
    }
}
