package org.hadirector.director.cli.linuxha;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.OptionalLong;
import org.hadirector.director.config.Concluded;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import org.hadirector.director.log.LogLine;
import org.hadirector.heartbeat.config.HaCf;
import org.hadirector.resource.ResourceAgent;
import org.hadirector.resource.ResourceException;
import org.hadirector.resource.ResourceLog;
import org.hadirector.resource.config.ResourceSpec;

/** The node as a command sees it: its name, its files, its daemon. */
public interface Machine {
    /** {@code uname -n}. */
    String nodeName();

    /** The node that ResourceManager takes for this one: what {@code HA_CURHOST} says, else {@link #nodeName}. */
    default String currentHost() {
        return nodeName();
    }

    /** Of this program. */
    String version();

    /** For the stamps of messages. */
    Clock clock();

    /** Where ha.cf is. */
    Path configDirectory();

    /** All configuration files, read and checked. */
    Concluded configuration();

    /** Whether this user may read the file. */
    boolean readable(Path file);

    /** The daemon's process; empty when none runs. */
    OptionalLong daemonPid();

    /** Whether a daemon ran here since the machine started, and wrote its number down. */
    boolean daemonRanBefore();

    /** Asks the daemon. */
    ControlReply ask(ControlRequest request) throws IOException;

    /**
     * Starts the daemon in the background and waits until it takes part.
     *
     * @param reread by {@code heartbeat -r}: its log does not say that the configuration was validated
     * @throws IOException when it ended instead, with what it said
     */
    void startDaemon(boolean reread) throws IOException;

    /** Runs the daemon in this process until it is told to end; returns its exit code. */
    int runDaemon() throws Exception;

    /**
     * Ends the daemon in good order and waits for its end.
     *
     * @throws AccessDeniedException when this user may not end it
     */
    void stopDaemon() throws IOException;

    /** An agent that works without a daemon, by hand. */
    ResourceAgent agentByHand(ResourceSpec resource, Concluded configuration, ResourceLog log) throws ResourceException;

    /** Appends to the log files of ha.cf; a machine that keeps none has nothing to do. */
    default void log(HaCf.Logging where, List<LogLine> lines) {}
}
