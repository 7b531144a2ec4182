package org.hadirector.lvs.path;

import java.util.Arrays;

/**
 * Where a packet was cut that came in fragments: it leaves cut at the same places where it can, as the kernel's
 * ip_do_fragment and ip6_fragment let the fragments go on as they came. Offsets count bytes of what the fragments
 * carried, from the end of the headers that each of them has. Belongs to the packet thread.
 */
public final class FragmentCuts {
    private static final int UNIT = 8;

    /** IPSKB_FRAG_PMTU of the kernel. */
    private static final int UNFRAGMENTABLE = 0x40;

    private final long[] starts; // one bit for 8 bytes
    private int total;
    private int largest;
    private boolean kept;
    private boolean unfragmentable;

    /** @param mostBytes that fragments may carry together */
    public FragmentCuts(int mostBytes) {
        starts = new long[(mostBytes / UNIT + 1 + 63) / 64];
    }

    /** Begins with another packet. */
    public void clear() {
        Arrays.fill(starts, 0);
        total = 0;
        largest = 0;
        kept = true;
    }

    /** A fragment begins here. */
    public void add(int from) {
        starts[from / UNIT >> 6] |= 1L << (from / UNIT & 63);
    }

    /**
     * Says what all fragments together were.
     *
     * @param totalBytes that they carried
     * @param largestPacket bytes of the largest, headers included
     * @param forbidden whether routers must not cut the largest any smaller (DF of IPv4)
     */
    public void complete(int totalBytes, int largestPacket, boolean forbidden) {
        unfragmentable = forbidden;
        total = totalBytes;
        largest = largestPacket;
    }

    /** Bytes of the largest fragment's IP packet. */
    public int largest() {
        return largest;
    }

    /** Whether routers on the way must not cut the fragments, those of what is wrapped around them too. */
    public boolean isUnfragmentable() {
        return unfragmentable;
    }

    /** Bytes that the fragments carried. */
    public int total() {
        return total;
    }

    /** Where the fragment ends that begins at {@code from}. */
    public int end(int from) {
        for (int unit = from / UNIT + 1; unit * UNIT < total; unit++) {
            if ((starts[unit >> 6] >>> (unit & 63) & 1) != 0) {
                return unit * UNIT;
            }
        }
        return total;
    }

    /** Whether the packet may still leave cut where it was. */
    public boolean isKept() {
        return kept;
    }

    /** The packet is cut anew: its payload has another length, or its first fragment had to be made longer. */
    public void forget() {
        kept = false;
    }

    /**
     * A header of the other family is wrapped around the packet. Then it may leave in longer fragments than it came in,
     * for the kernel reads what it knows of them as something else: inet_skb_parm and inet6_skb_parm have flags and
     * frag_max_size at different places. So in IPv6 the flag is a size, which everything exceeds; in IPv4 the size is
     * flags. From now on the cuts say what the kernel takes them for; a second call changes nothing more.
     *
     * @param inIpv6 whether the other family is IPv6
     */
    public void wrap(boolean inIpv6) {
        if (inIpv6) {
            kept = false;
        } else {
            unfragmentable = (largest & UNFRAGMENTABLE) != 0;
        }
    }

    /**
     * Most bytes of a packet that leaves whole inside the other family, see {@link #wrap}.
     *
     * @param inIpv6 whether the other family is IPv6
     * @param mtu of the way
     */
    public int limitWrapped(boolean inIpv6, int mtu) {
        return inIpv6 && unfragmentable ? UNFRAGMENTABLE : mtu;
    }
}
