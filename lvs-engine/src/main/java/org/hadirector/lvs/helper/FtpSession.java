package org.hadirector.lvs.helper;

import org.hadirector.lvs.conn.ConnectionTable;

/**
 * What is known of one FTP control connection. Sessions are used again and again for other connections; a session takes
 * about 900 bytes.
 */
final class FtpSession {
    /** Expected data connections of one client that nobody has opened yet; the oldest makes room for the newest. */
    static final int EXPECTED = 16;

    private static final int MOST_ASKED = 100;

    final FtpStream client = new FtpStream();
    final FtpStream server = new FtpStream();
    final SequenceEdits edits = new SequenceEdits();
    private final int[] expected = new int[EXPECTED];
    private int expectedCount;
    private int passiveAsked;
    private int extendedAsked;
    int row;
    int addressMatched;
    int addressStart;
    boolean addressOpen;
    boolean addressDone;

    void reset() {
        client.reset();
        server.reset();
        edits.reset();
        expectedCount = 0;
        forgetQuestions();
        beginReply();
    }

    void beginReply() {
        addressMatched = 0;
        addressOpen = false;
        addressDone = false;
    }

    /** @param again whether it may be the same question sent again, which is answered once */
    void passiveAsked(boolean again) {
        passiveAsked = asked(passiveAsked, again);
    }

    /** As {@link #passiveAsked}. */
    void extendedAsked(boolean again) {
        extendedAsked = asked(extendedAsked, again);
    }

    private static int asked(int before, boolean again) {
        return again ? Math.max(before, 1) : Math.min(before + 1, MOST_ASKED);
    }

    /** The client wants active mode: what the server answers to earlier questions counts no more. */
    void forgetQuestions() {
        passiveAsked = 0;
        extendedAsked = 0;
    }

    /** Whether no address of a reply is of interest. */
    boolean isExpectedNowhere() {
        return passiveAsked == 0 || edits.fromLength() == 0;
    }

    boolean isPassiveAsked() {
        return passiveAsked > 0;
    }

    boolean isExtendedAsked() {
        return extendedAsked > 0;
    }

    void passiveAnswered() {
        passiveAsked--;
    }

    void extendedAnswered() {
        extendedAsked--;
    }

    /** Remembers the row of an expected connection; the one that falls out is cancelled if it still waits. */
    void expect(int dataRow, Expectations expectations) {
        if (dataRow == ConnectionTable.NONE) {
            return;
        }
        int at = expectedCount % EXPECTED;
        for (int i = 0; i < Math.min(expectedCount, EXPECTED); i++) {
            if (expected[i] == dataRow) {
                return;
            }
        }
        if (expectedCount >= EXPECTED && expectations.isPending(expected[at], row)) {
            expectations.cancel(expected[at]);
        }
        expected[at] = dataRow;
        expectedCount = expectedCount + 1 == 2 * EXPECTED ? EXPECTED : expectedCount + 1;
    }
}
