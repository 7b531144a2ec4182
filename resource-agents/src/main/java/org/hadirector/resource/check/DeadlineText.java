package org.hadirector.resource.check;

/** Text that stops being readable at the deadline: a regular expression that backtracks for ever ends with it. */
final class DeadlineText implements CharSequence {
    private static final int LOOKS_PER_CLOCK = 4096;
    private final CharSequence text;
    private final Deadline deadline;
    private int looks;

    DeadlineText(CharSequence text, Deadline deadline) {
        this.text = text;
        this.deadline = deadline;
    }

    /** The deadline passed while matching. */
    static final class Passed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Passed() {
            super("timeout while matching", null, false, false);
        }
    }

    @Override
    public char charAt(int index) {
        if (++looks >= LOOKS_PER_CLOCK) {
            looks = 0;
            if (deadline.isOver()) {
                throw new Passed();
            }
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
