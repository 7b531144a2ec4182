package org.hadirector.director.fault;

import java.io.IOException;
import java.util.Set;

/** Whose gates let clients in. */
interface Gates extends AutoCloseable {
    /**
     * Names of the directors whose lease runs now, all at the same moment, and whose process lives, or whose gate goes
     * on without it.
     */
    Set<String> open() throws IOException;

    /** Takes notice of daemons that were started since the last call. */
    void follow() throws IOException;

    @Override
    void close();
}
