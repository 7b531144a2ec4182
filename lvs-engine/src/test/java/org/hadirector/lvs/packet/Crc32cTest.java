package org.hadirector.lvs.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.CRC32C;
import org.hadirector.lvs.engine.Segment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Crc32cTest {
    private static int right(byte[] frame, int at) {
        byte[] sctp = java.util.Arrays.copyOfRange(frame, at, frame.length);
        ByteBuffer.wrap(sctp).putInt(8, 0);
        CRC32C crc = new CRC32C();
        crc.update(sctp);
        return Integer.reverseBytes((int) crc.getValue());
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 13, 16, 100, 1480})
    void shouldComputeAsTheLibraryDoes(int length) {
        byte[] bytes = new byte[7 + length];
        new Random(length).nextBytes(bytes);
        assertEquals(right(bytes, 7), Crc32c.ofSctp(CollectingOutlet.frame(bytes), 7, length));
    }

    @Test
    void shouldBeRightAfterTranslationAndBack() {
        byte[] value = new byte[33];
        byte[] frame = Segment.sctp(Segment.address("10.4.0.1"), 9, Segment.address("10.1.0.1"), 2905, 0, value);
        PacketView view = new PacketView();
        assertEquals(PacketView.Kind.TRANSPORT, view.parse(CollectingOutlet.frame(frame)));
        Translation.destination(view, 0, Addresses.low(Segment.address("192.168.0.11")), 2906);
        byte[] translated = CollectingOutlet.bytes(view.frame());
        assertEquals(right(translated, 34), ByteBuffer.wrap(translated).getInt(42));
        assertEquals(2906, ByteBuffer.wrap(translated).getShort(36));
        Translation.destination(view, 0, Addresses.low(Segment.address("10.1.0.1")), 2905);
        assertEquals(ByteBuffer.wrap(frame), ByteBuffer.wrap(CollectingOutlet.bytes(view.frame())));
    }
}
