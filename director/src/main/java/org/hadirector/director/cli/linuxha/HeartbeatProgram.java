package org.hadirector.director.cli.linuxha;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.hadirector.director.config.Concluded;
import org.hadirector.director.config.ParameterTable;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import org.hadirector.director.log.HeartbeatTexts;
import org.hadirector.director.log.LogLine;
import org.hadirector.director.log.StartTexts;

/** {@code heartbeat}: starts, stops, asks and reloads the daemon. */
final class HeartbeatProgram {
    private static final String USAGE =
            """

            Usage: heartbeat [-dDkMrRsvWlVf] [-C Current-resource-state]
            \t-C only valid with -R
            \t-r is mutually exclusive with -R""";

    private static final int WRONG_USAGE = 2;
    private static final int NOT_PERMITTED = 4;

    private final Call call;
    private final Machine machine;
    /** What it has said, as lines of ha-log. */
    private final List<LogLine> said = new ArrayList<>();

    HeartbeatProgram(Call call) {
        this.call = call;
        this.machine = call.machine();
    }

    int run() {
        HeartbeatOptions options = HeartbeatOptions.of(call.args());
        options.unknownHoldings()
                .forEach(word -> call.logged("ERROR", "encode_resources: bad resource type [" + word + "]"));
        if (!options.usable()) {
            options.errors().forEach(error -> call.err().println(call.path() + ": " + error));
            call.err().println(USAGE);
            return WRONG_USAGE;
        }
        try {
            int exit = carryOut(options);
            if (options.has('d') && !starts(options)) {
                long pid = ProcessHandle.current().pid();
                call.logged("debug", "Exiting from pid " + pid + " [rc=" + exit + "]");
            }
            return exit;
        } catch (IOException e) {
            call.err().println("ERROR: " + e.getMessage());
            return 1;
        }
    }

    private static boolean starts(HeartbeatOptions options) {
        return List.of('D', 'V', 'k', 's').stream().noneMatch(options::has);
    }

    private int carryOut(HeartbeatOptions options) throws IOException {
        if (options.has('D')) {
            call.out().print(ParameterTable.defaults());
            return 0;
        }
        if (options.has('V')) {
            return call.say(machine.version());
        }
        if (options.has('k')) {
            return stop();
        }
        if (options.has('s')) {
            return status();
        }
        if (options.has('M')) {
            call.err().println("ERROR: a node that manages no resources is of no use here; stop it with -k instead.");
            return WRONG_USAGE;
        }
        OptionalLong running = machine.daemonPid();
        if (options.has('R')) {
            call.err()
                    .println(
                            running.isPresent()
                                    ? "ERROR: Heartbeat already running [pid " + running.getAsLong() + "]."
                                    : "ERROR: heartbeat is not running.");
            return running.isPresent() ? 1 : StartTexts.NOT_CONFIGURED;
        }
        if (options.has('r') && running.isPresent()) {
            return reload(running.getAsLong());
        }
        return start(options, running);
    }

    /** LSB's codes: 1 when a daemon ran here and wrote its number down, 3 when none did. */
    private int status() {
        OptionalLong pid = machine.daemonPid();
        if (pid.isPresent()) {
            String node = machine.nodeName().toLowerCase(Locale.ROOT);
            return call.say(
                    "heartbeat OK [pid " + pid.getAsLong() + " et al] is running on " + node + " [" + node + "]...");
        }
        call.say("heartbeat is stopped. No process");
        return machine.daemonRanBefore() ? 1 : 3;
    }

    private int stop() throws IOException {
        OptionalLong pid = machine.daemonPid();
        if (pid.isEmpty()) {
            call.err().println("INFO: Heartbeat already stopped.");
            return 0;
        }
        try {
            machine.stopDaemon();
        } catch (AccessDeniedException e) {
            call.err().println("ERROR: Could not kill pid " + pid.getAsLong() + " : Operation not permitted");
            return NOT_PERMITTED;
        }
        return 0;
    }

    private int reload(long pid) throws IOException {
        Concluded concluded = machine.configuration();
        if (concluded.usable()) {
            say(LogLine.info("Pacemaker support: false"));
        }
        StartTexts.reread(concluded.problems()).forEach(this::say);
        say(LogLine.info(
                concluded.usable()
                        ? "Signalling heartbeat pid " + pid + " to reread config files"
                        : "Config errors: Heartbeat pid " + pid + " NOT restarted"));
        log(concluded);
        // A daemon that is to read broken files keeps what it has, and journals why.
        ControlReply reply = machine.ask(new ControlRequest("reload"));
        if (concluded.usable()) {
            call.err().print(reply.err());
        }
        return reply.exit() == 0 || reply.exit() == NOT_PERMITTED ? reply.exit() : 1;
    }

    private int start(HeartbeatOptions options, OptionalLong running) throws IOException {
        if (!machine.readable(keys())) {
            say(LogLine.error("Cannot open keyfile [" + keys() + "].  Stop."));
            say(LogLine.error("Authentication configuration error."));
            say(LogLine.error("Configuration error, heartbeat not started."));
            return NOT_PERMITTED;
        }
        Concluded concluded = machine.configuration();
        if (concluded.usable()) {
            say(LogLine.info("Pacemaker support: false"));
        }
        StartTexts.lines(concluded.problems()).forEach(this::say);
        if (!concluded.usable()) {
            log(concluded);
            return StartTexts.NOT_CONFIGURED;
        }
        if (!options.has('r')) { // -r of a daemon that does not run starts it without these
            HeartbeatTexts.validated(machine.version()).forEach(this::say);
        }
        if (options.has('v')) {
            call.out()
                    .print(ConfigurationListing.of(
                            machine.nodeName(), concluded.context().haCf()));
        }
        if (running.isPresent()) {
            say(LogLine.info("heartbeat: already running [pid " + running.getAsLong() + "]."));
            log(concluded);
            return 0;
        }
        if (options.has('f')) {
            return foreground();
        }
        machine.startDaemon(options.has('r'));
        return 0;
    }

    private void say(LogLine line) {
        call.logged(line.priority(), line.text());
        said.add(line);
    }

    /**
     * As the original's, it writes to ha-log itself, unless a daemon comes that says the same there. Who may not read
     * the keys is not root, and may not write there either.
     */
    private void log(Concluded concluded) {
        if (machine.readable(keys())) {
            machine.log(concluded.context().haCf().logging(), said);
        }
    }

    private Path keys() {
        return machine.configDirectory().resolve("authkeys");
    }

    private int foreground() throws IOException {
        try {
            return machine.runDaemon();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        }
    }
}
