package org.hadirector.director.run;

import java.io.IOException;
import java.util.List;
import org.hadirector.director.config.DirectorYaml;
import org.hadirector.lvs.engine.LvsEngine;
import org.hadirector.lvs.engine.LvsException;

/** The engine's part of director.yaml follows a reload; what it refuses is told until a further reload brings it in. */
final class EngineChanges {
    private final LvsEngine engine;

    /** The marks that are in force, null when they are those of the files in use. */
    private DirectorYaml.Engine behind;

    private volatile String trouble = "";

    EngineChanges(LvsEngine engine) {
        this.engine = engine;
    }

    /** From files in use to others, or to the same again when something of them is not in force. */
    void follow(DirectorYaml.Engine before, DirectorYaml.Engine after) {
        DirectorYaml.Engine from = behind == null ? before : behind;
        engine.settings().reconfigure(before.sysctl(), after.sysctl());
        try {
            engine.ftpPorts(after.ftpPorts());
            engine.marks().reconfigure(from.marks(), after.marks());
            behind = null;
            trouble = "";
        } catch (IOException | LvsException e) {
            behind = from;
            trouble = "director.yaml: " + e.getMessage();
        }
    }

    /** What is not in force, a sentence. Any thread. */
    List<String> unfinished() {
        String why = trouble;
        return why.isEmpty() ? List.of() : List.of(why);
    }
}
