package org.hadirector.lvs.path.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.hadirector.lvs.path.Frame;
import org.junit.jupiter.api.Test;

/** What the sender is told about a frame that the receiver knew something about (linux/virtio_net.h). */
class VirtioHeaderTest {
    private static final int AT = 100;
    private static final int NEEDS_CHECKSUM = 1;
    private static final int DATA_VALID = 2;
    private static final int TCPV4 = 1;

    private final ByteBuffer memory = ByteBuffer.allocate(500).order(ByteOrder.nativeOrder());
    private final Frame frame = new Frame();
    private final VirtioHeader virtio = new VirtioHeader();

    private int rewrite(int flags, int gsoType, int gsoSize, Consumer<Frame> handler) {
        memory.put(AT, (byte) flags)
                .put(AT + 1, (byte) gsoType)
                .putShort(AT + 2, (short) 54)
                .putShort(AT + 4, (short) gsoSize)
                .putShort(AT + 6, (short) 34)
                .putShort(AT + 8, (short) 16);
        virtio.read(memory, AT);
        frame.wrap(memory.duplicate().order(ByteOrder.BIG_ENDIAN), AT + VirtioHeader.SIZE, 200, 1)
                .headroom(64)
                .segmentSize(virtio.segmentSize())
                .checksumPartial(virtio.isPartial());
        handler.accept(frame);
        for (int i = 0; i < frame.grown(); i++) {
            frame.u8(i, 0xee); // outer headers, where the received header was
        }
        int at = AT - frame.grown();
        virtio.write(memory, at, frame);
        return at;
    }

    private String header(int at) {
        return memory.get(at) + " " + memory.get(at + 1) + " " + memory.getShort(at + 2) + " " + memory.getShort(at + 4)
                + " " + memory.getShort(at + 6) + " " + memory.getShort(at + 8);
    }

    @Test
    void shouldPassOnWhatIsUnfinishedAndSegmented() {
        assertEquals(AT, rewrite(NEEDS_CHECKSUM, TCPV4, 1448, f -> {}));
        assertEquals("1 1 54 1448 34 16", header(AT));
    }

    @Test
    void shouldNotSayThatAChecksumIsGood() {
        assertEquals(AT, rewrite(DATA_VALID, 0, 0, f -> {}));
        assertEquals("0 0 0 0 0 0", header(AT));
    }

    @Test
    void shouldMoveTheChecksumsStartWithHeadersInFront() {
        assertEquals(AT - 20, rewrite(NEEDS_CHECKSUM, 0, 0, f -> f.grow(20)));
        assertEquals("1 0 0 0 54 16", header(AT - 20));
    }

    @Test
    void shouldForgetWhatTheHandlerFinished() {
        assertEquals(AT - 20, rewrite(NEEDS_CHECKSUM, 0, 0, f -> {
            f.checksumPartial(false);
            f.grow(20);
        }));
        assertEquals("0 0 0 0 0 0", header(AT - 20));
        assertEquals(AT, rewrite(NEEDS_CHECKSUM, TCPV4, 1448, f -> f.replace(60)));
        assertEquals("0 0 0 0 0 0", header(AT));
    }

    @Test
    void shouldMoveAllThatSeveralPacketsNeedWithHeadersInFront() {
        assertEquals(AT - 52, rewrite(NEEDS_CHECKSUM, TCPV4, 1396, f -> f.grow(52)));
        assertEquals("1 1 106 1396 86 16", header(AT - 52));
    }
}
