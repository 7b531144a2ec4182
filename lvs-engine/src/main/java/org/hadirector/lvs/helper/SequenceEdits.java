package org.hadirector.lvs.helper;

import java.util.Arrays;
import org.hadirector.lvs.packet.TcpSegment;
import org.hadirector.lvs.path.Frame;

/**
 * The places in a server's byte stream where one text is replaced by another, and what that does to sequence numbers.
 * Every place has a fixed outcome, byte by byte: a segment that is sent again, however cut, becomes the same bytes
 * again, and a text that arrives in several segments is replaced as it comes. Byte j of the old text becomes byte j of
 * the new one; the last byte of the old text becomes all that is left of the new one; old bytes beyond the end of the
 * new text vanish. Positions are sequence numbers, compared modulo 2^32 (RFC 9293, section 3.4).
 */
final class SequenceEdits implements TcpSegment.Renumbering {
    /** More than ever are on the way at once: a server is asked for each. Older ones are acknowledged. */
    static final int REMEMBERED = 8;

    /** Of an old text, "00255,00255,00255,00255,"; new ones are shorter. */
    static final int LONGEST = 24;

    private final int[] starts = new int[REMEMBERED];
    private final int[] lengths = new int[REMEMBERED];
    private final boolean[] wholes = new boolean[REMEMBERED];
    private final byte[] from = new byte[REMEMBERED * LONGEST];
    private final byte[] to = new byte[LONGEST];
    private int toLength;
    private int count;
    private int base; // what forgotten edits added
    private boolean moved;

    /** Starts a new stream in which nothing is replaced. */
    void reset() {
        count = 0;
        base = 0;
        toLength = 0;
        moved = false;
    }

    /** Says what all that is replaced becomes: an IPv4 address in the notation of FTP, four numbers, four commas. */
    void replacement(int address) {
        int at = 0;
        for (int shift = 24; shift >= 0; shift -= 8) {
            int number = address >>> shift & 0xff;
            if (number > 99) {
                to[at++] = (byte) ('0' + number / 100);
            }
            if (number > 9) {
                to[at++] = (byte) ('0' + number / 10 % 10);
            }
            to[at++] = (byte) ('0' + number % 10);
            to[at++] = ',';
        }
        toLength = at;
    }

    byte[] to() {
        return to;
    }

    /** Whether it is known what texts become. */
    boolean hasReplacement() {
        return toLength > 0;
    }

    /** Whether something was ever replaced by a text of another length: since then numbers may differ. */
    boolean movedNumbers() {
        return moved;
    }

    /** Whether nothing was replaced, and so sequence numbers are the same on both sides. */
    boolean isEmpty() {
        return count == 0 && base == 0;
    }

    /**
     * Replaces from {@code start} on: so many bytes of an old text have been seen. A place that is known already stays,
     * with those behind it; else others that do not end before it are forgotten: numbers that begin anew contradict
     * them.
     *
     * @param whole whether that was all of it
     */
    void add(int start, byte[] text, int length, boolean whole) {
        for (int i = 0; i < count; i++) {
            if (starts[i] == start && isBeginning(i, text, Math.min(length, lengths[i]))) {
                if (length >= lengths[i]) {
                    keep(i, text, length, whole || wholes[i]);
                }
                return;
            }
        }
        while (count > 0 && starts[count - 1] + lengths[count - 1] - start > 0) {
            count--;
        }
        if (count == REMEMBERED) {
            base += added(0);
            System.arraycopy(starts, 1, starts, 0, REMEMBERED - 1);
            System.arraycopy(lengths, 1, lengths, 0, REMEMBERED - 1);
            System.arraycopy(wholes, 1, wholes, 0, REMEMBERED - 1);
            System.arraycopy(from, LONGEST, from, 0, (REMEMBERED - 1) * LONGEST);
            count--;
        }
        starts[count] = start;
        keep(count, text, length, whole);
        count++;
    }

    private boolean isBeginning(int place, byte[] text, int length) {
        return Arrays.equals(from, place * LONGEST, place * LONGEST + length, text, 0, length);
    }

    private void keep(int place, byte[] text, int length, boolean whole) {
        System.arraycopy(text, 0, from, place * LONGEST, length);
        lengths[place] = length;
        wholes[place] = whole;
        moved |= added(place) != 0;
    }

    /** Bytes that a place adds to the stream, or takes from it if it is less than 0. */
    private int added(int place) {
        return emitted(place, lengths[place]) - lengths[place];
    }

    /** The client's number for a byte of the server. */
    int toClient(int sequence) {
        int shift = base;
        for (int i = 0; i < count; i++) {
            int offset = sequence - starts[i];
            if (offset <= 0) {
                break;
            }
            int seen = Math.min(offset, lengths[i]);
            shift += emitted(i, seen) - seen;
        }
        return sequence + shift;
    }

    /** The server's number for a byte of the client; within a replaced text the last that it has all of. */
    int toServer(int sequence) {
        int shift = base;
        for (int i = 0; i < count; i++) {
            int offset = sequence - (starts[i] + shift);
            if (offset <= 0) {
                break;
            }
            if (offset < emitted(i, lengths[i])) {
                return starts[i] + Math.min(offset, lengths[i] - 1);
            }
            shift += added(i);
        }
        return sequence - shift;
    }

    @Override
    public int renumbered(int edge) {
        return toServer(edge);
    }

    /**
     * The last place that a segment touches, or -1.
     *
     * @param before only places with a smaller number count
     */
    int lastWithin(int sequence, int end, int before) {
        for (int i = Math.min(before, count) - 1; i >= 0; i--) {
            if (starts[i] - end < 0 && starts[i] + lengths[i] - sequence > 0) {
                return i;
            }
        }
        return -1;
    }

    /** Whether bytes of a frame are the old text of a place from one of its bytes up to another. */
    boolean isOldText(int place, Frame frame, int at, int begin, int end) {
        for (int i = begin; i < end; i++) {
            if (frame.u8(at + i - begin) != from[place * LONGEST + i]) {
                return false;
            }
        }
        return true;
    }

    int count() {
        return count;
    }

    int start(int place) {
        return starts[place];
    }

    int length(int place) {
        return lengths[place];
    }

    /** Bytes of the new text that so many of a place's old one have become. */
    int emitted(int place, int seen) {
        return wholes[place] && seen >= lengths[place] ? toLength : Math.min(seen, toLength);
    }
}
