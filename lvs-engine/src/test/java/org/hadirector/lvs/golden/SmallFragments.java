package org.hadirector.lvs.golden;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hadirector.lvs.packet.CollectingOutlet;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.packet.Reassembly;

/**
 * Small fragments that the recorded kernel had merged in the memory of the first (skb_try_coalesce) left cut anew,
 * others as they came: whether they fit there was up to its memory. So of small packets only the whole is compared.
 */
final class SmallFragments {
    private static final int SMALL_BYTES = 256;

    private SmallFragments() {}

    /** Whether two sequences of frames are small packets in fragments, and the same when put together. */
    static boolean areSame(List<byte[]> want, List<byte[]> got) {
        Optional<byte[]> left = whole(want);
        Optional<byte[]> right = whole(got);
        return left.isPresent() && right.isPresent() && Arrays.equals(left.get(), right.get());
    }

    /** The IP packet that fragments were, if they are of one small packet. */
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
                return last && whole.length <= SMALL_BYTES
                        ? Optional.of(Arrays.copyOfRange(whole, PacketView.NETWORK, whole.length))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }
}
