package org.hadirector.lvs.path;

/**
 * Where a {@link PacketHandler} puts the frames that it sends beside the one it was given: fragments, segments, frames
 * it had kept. Belongs to the path's thread. What is sent within {@link PacketHandler#handle} leaves before the handled
 * frame, in order; what is sent at another time leaves with the next {@link PacketPath#poll}.
 */
public interface Outlet {
    /** Of a path that sends nothing but the frames it received. */
    Outlet NONE = new Outlet() {
        @Override
        public Frame frame(int length) {
            return null;
        }

        @Override
        public void send(int interfaceIndex) {
            throw new IllegalStateException("no frame was given out");
        }
    };

    /** Longest frame that every outlet but {@link #NONE} gives out, bytes: a jumbo frame. */
    int LONGEST = 9_216;

    /**
     * A frame to build a packet in, of {@code length} bytes from the Ethernet header on, with undefined content; its
     * checksums will be complete. Valid until the next call.
     *
     * @return null if there is no room now; the handler drops the packet then
     */
    Frame frame(int length);

    /**
     * Sends the frame given out last.
     *
     * @param interfaceIndex as a verdict of {@link PacketHandler#handle}: the interface, or {@link PacketHandler#LOCAL}
     */
    void send(int interfaceIndex);
}
