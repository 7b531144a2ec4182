package org.hadirector.lvs.helper;

/** One thing that a client may ask for: PASV, answered by a 227, or EPSV, answered by a 229. */
final class Question {
    private static final int MOST_PENDING = 100;
    private static final int REMEMBERED = 8; // as answers, see SequenceEdits

    private final int[] places = new int[REMEMBERED];
    private int asked;
    private int pending;

    void reset() {
        asked = 0;
        pending = 0;
    }

    /**
     * The client asks.
     *
     * @param place the number of the question's last byte
     * @param again whether that was used before: by the same question, which is answered once, by what overtook it, or
     *     by something else
     */
    void ask(int place, boolean again) {
        if (again && isKnown(place)) {
            return;
        }
        places[asked % REMEMBERED] = place;
        asked = asked + 1 == 2 * REMEMBERED ? REMEMBERED : asked + 1;
        pending = again ? Math.max(pending, 1) : Math.min(pending + 1, MOST_PENDING);
    }

    private boolean isKnown(int place) {
        for (int i = 0; i < Math.min(asked, REMEMBERED); i++) {
            if (places[i] == place) {
                return true;
            }
        }
        return false;
    }

    /** How many times it is to be answered yet. */
    int pending() {
        return pending;
    }

    void answered() {
        pending--;
    }

    /** Answers count no more. */
    void forget() {
        pending = 0;
    }
}
