package org.hadirector.lvs.engine;

import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.path.Frame;

/**
 * Finds the Call-ID of a SIP message in a UDP packet (RFC 3261, 20.8: header {@code Call-ID} or {@code i}; value
 * {@code word [ "@" word ]}), as linux ip_vs_pe_sip.c does: at most 255 bytes, followed by the end of its line. The
 * first header of that name decides, unless it has no value. One instance serves a thread; no allocation.
 */
final class CallIdParser {
    /** Longest Call-ID that is looked at, bytes. */
    static final int MAX_LENGTH = 255;

    private static final int UDP_HEADER = 8;
    private static final int NOTHING = -1;
    private static final String NAME = "call-id";
    private static final String WORD_MARKS = "-.!%*_+`'~()<>:\\\"/[]?{}";

    private Frame frame;
    private int end;
    private int offset;
    private int length;

    /** Offset in the frame of the Call-ID found last. */
    int offset() {
        return offset;
    }

    /** Length of the Call-ID found last, bytes. */
    int length() {
        return length;
    }

    /** Whether there is a Call-ID. */
    boolean find(PacketView packet) {
        if (packet.protocol() != PacketView.UDP) {
            return false;
        }
        frame = packet.frame();
        end = packet.network() + packet.packetLength();
        int at = packet.transport() + UDP_HEADER;
        while (at < end) {
            int line = afterLineEnd(at);
            int name = line == at ? 0 : nameLength(line);
            if (name == 0) {
                at = line + 1; // a line end right behind another one begins no line, unless of CR LF
                continue;
            }
            int colon = afterBlanks(line + name);
            int value = colon == NOTHING || colon >= end || frame.u8(colon) != ':' ? NOTHING : afterBlanks(colon + 1);
            if (value == NOTHING) {
                return false;
            }
            measure(value);
            if (length > 0) {
                return length <= MAX_LENGTH && isLineEnd(value + length);
            }
            at = value;
        }
        return false;
    }

    /** Behind the CR, LF or CR LF at {@code at}, or {@code at} if there is none. */
    private int afterLineEnd(int at) {
        int c = frame.u8(at);
        if (c == '\r') {
            return at + 1 < end && frame.u8(at + 1) == '\n' ? at + 2 : at + 1;
        }
        return c == '\n' ? at + 1 : at;
    }

    /** Length of the name of a Call-ID header that begins there, or of what begins like one; 0: another header. */
    private int nameLength(int at) {
        if (matches(at)) {
            return NAME.length();
        }
        boolean compact = at + 1 < end && (frame.u8(at) | 0x20) == 'i' && !isLetter(frame.u8(at + 1));
        return compact ? 1 : 0;
    }

    private boolean matches(int at) {
        if (at + NAME.length() > end) {
            return false;
        }
        for (int i = 0; i < NAME.length(); i++) {
            int c = frame.u8(at + i);
            if ((isLetter(c) ? c | 0x20 : c) != NAME.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Behind blanks, perhaps on the next line if that begins with one too; {@link #NOTHING} if the header ends. */
    private int afterBlanks(int from) {
        int at = afterBlanksOfLine(from);
        if (!isLineEnd(at)) {
            return at;
        }
        int next = afterLineEnd(at);
        int folded = afterBlanksOfLine(next);
        return folded == next ? NOTHING : folded;
    }

    private int afterBlanksOfLine(int from) {
        int at = from;
        while (at < end && (frame.u8(at) == ' ' || frame.u8(at) == '\t')) {
            at++;
        }
        return at;
    }

    private boolean isLineEnd(int at) {
        return at < end && (frame.u8(at) == '\r' || frame.u8(at) == '\n');
    }

    /** Measures the value; length 0 if it is none. */
    private void measure(int from) {
        int at = afterWord(from);
        if (at > from && at < end && frame.u8(at) == '@') {
            int domain = at + 1;
            at = afterWord(domain);
            if (at == domain) {
                at = from;
            }
        }
        offset = from;
        length = at - from;
    }

    private int afterWord(int from) {
        int at = from;
        while (at < end && isWord(frame.u8(at))) {
            at++;
        }
        return at;
    }

    private static boolean isWord(int c) {
        return isLetter(c) || c >= '0' && c <= '9' || WORD_MARKS.indexOf(c) >= 0;
    }

    /** A letter of ISO 8859-1, as the kernel's isalpha has it. */
    private static boolean isLetter(int c) {
        boolean ascii = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        return ascii || c >= 0xc0 && c != 0xd7 && c != 0xf7;
    }
}
