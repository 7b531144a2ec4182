package org.hadirector.heartbeat.link;

/** Bytes that are no beat: truncated, damaged, out of range, of an unknown version. */
public final class MalformedBeatException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedBeatException(String message) {
        super(message);
    }
}
