package org.hadirector.director.golden;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import org.hadirector.director.cli.linuxha.Machine;
import org.hadirector.director.config.Concluded;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import org.hadirector.director.run.AloneNode;
import org.hadirector.resource.ResourceAgent;
import org.hadirector.resource.ResourceLog;
import org.hadirector.resource.config.ResourceSpec;

/** The recorder's machine as commands see it: a daemon runs, alone, once it was started with a good configuration. */
final class ConfigMachine implements Machine {
    private static final long PID = 4711;

    private final GoldenNode node;
    private final Concluded concluded;
    private final Path etc;
    private boolean running;
    private boolean starting;

    ConfigMachine(GoldenNode node, Concluded concluded, Path etc) {
        this.node = node;
        this.concluded = concluded;
        this.etc = etc;
    }

    /** Whether the next question comes while initdead is running. */
    void starting(boolean stillStarting) {
        starting = stillStarting;
    }

    @Override
    public String nodeName() {
        return node.nodeName();
    }

    @Override
    public String version() {
        return "3.0.6";
    }

    @Override
    public Clock clock() {
        return Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    }

    @Override
    public Path configDirectory() {
        return etc;
    }

    @Override
    public Concluded configuration() {
        return concluded;
    }

    @Override
    public boolean readable(Path file) {
        return true; // by root
    }

    @Override
    public OptionalLong daemonPid() {
        return running ? OptionalLong.of(PID) : OptionalLong.empty();
    }

    @Override
    public boolean daemonRanBefore() {
        return running;
    }

    @Override
    public ControlReply ask(ControlRequest request) throws IOException {
        if (!running || !request.verb().equals("cl_status")) {
            throw new IOException("nobody answers " + request.verb());
        }
        return ControlReply.of(AloneNode.tree(concluded.context(), node, starting));
    }

    @Override
    public void startDaemon(boolean reread) {
        running = true;
    }

    @Override
    public int runDaemon() {
        throw new UnsupportedOperationException("no case of config/ runs in the foreground");
    }

    @Override
    public void stopDaemon() {
        running = false;
    }

    @Override
    public ResourceAgent agentByHand(ResourceSpec resource, Concluded configuration, ResourceLog log) {
        throw new UnsupportedOperationException("no case of config/ moves resources by hand");
    }
}
