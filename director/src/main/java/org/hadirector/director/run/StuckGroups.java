package org.hadirector.director.run;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.hadirector.director.log.HeartbeatTexts;
import org.hadirector.director.log.LogLine;

/**
 * What is done about a resource that cannot be stopped. It may be active, so the other node must not start it. Either
 * the node keeps the group and goes on trying ({@code on-stop-failure: keep}), or it reboots at once as heartbeat does
 * ({@code reboot}): the machine's death is the one stop that cannot fail.
 */
final class StuckGroups implements GroupRunner.StuckPolicy {
    private static final List<String> REBOOT = List.of("/sbin/reboot", "-nf");

    private final boolean reboot;
    private final Runnable silence;
    private final Consumer<LogLine> log;
    private final Rebooter rebooter;

    /** Runs the command that reboots the machine. */
    @FunctionalInterface
    interface Rebooter {
        void run(List<String> command) throws IOException;
    }

    /**
     * @param reboot instead of going on
     * @param silence ends every lease: the first act of every emergency
     */
    StuckGroups(boolean reboot, Runnable silence, Consumer<LogLine> log, Rebooter rebooter) {
        this.reboot = reboot;
        this.silence = silence;
        this.log = log;
        this.rebooter = rebooter;
    }

    @Override
    public void stuck(String group, String why) {
        if (!reboot) {
            log.accept(HeartbeatTexts.stuck(group, why));
            return;
        }
        log.accept(HeartbeatTexts.killing());
        silence.run();
        try {
            rebooter.run(REBOOT);
        } catch (IOException e) {
            log.accept(HeartbeatTexts.stuck(group, "and the reboot failed: " + e.getMessage()));
        }
    }
}
