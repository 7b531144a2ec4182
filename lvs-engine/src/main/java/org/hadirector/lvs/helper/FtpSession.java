package org.hadirector.lvs.helper;

import org.hadirector.lvs.conn.ConnectionTable;

/**
 * What is known of one FTP control connection. Sessions are used again and again for other connections; a session takes
 * about 1,300 bytes.
 */
final class FtpSession {
    /** Expected data connections of one client that nobody has opened yet; the oldest makes room for the newest. */
    static final int EXPECTED = 16;

    final FtpStream client = new FtpStream();
    final FtpStream server = new FtpStream();
    final SequenceEdits edits = new SequenceEdits();
    final PassiveAddress address = new PassiveAddress();
    final Question passive = new Question();
    final Question extended = new Question();
    private final int[] expected = new int[EXPECTED];
    private int expectedCount;
    int row;

    void reset() {
        client.reset();
        server.reset();
        edits.reset();
        expectedCount = 0;
        passive.reset();
        extended.reset();
        beginReply();
    }

    void beginReply() {
        address.begin();
    }

    /** The client wants active mode: what the server answers to earlier questions counts no more. */
    void forgetQuestions() {
        passive.forget();
        extended.forget();
    }

    /** Whether no address of a reply is of interest. */
    boolean isExpectedNowhere() {
        return passive.pending() == 0 || !edits.hasReplacement();
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
