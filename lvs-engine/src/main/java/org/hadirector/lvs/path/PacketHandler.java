package org.hadirector.lvs.path;

/**
 * Decides about one frame. Called on the path's thread; the frame is borrowed for the time of the call and never kept.
 */
@FunctionalInterface
public interface PacketHandler {
    /** Verdict: nobody gets the frame. */
    int DROP = 0;

    /** Verdict: this machine's own stack gets the frame as it is now. */
    int LOCAL = -1;

    /**
     * Verdict: the handler has done with the frame; it kept its content, or sent what it holds by the {@link Outlet}.
     */
    int CONSUMED = -2;

    /**
     * @param frame an Ethernet frame, to be rewritten in place
     * @return {@link #DROP}, {@link #LOCAL}, {@link #CONSUMED}, or the index of the interface that sends the rewritten
     *     frame (greater than 0)
     */
    int handle(Frame frame);

    /**
     * As {@link #handle} for a frame whose address is held ({@link PacketPath#hold}): its lease is over, so it may wait
     * or be sent to another owner of the address, but neither served nor answered.
     */
    default int held(Frame frame) {
        return DROP;
    }
}
