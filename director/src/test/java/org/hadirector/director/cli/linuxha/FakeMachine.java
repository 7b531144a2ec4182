package org.hadirector.director.cli.linuxha;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Function;
import org.hadirector.director.config.Concluded;
import org.hadirector.director.control.ControlClient;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import org.hadirector.director.log.LogLine;
import org.hadirector.heartbeat.config.HaCf;
import org.hadirector.resource.ResourceAgent;
import org.hadirector.resource.ResourceException;
import org.hadirector.resource.ResourceLog;
import org.hadirector.resource.config.ResourceSpec;

/** A machine of settings; what is asked of its daemon and done by hand is remembered. */
final class FakeMachine implements Machine {
    final List<ControlRequest> asked = new ArrayList<>();
    final TreeSet<String> active = new TreeSet<>();
    /** Lines of ha-log. */
    final List<String> logged = new ArrayList<>();

    boolean readsKeys = true;
    /** Answers for the daemon; null when none runs. */
    Function<ControlRequest, ControlReply> daemon;

    /** It is there and says nothing. */
    boolean hangs;

    boolean mayKill = true;
    boolean ranBefore;
    Concluded configuration;
    Path directory = Path.of("/nonexistent");

    @Override
    public String nodeName() {
        return "ha1";
    }

    @Override
    public String version() {
        return "1.2.3";
    }

    @Override
    public Clock clock() {
        return Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    }

    @Override
    public Path configDirectory() {
        return directory;
    }

    @Override
    public Concluded configuration() {
        return configuration;
    }

    @Override
    public boolean readable(Path file) {
        return readsKeys;
    }

    @Override
    public void log(HaCf.Logging where, List<LogLine> lines) {
        lines.forEach(line -> logged.add(line.text()));
    }

    @Override
    public OptionalLong daemonPid() {
        return daemon == null ? OptionalLong.empty() : OptionalLong.of(7);
    }

    @Override
    public boolean daemonRanBefore() {
        return ranBefore;
    }

    @Override
    public ControlReply ask(ControlRequest request) throws IOException {
        asked.add(request);
        if (daemon == null) {
            throw new IOException("no daemon answers");
        }
        if (hangs) {
            throw new ControlClient.SilentDaemonException("the daemon does not answer");
        }
        return daemon.apply(request);
    }

    @Override
    public void startDaemon(boolean reread) {
        daemon = request -> ControlReply.text(0, "");
        ranBefore = true;
    }

    @Override
    public int runDaemon() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void stopDaemon() throws IOException {
        if (!mayKill) {
            throw new AccessDeniedException("pid 7");
        }
        daemon = null;
    }

    @Override
    public ResourceAgent agentByHand(ResourceSpec resource, Concluded concluded, ResourceLog log) {
        return new ResourceAgent() {
            @Override
            public String name() {
                return resource.name();
            }

            @Override
            public void start() throws ResourceException {
                if (resource.script().equals("bad")) {
                    active.add(name()); // half of it
                    throw new ResourceException("bad does not start");
                }
                active.add(name());
            }

            @Override
            public void stop() {
                active.remove(name());
            }

            @Override
            public ResourceStatus monitor() {
                return active.contains(name()) ? ResourceStatus.RUNNING : ResourceStatus.STOPPED;
            }
        };
    }
}
