package org.hadirector.lvs.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class FrameTest {
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(100);
    private final Frame frame = new Frame();

    private Frame frame() {
        for (int i = 0; i < 100; i++) {
            buffer.put(i, (byte) i);
        }
        return frame.wrap(buffer, 30, 40, 50, 3).headroom(20).segmentSize(7).checksumPartial(true);
    }

    @Test
    void shouldGrowInFrontWithoutMovingWhatItHas() {
        Frame grown = frame();
        grown.grow(15);
        assertEquals(15, grown.grown());
        assertEquals(5, grown.headroom());
        assertEquals(55, grown.length());
        assertEquals(65, grown.capacity());
        assertEquals(15, grown.u8(0), "the byte that was in front");
        assertEquals(30, grown.u8(15), "the byte that was first");
        grown.grow(5);
        assertEquals(20, grown.grown());
        assertThrows(IndexOutOfBoundsException.class, () -> grown.grow(1));
        assertThrows(IndexOutOfBoundsException.class, () -> grown.grow(-1));
    }

    @Test
    void shouldRefuseHeadroomThatIsNotThere() {
        Frame received = frame.wrap(buffer, 10, 20, 3);
        assertEquals(0, received.headroom());
        assertThrows(IndexOutOfBoundsException.class, () -> received.headroom(11));
        assertThrows(IndexOutOfBoundsException.class, () -> received.grow(1));
    }

    @Test
    void shouldForgetWhatThePathKnewOfAPacketThatWasReplaced() {
        Frame answer = frame();
        answer.replace(50);
        assertEquals(0, answer.segmentSize());
        assertFalse(answer.isChecksumPartial());
        assertThrows(IndexOutOfBoundsException.class, () -> answer.replace(51));
    }

    @Test
    void shouldMoveOverlappingRangesEitherWay() {
        Frame moved = frame();
        moved.move(0, 3, 20);
        for (int i = 0; i < 20; i++) {
            assertEquals(30 + i, moved.u8(3 + i));
        }
        moved = frame();
        moved.move(3, 0, 20);
        for (int i = 0; i < 20; i++) {
            assertEquals(33 + i, moved.u8(i));
        }
        Frame kept = moved;
        assertThrows(IndexOutOfBoundsException.class, () -> kept.move(0, 21, 20));
        assertThrows(IndexOutOfBoundsException.class, () -> kept.move(21, 0, 20));
        assertThrows(IndexOutOfBoundsException.class, () -> kept.move(0, 0, -1));
    }

    @Test
    void shouldCopyFromAnotherFrame() {
        Frame other = new Frame().wrap(ByteBuffer.allocate(40), 0, 40, 1);
        other.copy(4, frame(), 1, 10);
        assertEquals(31, other.u8(4));
        assertEquals(40, other.u8(13));
        assertEquals(0, other.u8(14));
        assertThrows(IndexOutOfBoundsException.class, () -> other.copy(31, frame, 0, 10));
        assertThrows(IndexOutOfBoundsException.class, () -> other.copy(0, frame, 31, 10));
    }
}
