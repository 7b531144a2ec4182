package org.hadirector.takeover;

import java.io.IOException;

/** The owner overslept: the kernel may have removed the address, and somebody else may own it by now. */
public final class LeaseLostException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param silenceNs time since the last renewal */
    public LeaseLostException(Vip vip, long silenceNs) {
        super("the lease of " + vip + " was not renewed for " + silenceNs / 1_000_000 + " ms");
    }
}
