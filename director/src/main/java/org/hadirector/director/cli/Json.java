package org.hadirector.director.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;

/** JSON for scripts and eyes. */
final class Json {
    private Json() {}

    static String pretty(Object tree) throws IOException {
        return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(tree);
    }
}
