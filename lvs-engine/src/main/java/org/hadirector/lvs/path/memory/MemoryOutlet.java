package org.hadirector.lvs.path.memory;

import java.nio.ByteBuffer;
import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.path.Outlet;
import org.hadirector.lvs.path.PacketHandler;

/** The further frames of a handler, in memory of their own. */
final class MemoryOutlet implements Outlet {
    /** Sends a frame, or does what else the verdict says. */
    interface Exit {
        void carryOut(int verdict, byte[] frame);
    }

    private final ByteBuffer memory;
    private final Exit exit;
    private final Frame given = new Frame();
    private boolean open;

    MemoryOutlet(int longestFrame, Exit exit) {
        memory = ByteBuffer.allocate(longestFrame);
        this.exit = exit;
    }

    @Override
    public Frame frame(int length) {
        open = true;
        return given.wrap(memory, 0, length, memory.capacity(), 0);
    }

    @Override
    public void send(int interfaceIndex) {
        if (!open || interfaceIndex == PacketHandler.DROP) {
            throw new IllegalStateException("no frame was given out, or nowhere to go: " + interfaceIndex);
        }
        open = false;
        byte[] sent = new byte[given.length()];
        memory.get(0, sent);
        exit.carryOut(interfaceIndex, sent);
    }
}
