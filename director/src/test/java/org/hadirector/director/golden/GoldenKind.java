package org.hadirector.director.golden;

import java.util.List;

/**
 * One kind of recorded heartbeat case: how it is done again with this program. To add a kind: implement this, add it to
 * {@link GoldenKinds}, copy its folder into {@code src/test/resources/golden/heartbeat}.
 */
public interface GoldenKind {
    /** The folder that holds its vectors, such as {@code config}. */
    String folder();

    /**
     * Does the case again.
     *
     * @return everything that differs, in the order of the events; nothing: the same
     */
    List<Difference> run(GoldenVector vector) throws Exception;
}
