package org.hadirector.lvs.golden;

import static org.hadirector.lvs.packet.InternetSum.fold;
import static org.hadirector.lvs.packet.InternetSum.sum;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hadirector.lvs.packet.CollectingOutlet;
import org.hadirector.lvs.packet.Fragmenter;
import org.hadirector.lvs.path.Frame;
import org.junit.jupiter.api.Test;

/** Only fragments whose packet had room in the memory of the first may have been cut anew. */
class SmallFragmentsTest {
    private static final int LINK = 14;
    private static final int FLAGS = LINK + 6;

    /** A packet of so many bytes, cut into pieces of at most so many. */
    private static List<byte[]> cut(int bytes, int most) {
        byte[] whole = Packets.build(
                "udp 10.4.0.1:1000 > 192.168.0.11:80 (ttl 63 id 7 len " + bytes + ")", new byte[bytes - 28]);
        CollectingOutlet outlet = new CollectingOutlet(Integer.MAX_VALUE);
        Frame frame = new Frame().wrap(ByteBuffer.wrap(whole), 0, whole.length, 3);
        new Fragmenter(outlet).send(frame, most, 3);
        return outlet.sent;
    }

    private static List<byte[]> unfragmentable(List<byte[]> fragments) {
        List<byte[]> copies = new ArrayList<>();
        for (byte[] fragment : fragments) {
            byte[] copy = fragment.clone();
            copy[FLAGS] |= 0x40;
            ByteBuffer ip = ByteBuffer.wrap(copy, LINK, 20).slice();
            ip.putShort(10, (short) 0);
            ip.putShort(10, (short) ~fold(sum(ip, 0, 20)));
            copies.add(copy);
        }
        return copies;
    }

    @Test
    void shouldTakeOtherCutsOfWhatHadRoomInTheFirstOnesMemory() {
        assertTrue(SmallFragments.areSame(cut(1500, 900), cut(1500, 764)));
        assertTrue(SmallFragments.areSame(unfragmentable(cut(1500, 764)), cut(1500, 764)), "DF of what is cut anew");
        assertTrue(SmallFragments.areSame(cut(200, 100), cut(200, 60)), "small ones always");
    }

    @Test
    void shouldNotTakeOtherCutsOfWhatHadNone() {
        // 1500 bytes and their frame leave less than 200 of a slab of 2 KiB.
        assertEquals(2, cut(1900, 1500).size());
        assertFalse(SmallFragments.areSame(cut(1900, 1400), cut(1900, 1500)));
        assertTrue(SmallFragments.areSame(cut(1600, 1400), cut(1600, 1500)));
    }

    @Test
    void shouldTakeNoOtherBytesAndNoWrongChecksums() {
        List<byte[]> other = cut(1500, 764);
        byte[] last = other.get(1);
        last[last.length - 1] ^= 1;
        assertFalse(SmallFragments.areSame(cut(1500, 900), other));
        List<byte[]> damaged = cut(1500, 764);
        damaged.get(0)[LINK + 10] ^= 1;
        assertFalse(SmallFragments.areSame(cut(1500, 900), damaged));
        assertFalse(
                SmallFragments.areSame(
                        cut(1500, 900), Arrays.asList(cut(1500, 764).get(0))),
                "one is missing");
    }
}
