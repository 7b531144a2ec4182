package org.hadirector.linux;

/**
 * Whether ordinary threads of this process wait for processors. As long as they do not it is better that they stay
 * ordinary: then they take nothing from real servers on the same processors. Pure; to be asked once a second.
 */
final class Crowding {
    /**
     * Of waiting in a second, all ordinary threads together. A pair in one machine with processors to spare has 3 to
     * 110 ms of it, beside four busy programs for each processor mostly 200 and more.
     */
    static final long LIMIT_NS = 150_000_000;

    /** After a start these threads wait for each other, as they have much to do. */
    static final int SETTLING = 5;

    /** Nothing can be seen of it while they are urgent, so they stay so for a while. */
    static final int HELD = 60;

    private int looks;
    private int left;

    /**
     * @param waitedNs for how long they were ready to run and did not, since the last look
     * @return whether they are to be urgent until the next look
     */
    boolean look(long waitedNs) {
        looks = Math.min(looks + 1, SETTLING + 1);
        if (left > 0) {
            left--;
        } else if (looks > SETTLING && waitedNs > LIMIT_NS) {
            left = HELD;
        }
        return left > 0;
    }

    /** One of them gets no processor at all: all are to be urgent at once. */
    void starving() {
        left = HELD + 1;
    }
}
