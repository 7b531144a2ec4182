package org.hadirector.lvs.conn;

/** A copy of one row of the {@link ConnectionTable}, for readers on other threads. */
public final class ConnectionRow {
    final ConnectionKey key = new ConnectionKey();
    int state;
    int flags;
    int server;
    int deadlineTick;
    long clientHop;

    public ConnectionKey key() {
        return key;
    }

    public int state() {
        return state;
    }

    public boolean isTemplate() {
        return (flags & ConnectionTable.TEMPLATE) != 0;
    }

    /** The flags of {@link ConnectionTable}. */
    public int flags() {
        return flags;
    }

    public int server() {
        return server;
    }

    /** The row's last word, as {@link ConnectionTable#clientHop}. */
    public long clientHop() {
        return clientHop;
    }

    /** End of the connection in ticks of {@link ConnectionExpiry}, low 32 bits. */
    public int deadlineTick() {
        return deadlineTick;
    }
}
