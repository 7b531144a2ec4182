package org.hadirector.lvs.helper;

/**
 * Reads the six numbers of a 227, {@code h1,h2,h3,h4,p1,p2} (RFC 959, section 4.1.2), byte by byte, for they may be
 * split over segments. They begin where the kernel's helper has them begin: at the first digit, or behind the first
 * bracket. Whose address they are is nobody's business here.
 */
final class PassiveAddress {
    private static final int OF_ADDRESS = 4;
    private static final int ALL = 6;
    /** Zeros in front included; the text of four such numbers and their commas must have room. */
    private static final int DIGITS = 5;

    private enum State {
        BEFORE,
        BRACKET,
        NUMBERS,
        READ,
        NONE
    }

    private final byte[] text = new byte[SequenceEdits.LONGEST];
    private State state = State.BEFORE;
    private int start;
    private int length;
    private int numbers;
    private int digits;
    private int value;
    private int port;

    /** A line begins. */
    void begin() {
        state = State.BEFORE;
        length = 0;
        numbers = 0;
        digits = 0;
        value = 0;
        port = 0;
    }

    /** This line has none. */
    void none() {
        state = State.NONE;
    }

    /**
     * Reads a byte behind the code.
     *
     * @param sequence its number
     */
    void add(int next, int sequence) {
        if (state == State.BEFORE && next == '(' || state == State.BRACKET && next == '(') {
            state = State.BRACKET;
            return;
        }
        if (state == State.BRACKET || state == State.BEFORE && Line.isDigit(next)) {
            state = State.NUMBERS;
            start = sequence;
        }
        if (state == State.NUMBERS) {
            number(next);
        }
    }

    private void number(int next) {
        boolean digit = Line.isDigit(next);
        if (digit) {
            value = value * 10 + next - '0' & 0xff; // as the kernel's, which counts in bytes
            digits++;
        }
        if (digit ? digits > DIGITS : digits == 0 || next != ',' && numbers < ALL - 1) {
            state = State.NONE;
            return;
        }
        if (numbers < OF_ADDRESS) {
            text[length++] = (byte) next;
        }
        if (!digit) {
            port = numbers >= OF_ADDRESS ? port << 8 | value : 0;
            numbers++;
            digits = 0;
            value = 0;
            state = numbers == ALL ? State.READ : State.NUMBERS;
        }
    }

    /** Whether all six numbers are there, and what follows them. */
    boolean isRead() {
        return state == State.READ;
    }

    /** Whether the numbers, or what may still be them, have begun. */
    boolean hasBegun() {
        return length > 0 && (state == State.NUMBERS || state == State.READ);
    }

    /** Whether the first four numbers and their commas are there. */
    boolean isWhole() {
        return numbers >= OF_ADDRESS;
    }

    /** The number of the address's first byte. */
    int start() {
        return start;
    }

    /** The four numbers, each with its comma, as far as they are there. */
    byte[] text() {
        return text;
    }

    int length() {
        return length;
    }

    int port() {
        return port;
    }
}
