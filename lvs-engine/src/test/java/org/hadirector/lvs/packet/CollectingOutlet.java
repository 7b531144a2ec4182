package org.hadirector.lvs.packet;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.path.Outlet;

/** An outlet that keeps what is sent, up to a number of frames. */
public final class CollectingOutlet implements Outlet {
    public final List<byte[]> sent = new ArrayList<>();
    private final int room;
    private final Frame frame = new Frame();

    public CollectingOutlet(int room) {
        this.room = room;
    }

    @Override
    public Frame frame(int length) {
        return sent.size() == room ? null : frame.wrap(ByteBuffer.allocate(length), 0, length, 0);
    }

    @Override
    public void send(int interfaceIndex) {
        sent.add(bytes(frame));
    }

    /** The bytes of a frame. */
    public static byte[] bytes(Frame of) {
        byte[] bytes = new byte[of.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) of.u8(i);
        }
        return bytes;
    }

    /** A frame of its own with these bytes. */
    public static Frame frame(byte[] bytes) {
        return new Frame().wrap(ByteBuffer.wrap(bytes.clone()), 0, bytes.length, 3);
    }
}
