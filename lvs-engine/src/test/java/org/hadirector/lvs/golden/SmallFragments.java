package org.hadirector.lvs.golden;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hadirector.lvs.packet.CollectingOutlet;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.packet.Reassembly;

/**
 * Fragments that the recorded kernel had merged in the memory of the first (skb_try_coalesce) left cut anew, others as
 * they came: whether they fit there was up to its memory. So only the whole is compared of small packets, and of those
 * whose other fragments had room behind the first.
 */
final class SmallFragments {
    private static final int SMALL_BYTES = 256;

    /**
     * Before a frame that was put on a wire by hand, and behind its memory (skb_shared_info); both in a slab's room.
     */
    private static final int HEADROOM = 16;

    private static final int SHARED_INFO = 320;
    private static final int CACHE_LINE = 64;

    private SmallFragments() {}

    /**
     * Whether two sequences of frames are packets in fragments that could be merged, and the same when put together.
     *
     * @param got cut as the fragments came
     */
    static boolean areSame(List<byte[]> want, List<byte[]> got) {
        Optional<byte[]> left = whole(want);
        Optional<byte[]> right = whole(got);
        boolean summed = got.stream()
                .map(frame -> Arrays.copyOfRange(frame, PacketView.NETWORK, frame.length))
                .allMatch(ip -> WireChecks.wrongChecksum(ip).isEmpty());
        return left.isPresent()
                && right.isPresent()
                && summed
                && isMerged(got.get(0).length, PacketView.NETWORK + right.get().length)
                && Arrays.equals(asCut(left.get()), asCut(right.get()));
    }

    /** Without DF, which only what is cut anew has, and the checksum over it. */
    private static byte[] asCut(byte[] ip) {
        byte[] packet = ip.clone();
        if (packet[0] >> 4 == 4) {
            ByteBuffer.wrap(packet).putShort(6, (short) 0).putShort(10, (short) 0);
        }
        return packet;
    }

    /** Whether what is behind the first of its frames has room in the slab that a frame of this length is put in. */
    private static boolean isMerged(int first, int whole) {
        int data = (HEADROOM + first + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
        int slab = Integer.highestOneBit(data + SHARED_INFO - 1) << 1;
        return whole <= SMALL_BYTES || HEADROOM + whole <= slab - SHARED_INFO;
    }

    /** The IP packet that fragments were, if they are of one. */
    private static Optional<byte[]> whole(List<byte[]> fragments) {
        Reassembly reassembly = new Reassembly();
        PacketView view = new PacketView();
        for (byte[] fragment : fragments) {
            if (view.parse(CollectingOutlet.frame(fragment)) != PacketView.Kind.FRAGMENT) {
                return Optional.empty();
            }
            if (reassembly.add(view, 0) == Reassembly.Outcome.COMPLETE) {
                byte[] whole = CollectingOutlet.bytes(reassembly.whole());
                boolean last = fragment == fragments.get(fragments.size() - 1);
                return last
                        ? Optional.of(Arrays.copyOfRange(whole, PacketView.NETWORK, whole.length))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }
}
