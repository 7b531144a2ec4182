package org.hadirector.lvs.packet;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.hadirector.lvs.path.FragmentCuts;
import org.hadirector.lvs.path.Frame;

/** One packet of {@link Reassembly}: its fragments lie in the buffer where they belong, the header in front of them. */
final class PartialPacket {
    /** Most bytes of payload. */
    static final int MOST = 65_535;

    /** Most bytes of headers, and as much room in front of them as wrapping needs. */
    static final int PAYLOAD = 512 + 128;

    private static final int UNKNOWN = -1;
    private static final int UNIT = 8;
    private static final int WORDS = (MOST / UNIT + 1 + 63) / 64;
    private static final int DF = 0x4000;

    private final long[] present = new long[WORDS]; // one bit for 8 bytes
    private final FragmentCuts cuts = new FragmentCuts(MOST);
    private final Frame store = new Frame();
    private ByteBuffer buffer;
    private boolean open;
    private boolean ipv6;
    private int protocol;
    private int id;
    private long sourceHigh;
    private long sourceLow;
    private long destinationHigh;
    private long destinationLow;
    private long sinceNs;
    private int units;
    private int total;
    private int header;
    private int firstPayload;
    private int fragmentHeader; // of the first fragment of IPv6, both halves
    private int fragmentHeaderLow;
    private int nextHeader;
    private int nextHeaderAt;
    private int largest;
    private int largestUnfragmentable;
    private int interfaceIndex;
    private int mark;

    boolean isOpen() {
        return open;
    }

    boolean isIpv6() {
        return ipv6;
    }

    boolean wasUsed() {
        return buffer != null;
    }

    long sinceNs() {
        return sinceNs;
    }

    /** When its time is over. */
    long dueNs() {
        return sinceNs + (ipv6 ? Reassembly.TIME6_NS : Reassembly.TIME_NS);
    }

    void begin(PacketView fragment, long nowNs) {
        if (buffer == null) {
            buffer = ByteBuffer.allocate(PAYLOAD + MOST);
        }
        Arrays.fill(present, 0);
        cuts.clear();
        open = true;
        ipv6 = fragment.isIpv6();
        protocol = ipv6 ? 0 : fragment.protocol();
        id = fragment.fragmentId();
        sourceHigh = fragment.sourceHigh();
        sourceLow = fragment.sourceLow();
        destinationHigh = fragment.destinationHigh();
        destinationLow = fragment.destinationLow();
        sinceNs = nowNs;
        units = 0;
        total = UNKNOWN;
        header = UNKNOWN;
        largest = 0;
        largestUnfragmentable = 0;
    }

    void end() {
        open = false;
    }

    /** Whether the fragment is one of this packet. */
    boolean holds(PacketView fragment) {
        return id == fragment.fragmentId()
                && sourceLow == fragment.sourceLow()
                && destinationLow == fragment.destinationLow()
                && sourceHigh == fragment.sourceHigh()
                && destinationHigh == fragment.destinationHigh()
                && ipv6 == fragment.isIpv6()
                && (ipv6 || protocol == fragment.protocol());
    }

    Reassembly.Outcome add(PacketView fragment, int from, int payload) {
        int to = from + payload;
        boolean last = !fragment.hasMoreFragments();
        if (last && total != UNKNOWN && total != to || total != UNKNOWN && to > total) {
            return Reassembly.Outcome.REFUSED;
        }
        int fresh = mark(from / UNIT, (to + UNIT - 1) / UNIT);
        if (fresh < 0 || last && highest() >= (to + UNIT - 1) / UNIT) {
            return Reassembly.Outcome.REFUSED;
        }
        if (fresh == 0) {
            return Reassembly.Outcome.KEPT;
        }
        units += fresh;
        cuts.add(from);
        total = last ? to : total;
        largest = Math.max(largest, fragment.packetLength());
        if (!ipv6 && fragment.isUnfragmentable()) {
            largestUnfragmentable = Math.max(largestUnfragmentable, fragment.packetLength());
        }
        Frame frame = fragment.frame();
        int at = fragment.transport() + (ipv6 ? Ipv6.FRAGMENT_HEADER : 0);
        store.wrap(buffer, 0, PAYLOAD + MOST, 0);
        store.copy(PAYLOAD + from, frame, at, payload);
        if (from == 0 && !keepHeader(fragment, payload)) {
            return Reassembly.Outcome.REFUSED;
        }
        boolean complete = total != UNKNOWN && header != UNKNOWN && units == (total + UNIT - 1) / UNIT;
        return complete ? Reassembly.Outcome.COMPLETE : Reassembly.Outcome.KEPT;
    }

    private boolean keepHeader(PacketView first, int payload) {
        header = first.transport();
        firstPayload = payload;
        if (header > PAYLOAD - 128) {
            return false;
        }
        store.copy(PAYLOAD - header, first.frame(), 0, header);
        if (ipv6) {
            fragmentHeader = first.frame().s32(first.transport());
            fragmentHeaderLow = first.frame().s32(first.transport() + 4);
            nextHeader = fragmentHeader >>> 24;
            nextHeaderAt = first.nextHeaderAt();
        }
        interfaceIndex = first.frame().interfaceIndex();
        mark = first.frame().mark();
        return true;
    }

    /** Marks a range of units: how many are new, all or none, or -1 if it overlaps what is there. */
    private int mark(int from, int to) {
        int known = 0;
        for (int unit = from; unit < to; unit++) {
            known += (int) (present[unit >> 6] >>> (unit & 63)) & 1;
        }
        if (known != 0) {
            return known == to - from ? 0 : -1;
        }
        for (int unit = from; unit < to; unit++) {
            present[unit >> 6] |= 1L << (unit & 63);
        }
        return to - from;
    }

    /** The highest unit that is there. */
    private int highest() {
        int word = WORDS - 1;
        while (present[word] == 0) {
            word--;
        }
        return word * 64 + 63 - Long.numberOfLeadingZeros(present[word]);
    }

    /** Lets {@code first} look at the first fragment as it came; false if it never did. */
    boolean first(Frame first) {
        if (header == UNKNOWN) {
            return false;
        }
        int headers = header + (ipv6 ? Ipv6.FRAGMENT_HEADER : 0);
        int start = PAYLOAD - headers;
        if (ipv6) {
            first.wrap(buffer, start, headers, interfaceIndex);
            first.move(Ipv6.FRAGMENT_HEADER, 0, header);
            first.s32(header, fragmentHeader);
            first.s32(header + 4, fragmentHeaderLow);
        }
        first.wrap(buffer, start, headers + firstPayload, buffer.capacity() - start, interfaceIndex)
                .headroom(start)
                .mark(mark);
        return true;
    }

    /** Lets {@code whole} look at the packet; false if it is longer than a packet can be. */
    boolean finish(Frame whole) {
        int start = PAYLOAD - header;
        int length = header - PacketView.NETWORK + total;
        if (ipv6 ? length - 40 > MOST : length > MOST) {
            return false;
        }
        whole.wrap(buffer, start, header + total, buffer.capacity() - start, interfaceIndex)
                .headroom(start)
                .mark(mark)
                .cuts(cuts);
        cuts.complete(total, largest, largestUnfragmentable == largest);
        int network = PacketView.NETWORK;
        if (ipv6) {
            whole.u8(nextHeaderAt, nextHeader);
            whole.u16(network + 4, length - 40);
        } else {
            // Unfragmentable only if the largest fragment was (ip_frag_reasm of the kernel).
            whole.u16(network + 2, length);
            whole.u16(network + 6, cuts.isUnfragmentable() ? DF : 0);
            whole.u16(network + 10, 0);
            whole.u16(network + 10, Checksums.finish(Checksums.sum(whole, network, header - network)));
        }
        return true;
    }
}
