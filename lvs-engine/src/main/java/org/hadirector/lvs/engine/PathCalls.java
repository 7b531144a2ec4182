package org.hadirector.lvs.engine;

import java.io.IOException;
import org.hadirector.lvs.engine.LvsException.Reason;

/**
 * Calls to the data path that belong together: each is made whatever became of the others, the first failure is told.
 */
final class PathCalls {
    private IOException failure;

    /** A call to the data path. */
    @FunctionalInterface
    interface Call {
        void run() throws IOException;
    }

    PathCalls make(Call call) {
        try {
            call.run();
        } catch (IOException e) {
            if (failure == null) {
                failure = e;
            } else {
                failure.addSuppressed(e);
            }
        }
        return this;
    }

    /** @throws IOException the first failure */
    void rethrow() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    /** @throws LvsException when one of them failed */
    void check() throws LvsException {
        if (failure != null) {
            throw new LvsException(Reason.DATA_PATH, failure);
        }
    }

    /** One call alone. */
    static void must(Call call) throws LvsException {
        new PathCalls().make(call).check();
    }

    /** A part of a change of the table. */
    @FunctionalInterface
    interface Change {
        void run() throws LvsException;
    }

    /** Makes a change, or takes back what had been done of it: nothing is there by half. */
    static void wholly(Change change, Change back) throws LvsException {
        try {
            change.run();
        } catch (LvsException e) {
            try {
                back.run();
            } catch (LvsException alsoRefused) {
                e.addSuppressed(alsoRefused);
            }
            throw e;
        }
    }
}
