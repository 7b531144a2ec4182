package org.hadirector.director.golden;

import java.util.List;
import java.util.Optional;

/**
 * One kind of recorded heartbeat case: how it is done again with this program. To add a kind: implement this, add it to
 * {@link GoldenKinds}, copy its folder into {@code src/test/resources/golden/heartbeat}.
 */
public interface GoldenKind {
    /** The folder that holds its vectors, such as {@code config}. */
    String folder();

    /** Why a case of this kind is not run yet, or empty. Such a case is told as skipped, never as passed. */
    default Optional<String> notRun(GoldenVector vector) {
        return Optional.empty();
    }

    /**
     * Does the case again.
     *
     * @return everything that differs, in the order of the events; nothing: the same
     */
    List<Difference> run(GoldenVector vector) throws Exception;
}
