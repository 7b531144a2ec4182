package org.hadirector.director.run;

import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import org.hadirector.lvs.engine.LvsEngine;

/** ipvsadm on the running engine. */
final class LvsVerb {
    private final LvsEngine engine;

    LvsVerb(LvsEngine engine) {
        this.engine = engine;
    }

    ControlReply run(ControlRequest request) {
        return ControlReply.text(1, "director: " + engine.table().size() + " services");
    }
}
