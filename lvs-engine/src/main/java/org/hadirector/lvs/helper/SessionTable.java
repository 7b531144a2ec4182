package org.hadirector.lvs.helper;

/**
 * The sessions by the row of their connection: open addressing, linear probing. Sessions that ended are kept for the
 * next; the most there are is fixed.
 */
final class SessionTable {
    private final int most;
    private FtpSession[] slots = new FtpSession[64];
    private FtpSession[] spare = new FtpSession[16];
    private int spares;
    private int size;

    /** @param most most sessions at a time; a connection beyond has no helper */
    SessionTable(int most) {
        this.most = most;
    }

    int size() {
        return size;
    }

    FtpSession find(int row) {
        int mask = slots.length - 1;
        int at = place(row, mask);
        while (slots[at] != null) {
            if (slots[at].row == row) {
                return slots[at];
            }
            at = at + 1 & mask;
        }
        return null;
    }

    /** A session, in any state, for a row that has none; null when there are too many. */
    FtpSession add(int row) {
        if (size == most) {
            return null;
        }
        if (2 * (size + 1) > slots.length) {
            FtpSession[] old = slots;
            slots = new FtpSession[2 * old.length];
            for (FtpSession session : old) {
                if (session != null) {
                    put(session);
                }
            }
        }
        FtpSession session = spares > 0 ? spare[--spares] : new FtpSession();
        session.row = row;
        put(session);
        size++;
        return session;
    }

    void remove(int row) {
        int mask = slots.length - 1;
        int at = place(row, mask);
        while (slots[at] != null && slots[at].row != row) {
            at = at + 1 & mask;
        }
        FtpSession session = slots[at];
        if (session == null) {
            return;
        }
        keep(session);
        size--;
        // Those behind that would not be found past the hole move up (Knuth, volume 3, algorithm 6.4 R).
        int hole = at;
        slots[hole] = null;
        for (int next = hole + 1 & mask; slots[next] != null; next = next + 1 & mask) {
            int home = place(slots[next].row, mask);
            if ((next - home & mask) >= (next - hole & mask)) {
                slots[hole] = slots[next];
                slots[next] = null;
                hole = next;
            }
        }
    }

    private void keep(FtpSession session) {
        if (spares == spare.length) {
            spare = java.util.Arrays.copyOf(spare, 2 * spares);
        }
        spare[spares++] = session;
    }

    private void put(FtpSession session) {
        int mask = slots.length - 1;
        int at = place(session.row, mask);
        while (slots[at] != null) {
            at = at + 1 & mask;
        }
        slots[at] = session;
    }

    private static int place(int row, int mask) {
        return row * 0x9e37_79b9 >>> 7 & mask;
    }
}
