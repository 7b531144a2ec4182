package org.hadirector.lvs.engine;

/**
 * What became of frames of addresses that were handed over.
 *
 * @param waited kept until it was clear who serves them
 * @param sentOn of these, sent to the new owner
 * @param servedHere of these, served by this node after all
 * @param redirected came when the new owner served already, sent to it
 * @param dropped too many, too large, too late, or sent back by the new owner
 */
public record HandOverStatus(long waited, long sentOn, long servedHere, long redirected, long dropped) {
    /** Nothing was handed over yet. */
    public static final HandOverStatus NONE = new HandOverStatus(0, 0, 0, 0, 0);
}
