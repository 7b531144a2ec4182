package org.hadirector.director.run;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.hadirector.director.log.LogFiles;
import org.hadirector.takeover.Vip;

/**
 * The launcher's guardian waits at the other end of a pipe that the kernel closes when this process ends, and then
 * takes away the addresses it was told of. It is told all of this node's groups once, whether they are up or not.
 */
final class Guardian {
    private static final Logger LOG = LogManager.getLogger(LogFiles.HEARTBEAT);
    private static final String DESCRIPTOR = "HA_DIRECTOR_GUARDIAN_FD";

    private Guardian() {}

    /** Does nothing when the launcher left none. */
    static void tell(Map<String, List<Vip>> groups) {
        String descriptor = System.getenv(DESCRIPTOR);
        if (descriptor == null || !descriptor.matches("[0-9]{1,3}")) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        groups.values()
                .forEach(vips -> vips.forEach(vip -> lines.append(vip.address().getHostAddress())
                        .append('/')
                        .append(vip.prefixLength())
                        .append(" dev ")
                        .append(vip.device())
                        .append('\n')));
        try (FileOutputStream pipe = new FileOutputStream("/proc/self/fd/" + descriptor)) {
            pipe.write(lines.toString().getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            LOG.warn("no guardian: {}; a killed daemon is silent after its lease only", e.getMessage());
        }
    }
}
