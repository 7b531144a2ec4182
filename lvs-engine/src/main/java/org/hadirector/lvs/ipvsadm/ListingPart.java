package org.hadirector.lvs.ipvsadm;

import java.util.function.BiConsumer;
import org.hadirector.lvs.engine.ConnectionStatus;
import org.hadirector.lvs.engine.LvsControl;

/**
 * A part of a listing. Connections may be a million, which is 100 MB of text, and the heap of a daemon is smaller than
 * that: they are told a page at a time, small enough to be gone at the next young collection.
 *
 * @param next where the next part begins, -1 if this was the last
 */
record ListingPart(String text, int next) {
    private static final int CONNECTIONS = 512;
    /** Characters of a row of IPv4. */
    private static final int ROW = 96;

    /** A listing that is short. */
    static ListingPart whole(String text) {
        return new ListingPart(text, -1);
    }

    /**
     * A page of connections.
     *
     * @param from 0, then {@link #next}
     * @param head stands above the first page
     * @param row appends the line of one connection
     */
    static ListingPart of(LvsControl control, int from, String head, BiConsumer<ConnectionStatus, StringBuilder> row) {
        LvsControl.ConnectionPage page = control.connections(from, CONNECTIONS);
        StringBuilder text =
                new StringBuilder(head.length() + ROW * page.connections().size());
        text.append(from == 0 ? head : "");
        page.connections().forEach(connection -> row.accept(connection, text));
        return new ListingPart(text.toString(), page.next());
    }
}
