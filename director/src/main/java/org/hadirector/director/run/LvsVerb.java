package org.hadirector.director.run;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import org.hadirector.lvs.engine.LvsControl;
import org.hadirector.lvs.ipvsadm.IpvsadmCommand;
import org.hadirector.lvs.ipvsadm.IpvsadmResult;
import org.hadirector.lvs.ipvsadm.NameService;
import org.hadirector.lvs.ipvsadm.SysctlCommand;
import org.hadirector.lvs.ipvsadm.SystemNames;

/** ipvsadm, and sysctl for its settings, on the running engine. */
final class LvsVerb {
    private final LvsControl engine;
    private final NameService names;

    LvsVerb(LvsControl engine) throws IOException {
        this.engine = engine;
        this.names = new SystemNames(Path.of("/etc/services"));
    }

    ControlReply run(ControlRequest request) {
        if (!request.args().isEmpty() && request.args().get(0).equals("sysctl")) {
            List<String> words = request.args().subList(1, request.args().size());
            return reply(SysctlCommand.run(words, engine.settings()));
        }
        ByteArrayInputStream stdin = new ByteArrayInputStream(request.stdin().getBytes(StandardCharsets.UTF_8));
        IpvsadmResult result = IpvsadmCommand.run(request.args(), stdin, engine, names);
        return reply(result);
    }

    private static ControlReply reply(IpvsadmResult result) {
        return new ControlReply(result.exitCode(), result.out(), result.err(), Map.of());
    }
}
