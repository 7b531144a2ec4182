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

    /**
     * How many bytes of a segment were read before: all of them when it is sent again; -1 when bytes before it are
     * missing.
     */
    int known(int sequence, int length) {
        if (!joined) {
            joined = true;
            next = sequence;
        }
        int known = next - sequence;
        if (known < 0) {
            if (early++ < PATIENCE) {
                return -1;
            }
            line.skip();
            next = sequence;
            known = 0;
        }
        early = 0;
        return Math.min(known, length);
    }

    /** The stream has been read up to here. */
    void read(int end) {
        if (end - next > 0) {
            next = end;
        }
    }
}
