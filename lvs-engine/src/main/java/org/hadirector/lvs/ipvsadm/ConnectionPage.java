package org.hadirector.lvs.ipvsadm;

import java.util.function.Consumer;
import org.hadirector.lvs.engine.ConnectionStatus;
import org.hadirector.lvs.engine.LvsControl;

/**
 * A part of a listing of connections. There may be a million, which is 100 MB of text, and the heap of a daemon is
 * smaller than that: they are told a page at a time.
 */
final class ConnectionPage {
    private static final int CONNECTIONS = 512;

    private ConnectionPage() {}

    /**
     * Appends a page.
     *
     * @param from 0, then what this returned
     * @param head stands above the first page
     * @param row appends the line of one connection
     * @return where the next page begins, -1 if this was the last
     */
    static int append(LvsControl control, int from, String head, Consumer<ConnectionStatus> row, StringBuilder out) {
        out.append(from == 0 ? head : "");
        return control.connections(from, CONNECTIONS, row);
    }
}
