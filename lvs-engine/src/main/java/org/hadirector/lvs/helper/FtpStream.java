package org.hadirector.lvs.helper;

/** One direction of a control connection: which byte comes next, and the line that is being read. */
final class FtpStream {
    /** After so many segments beyond the expected one in a row the stream is joined where it is. */
    private static final int PATIENCE = 64;

    final Line line = new Line();
    private boolean joined;
    private int next;
    private int early;
    private boolean confirmed;
    private int confirmedEnd;

    void reset() {
        joined = false;
        confirmed = false;
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

    /** The other end says that it has all before this byte; not believed of bytes that nobody has seen. */
    void confirm(int end) {
        boolean seen = !joined || next - end >= 0;
        if (seen && (!confirmed || end - confirmedEnd > 0)) {
            confirmed = true;
            confirmedEnd = end;
        }
    }

    /** Whether the other end has all before this byte. */
    boolean isConfirmed(int end) {
        return confirmed && confirmedEnd - end >= 0;
    }

    /** The stream has been read up to here. */
    void read(int end) {
        early = 0;
        if (end - next > 0) {
            next = end;
        }
    }
}
