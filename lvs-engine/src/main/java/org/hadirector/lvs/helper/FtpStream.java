package org.hadirector.lvs.helper;

/** One direction of a control connection: which byte comes next, and the line that is being read. */
final class FtpStream {
    /** After so many segments beyond the expected one in a row the stream is joined where it is. */
    private static final int PATIENCE = 64;

    final Line line = new Line();
    private boolean joined;
    private int next;
    private int early;

    void reset() {
        joined = false;
        early = 0;
        line.clear();
    }

    /** How many bytes from here on were read before; less than none when bytes before it are missing. */
    int known(int sequence) {
        if (!joined) {
            joined = true;
            next = sequence;
        }
        return next - sequence;
    }

    /** Whether a segment before which bytes are missing should wait for them. */
    boolean isPatient() {
        return early++ < PATIENCE;
    }

    /** The stream has been read up to here. */
    void read(int end) {
        early = 0;
        if (end - next > 0) {
            next = end;
        }
    }
}
