package org.hadirector.director.fence;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hadirector.resource.agent.ScriptRun;

/**
 * Reboots the node by ssh, as cluster-glue's {@code ssh}: for tests only, because a node that hangs or is cut off
 * cannot be reached so. Confirmed by the machine no longer answering on its ssh port.
 */
final class SshDevice implements FenceDevice {
    private static final List<String> SSH = List.of(
            "ssh",
            "-q",
            "-x",
            "-n",
            "-o",
            "BatchMode=yes",
            "-o",
            "ConnectTimeout=5",
            "-o",
            "StrictHostKeyChecking=no",
            "-l",
            "root");
    private static final String REBOOT = "(sleep 1; /sbin/reboot -nf) </dev/null >/dev/null 2>&1 &";
    private static final int GONE = 255;
    private static final int QUESTIONS = 20;

    private final HostList hosts;
    private final Duration timeout;

    SshDevice(String parameters, Duration timeout) {
        this.hosts = new HostList(parameters);
        this.timeout = timeout;
    }

    @Override
    public String description() {
        return "ssh STONITH device";
    }

    @Override
    public boolean canReset(String host) {
        return hosts.contains(host);
    }

    @Override
    public Outcome fence(String host) throws IOException {
        ScriptRun order = run(host, REBOOT);
        if (order.status() != 0) {
            return new Outcome(Verdict.FAILED, "ssh " + host + ": exit " + order.status());
        }
        for (int i = 0; i < QUESTIONS; i++) {
            // sleeps on the other side: the question ends early when the machine does
            if (run(host, "sleep 2").status() == GONE) {
                return new Outcome(Verdict.DONE, "ssh");
            }
        }
        return new Outcome(Verdict.FAILED, "ssh " + host + ": still answers after the order to reboot");
    }

    private ScriptRun run(String host, String command) throws IOException {
        List<String> words = new java.util.ArrayList<>(SSH);
        words.add(host);
        words.add(command);
        return ScriptRun.of(words, Map.of(), "", timeout);
    }
}
