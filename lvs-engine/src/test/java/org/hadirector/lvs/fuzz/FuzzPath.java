package org.hadirector.lvs.fuzz;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.path.Outlet;
import org.hadirector.lvs.path.PacketHandler;
import org.hadirector.lvs.path.SilentPath;

/** A path that gives everything up, one frame at a time, and keeps what comes back. */
final class FuzzPath extends SilentPath {
    private static final int HEADROOM = 128;
    private static final int SLOT = 70_000;

    /** A frame that was sent. */
    record Sent(int interfaceIndex, byte[] frame, boolean partial) {}

    private final ByteBuffer slot = ByteBuffer.allocate(HEADROOM + SLOT);
    private final ByteBuffer extra = ByteBuffer.allocate(SLOT);
    private final Frame frame = new Frame();
    private final List<Sent> sent = new ArrayList<>();
    private final Frame given = new Frame();
    private byte[] next;
    private int from;
    private int mark;
    private int segmentSize;
    private boolean partial;
    private int verdict;
    private byte[] after;

    /** The next {@link #poll} hands this up. */
    void deliver(int interfaceIndex, int newMark, byte[] bytes, boolean isPartial, int newSegmentSize) {
        next = bytes;
        from = interfaceIndex;
        mark = newMark;
        partial = isPartial;
        segmentSize = newSegmentSize;
        sent.clear();
    }

    List<Sent> sent() {
        return sent;
    }

    int verdict() {
        return verdict;
    }

    /** The handled frame as it is now. */
    byte[] after() {
        return after;
    }

    @Override
    public int poll(PacketHandler handler, int limit) {
        if (next == null) {
            return 0;
        }
        byte[] bytes = next;
        next = null;
        slot.put(HEADROOM, bytes);
        frame.wrap(slot, HEADROOM, bytes.length, SLOT, from)
                .headroom(HEADROOM)
                .mark(mark)
                .checksumPartial(partial)
                .segmentSize(segmentSize);
        verdict = handler.handle(frame);
        after = new byte[frame.length()];
        slot.get(HEADROOM - frame.grown(), after);
        if (verdict > 0) {
            sent.add(new Sent(verdict, after, frame.isChecksumPartial()));
        }
        return 1;
    }

    @Override
    public Outlet outlet() {
        return new Outlet() {
            @Override
            public Frame frame(int length) {
                return given.wrap(extra, 0, length, SLOT, 0);
            }

            @Override
            public void send(int interfaceIndex) {
                byte[] bytes = new byte[given.length()];
                extra.get(0, bytes);
                sent.add(new Sent(interfaceIndex, bytes, false));
            }
        };
    }
}
