package org.hadirector.director.fence;

import java.io.IOException;

/** A device that can end another node. May block; never called on the deciding duty. */
public interface FenceDevice {
    /** How people know it, for the log: {@code Resetting node X with [this]}. */
    String description();

    /** Whether it knows that node. */
    boolean canReset(String host) throws IOException;

    /** Ends the node and returns when that is certain, or says what went wrong. */
    Outcome fence(String host) throws IOException;

    /** Asks whether the device works; null when it does, else what is wrong. */
    default String fault() throws IOException {
        return null;
    }

    /** How an attempt ended. */
    enum Verdict {
        /** The node is off or was reset, confirmed. */
        DONE,
        FAILED,
        /** A person has to do it and to confirm it. */
        BY_HAND
    }

    /**
     * The outcome of an attempt.
     *
     * @param text in words, for the administrator
     */
    record Outcome(Verdict verdict, String text) {}
}
