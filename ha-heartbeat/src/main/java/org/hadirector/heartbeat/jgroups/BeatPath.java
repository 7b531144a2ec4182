package org.hadirector.heartbeat.jgroups;

/** What a transport tells its link. Called on the transport's threads. */
interface BeatPath {
    /** Whether bytes from the medium are a beat under one of our keys; all others go no further. */
    boolean authentic(byte[] data, int offset, int length);

    /**
     * The medium took a beat.
     *
     * @param bytes on the wire, as far as this host makes them
     */
    void sent(int bytes);

    /** The medium did not take a beat. */
    void sendFailed(Exception cause);
}
