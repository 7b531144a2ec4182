package org.hadirector.director.cli.linuxha;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.hadirector.heartbeat.config.HaCf;

/**
 * {@code /etc/init.d/heartbeat}. A restart need not wait as the original's did (deadtime and ten seconds more): a stop
 * ends when the other node has taken over.
 */
final class InitScript {
    /** Not a neighbour of the script; its warnings name it. */
    private static final String RESOURCE_MANAGER = "/usr/share/heartbeat/ResourceManager";

    private final Call call;

    InitScript(Call call) {
        this.call = call;
    }

    int run() {
        Path haCf = call.machine().configDirectory().resolve("ha.cf");
        if (!java.nio.file.Files.isRegularFile(haCf)) {
            call.out().print("Heartbeat not configured: " + haCf + " not found.");
            failure(1);
            return 0;
        }
        String verb = call.args().isEmpty() ? "" : call.args().get(0);
        return switch (verb) {
            case "start" -> spaced(start());
            case "stop" -> spaced(stop());
            case "status" -> heartbeat(call.out(), "-s");
            case "restart" -> restart();
            case "reload", "force-reload" -> spaced(reload());
            case "standby" -> standby();
            default -> usage(); // standby is not in it, as in Debian's script
        };
    }

    private int usage() {
        call.say("Usage: " + call.path() + " {start|stop|status|restart|reload|force-reload}");
        return 1;
    }

    private int spaced(int exit) {
        call.out().println();
        return exit;
    }

    private int heartbeat(PrintStream into, String... words) {
        return new HeartbeatProgram(call.other("heartbeat", into, words)).run();
    }

    private int done() {
        return call.say("Done.");
    }

    private int failure(int exit) {
        call.say(" Heartbeat failure [rc=" + exit + "]. Failed.");
        return exit;
    }

    private int start() {
        call.out().print("Starting High-Availability services: ");
        new ResourceManager(
                        new Call(RESOURCE_MANAGER, List.of("verifyallidle"), call.machine(), call.out(), call.err()))
                .run();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream quiet = new PrintStream(said, true, StandardCharsets.UTF_8);
        Call silent = new Call(call.path(), call.args(), call.machine(), quiet, quiet);
        int exit = new HeartbeatProgram(silent.other("heartbeat", quiet)).run();
        if (exit == 0) {
            return done();
        }
        failure(exit);
        call.out().println();
        call.out().print(said.toString(StandardCharsets.UTF_8));
        return exit;
    }

    private int stop() {
        call.out().print("Stopping High-Availability services: ");
        PrintStream nobody = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        Call silent = new Call(call.path(), call.args(), call.machine(), nobody, nobody);
        int exit = new HeartbeatProgram(silent.other("heartbeat", nobody, "-k")).run();
        return exit == 0 ? done() : failure(exit);
    }

    private int restart() {
        int exit = spaced(stop());
        if (exit != 0) {
            return exit;
        }
        call.out().print("Waiting to allow resource takeover to complete:");
        done();
        call.out().println();
        return spaced(start());
    }

    private int reload() {
        call.out().print("Reloading High-Availability services: ");
        int exit = heartbeat(call.out(), "-r");
        return exit == 0 ? done() : failure(exit);
    }

    private int standby() {
        HaCf haCf = call.machine().configuration().context().haCf();
        String failback = haCf.parameter("auto_failback") == null
                ? ""
                : haCf.parameter("auto_failback").strip();
        if (failback.contains("legacy") || failback.isEmpty()) {
            String word = failback.isEmpty() ? "defaulted" : "is set";
            call.say("auto_failback " + word + " to legacy.  Cannot enter standby.");
            return 1;
        }
        call.say("auto_failback: " + failback);
        if (call.machine().daemonPid().isEmpty()) {
            call.say("Heartbeat is not currently running.");
            return 1;
        }
        call.out().print("Attempting to enter standby mode");
        int exit = MovePrograms.standby(call.other("hb_standby", call.out()));
        return exit == 0 ? done() : failure(exit);
    }
}
