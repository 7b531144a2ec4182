package org.hadirector.lvs.helper;

/** The line of a stream that is being read, byte by byte; what is longer than any line we know is not kept. */
final class Line {
    private static final int LONGEST = 256;

    private final byte[] bytes = new byte[LONGEST];
    private int length;
    private boolean unknown;

    /** Begins a line. */
    void clear() {
        length = 0;
        unknown = false;
    }

    /** The stream was joined in the middle: this line is none of ours. */
    void skip() {
        length = 0;
        unknown = true;
    }

    void add(int value) {
        if (length == LONGEST) {
            unknown = true;
        } else {
            bytes[length++] = (byte) value;
        }
    }

    /** Whether the line is here as a whole. */
    boolean isKnown() {
        return !unknown;
    }

    /** Length without the end-of-line characters and blanks at the end. */
    int textLength() {
        int end = length;
        while (end > 0 && bytes[end - 1] <= ' ' && bytes[end - 1] >= 0) {
            end--;
        }
        return end;
    }

    int length() {
        return length;
    }

    int at(int index) {
        return bytes[index];
    }

    /** Whether the line begins with a word in upper case, whatever its own case. */
    boolean begins(String word) {
        return isAt(0, word);
    }

    private boolean isAt(int from, String word) {
        if (length < from + word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            int letter = bytes[from + i];
            if ((letter >= 'a' && letter <= 'z' ? letter - 32 : letter) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static boolean isDigit(int value) {
        return value >= '0' && value <= '9';
    }
}
