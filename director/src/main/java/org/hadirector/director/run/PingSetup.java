package org.hadirector.director.run;

import java.util.List;
import java.util.function.Consumer;
import org.hadirector.director.log.LogLine;
import org.hadirector.heartbeat.config.HaCf;
import org.hadirector.heartbeat.decide.CoreSettings;
import org.hadirector.heartbeat.decide.CoreSettings.Failback;

/**
 * What ha.cf says about ping nodes. They decide about ownership when ha.cf asks for it as it asked heartbeat: by a line
 * {@code respawn USER …/ipfail}. That program is not started, its work is done by the core. Pure.
 */
final class PingSetup {
    private PingSetup() {}

    static CoreSettings.Pings pings(HaCf haCf) {
        List<String> names = haCf.witnesses().stream().map(HaCf.Witness::name).toList();
        boolean active = asked(haCf) && !incompatible(haCf) && !names.isEmpty();
        return new CoreSettings.Pings(names, haCf.times().deadpingNs(), active);
    }

    /** Whether ipfail is at work; says why not when it was asked for. */
    static boolean ipfail(HaCf haCf, Consumer<LogLine> log) {
        if (asked(haCf) && incompatible(haCf)) {
            log.accept(LogLine.error("auto_failback set to incompatible legacy option."));
            log.accept(LogLine.error("ipfail does nothing: write auto_failback on or off in ha.cf"));
        }
        return pings(haCf).ipfail();
    }

    /** Whether there is a respawn line for ipfail. */
    static boolean asked(HaCf haCf) {
        return haCf.services().ipfail();
    }

    /** heartbeat's ipfail ends at once with auto_failback legacy. */
    static boolean incompatible(HaCf haCf) {
        return haCf.failback() == Failback.LEGACY;
    }
}
