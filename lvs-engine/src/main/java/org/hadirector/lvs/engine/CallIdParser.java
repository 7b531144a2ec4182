package org.hadirector.lvs.engine;

import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.path.Frame;

/**
 * Finds the Call-ID of a SIP message in a UDP packet (RFC 3261, 20.8: header {@code Call-ID} or {@code i}; value
 * {@code word [ "@" word ]}), as linux ip_vs_pe_sip.c does: at most 255 bytes, followed by the end of its line. One
 * instance serves a thread; no allocation.
 */
final class CallIdParser {
    /** Longest Call-ID that is looked at, bytes. */
    static final int MAX_LENGTH = 255;

    private static final int UDP_HEADER = 8;
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
            if (line == at) {
                at++;
                continue;
            }
            at = line;
            int value = valueOf(line);
            if (value > 0 && measure(value)) {
                return true;
            }
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

    /** Where the value of a Call-ID header begins whose name begins at {@code at}; 0 if it is another header. */
    private int valueOf(int at) {
        int name = nameLength(at);
        int colon = afterBlanks(at + name);
        if (name == 0 || colon >= end || frame.u8(colon) != ':') {
            return 0;
        }
        return afterBlanks(colon + 1);
    }

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

    private int afterBlanks(int from) {
        int at = from;
        while (at < end && (frame.u8(at) == ' ' || frame.u8(at) == '\t')) {
            at++;
        }
        return at;
    }

    /** Measures the value; false if it is none. */
    private boolean measure(int from) {
        int at = afterWord(from);
        if (at > from && at < end && frame.u8(at) == '@') {
            int domain = at + 1;
            at = afterWord(domain);
            if (at == domain) {
                return false;
            }
        }
        offset = from;
        length = at - from;
        boolean lineEnds = at < end && (frame.u8(at) == '\r' || frame.u8(at) == '\n');
        return length > 0 && length <= MAX_LENGTH && lineEnds;
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

    private static boolean isLetter(int c) {
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }
}
