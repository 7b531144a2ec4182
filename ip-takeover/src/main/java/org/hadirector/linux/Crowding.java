package org.hadirector.linux;

/**
 * Whether ordinary threads of this process wait for processors. As long as they do not it is better that they stay
 * ordinary: then they take nothing from real servers on the same processors. What passes by itself, as the start of
 * another program, makes them urgent for two seconds at most; what is still there then, for longer each time. Pure; to
 * be asked once a second.
 */
final class Crowding {
    /**
     * Of waiting in a second, all ordinary threads together. A pair in one machine with processors to spare has 3 to
     * 110 ms of it, seldom up to 400 for a second, beside four busy programs for each processor mostly 200 and more.
     */
    static final long LIMIT_NS = 150_000_000;

    /** So many looks above the limit are no accident; one is enough right after they were urgent. */
    static final int IN_A_ROW = 3;

    /** After a start these threads wait for each other, as they have much to do. */
    static final int SETTLING = 5;

    /** Nothing can be seen of it while they are urgent, so they stay so for a while: seconds, at first and at most. */
    static final int FIRST_HOLD = 1;

    static final int LONGEST_HOLD = 60;

    /** Each time that they are let go in vain an urgent thread may wait for one of them, so it is not tried often. */
    static final int GROWTH = 8;

    private int looks;
    private int above;
    private int left;
    private int hold;
    /** They were urgent until the last look, so what comes now has been there all the time. */
    private boolean justReleased;

    /**
     * @param waitedNs for how long they were ready to run and did not, since the last look
     * @return whether they are to be urgent until the next look
     */
    boolean look(long waitedNs) {
        looks = Math.min(looks + 1, SETTLING + 1);
        if (left > 0) {
            left--;
            justReleased = left == 0;
            return left > 0;
        }
        above = waitedNs > LIMIT_NS ? above + 1 : 0;
        if (looks > SETTLING && above >= (justReleased ? 1 : IN_A_ROW)) {
            left = nextHold();
        }
        justReleased = false;
        return left > 0;
    }

    /** One of them gets no processor at all: all are to be urgent at once. */
    void starving() {
        left = nextHold() + 1;
    }

    private int nextHold() {
        hold = justReleased ? Math.min(GROWTH * hold, LONGEST_HOLD) : FIRST_HOLD;
        above = 0;
        return hold;
    }
}
