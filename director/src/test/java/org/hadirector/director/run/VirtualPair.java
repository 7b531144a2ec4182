package org.hadirector.director.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hadirector.director.log.LogLine;
import org.hadirector.resource.ResourceException;

/** The two machines of the golden vectors, what is done to them and what they do. One thread. */
public final class VirtualPair implements AutoCloseable {
    private static final long SECOND = 1_000_000_000L;

    private final VirtualTime time = new VirtualTime();
    private final VirtualNet net = new VirtualNet(time);
    private final Map<String, VirtualMachine> machines = new LinkedHashMap<>();
    private final List<VirtualDaemon> daemons = new ArrayList<>();

    /** A script that was run: seconds since the event, path, arguments and verb, environment. */
    public record Called(double atS, String command, Map<String, String> environment) {
        /** The same, counted from that much earlier. */
        public Called later(double seconds) {
            return new Called(atS + seconds, command, environment);
        }
    }

    /** @param root where the machines' files may be */
    public VirtualPair(Path root) throws IOException {
        machines.put("ha1", new VirtualMachine(time, net, "ha1.example", 1, root));
        machines.put("ha2", new VirtualMachine(time, net, "ha2.example", 2, root));
    }

    private VirtualMachine machine(String name) {
        VirtualMachine machine = machines.get(name);
        if (machine == null) {
            throw new IllegalArgumentException("no such machine: " + name);
        }
        return machine;
    }

    /** The machines' short names. */
    public List<String> names() {
        return List.copyOf(machines.keySet());
    }

    /** Writes a file of {@code /etc/ha.d} on one machine. */
    public void file(String name, String file, String text, String mode) throws IOException {
        machine(name).file(file, text, mode);
    }

    /** Changes a file's permissions to these octal digits. */
    public void mode(String name, String file, String mode) throws IOException {
        machine(name).mode(file, mode);
    }

    /** Gives a file another name, in place of the one that had it. */
    public void move(String name, String file, String to) throws IOException {
        machine(name).move(file, to);
    }

    /** An executable in {@code resource.d}. */
    public void script(String name, String script) throws IOException {
        machine(name).script("ha.d/resource.d", script);
    }

    /** A script of rc.d. */
    public void eventScript(String name, String script) throws IOException {
        machine(name).script("ha.d/rc.d", script);
    }

    /** The recording script stands for this one, which the program would do itself. */
    public void record(String name, String script) throws IOException {
        script(name, script);
        machine(name).recorded.add(script);
    }

    /** What rebooted the machine since the last question. */
    public List<String> reboots(String name) {
        List<String> reboots = List.copyOf(machine(name).reboots);
        machine(name).reboots.clear();
        return reboots;
    }

    /** What the recording script does from now on. */
    public void behave(String name, String script, String settings) throws IOException {
        script(name, script);
        machine(name).scripts.set(script, settings);
    }

    /**
     * Starts the daemon; the problems if it refuses.
     *
     * @param reread by {@code heartbeat -r}
     */
    public List<String> start(String name, boolean reread) throws IOException, ResourceException {
        VirtualDaemon daemon = new VirtualDaemon(machine(name));
        machine(name).daemon = daemon;
        daemons.add(daemon);
        return daemon.start(reread);
    }

    /** SIGTERM. */
    public void stop(String name) {
        if (machine(name).daemon != null) {
            machine(name).daemon.leave();
        }
    }

    /** Whether a resource is just being started or stopped, on whichever machine. */
    public boolean moving() {
        return names().stream().anyMatch(name -> machine(name).scripts.moving());
    }

    /** SIGKILL to the daemon; what is active stays so. */
    public void kill(String name) {
        if (machine(name).daemon != null) {
            machine(name).daemon.kill();
        }
    }

    /** The plug is pulled; the machine is there again at once, without a daemon. */
    public void powerOff(String name) {
        kill(name);
        machine(name).restart();
    }

    /** SIGSTOP and SIGCONT. */
    public void freeze(String name, boolean frozen) {
        if (machine(name).daemon != null) {
            machine(name).daemon.stopped(frozen);
        }
    }

    /** Frames of the machine vanish on the link, or no longer. */
    public void cut(String name, String link, boolean now) {
        net.cut(machine(name).name, link, now);
    }

    /** The stations on the LAN do not answer the machine, or do. */
    public void silence(String name, boolean now) {
        net.silence(machine(name).name, now);
    }

    /** What a command says to the daemon's control socket. */
    public void command(String name, String verb, String... arguments) {
        if (machine(name).daemon != null) {
            machine(name).daemon.command(verb, arguments);
        }
    }

    /** The machine as its commands see it. */
    public VirtualShell shell(String name) {
        return new VirtualShell(this, name, machine(name));
    }

    /** Lets time pass. */
    public void pass(double seconds) {
        long untilNs = time.nowNs() + Math.round(seconds * SECOND);
        while (time.step(untilNs)) {
            // what is due until then
        }
    }

    /** Lets time pass until nobody has logged or called anything for so long. */
    public void settle(double quietSeconds, double atMostSeconds) {
        long beginNs = time.nowNs();
        long endNs = beginNs + Math.round(atMostSeconds * SECOND);
        while (time.nowNs() < endNs && time.nowNs() - Math.max(beginNs, lastSignNs()) < quietSeconds * SECOND) {
            pass(0.5);
        }
    }

    private long lastSignNs() {
        long last = 0;
        for (VirtualMachine machine : machines.values()) {
            last = Math.max(last, machine.lastSignNs());
        }
        return last;
    }

    /** Now, in seconds. */
    public double now() {
        return time.nowNs() / (double) SECOND;
    }

    /** The calls of resource scripts on a machine since that moment. */
    public List<Called> calls(String name, double since) {
        return since(machine(name).calls, since);
    }

    /** The runs of scripts of rc.d on a machine since that moment. */
    public List<Called> events(String name, double since) {
        return since(machine(name).events, since);
    }

    private static List<Called> since(List<VirtualScripts.Call> calls, double since) {
        return calls.stream()
                .filter(call -> call.atNs() >= Math.round(since * SECOND))
                .map(call -> new Called(
                        (call.atNs() - Math.round(since * SECOND)) / (double) SECOND,
                        String.join(" ", call.command()),
                        call.environment()))
                .toList();
    }

    /** The lines of a machine's ha-log since that moment. */
    public List<LogLine> log(String name, double since) {
        return machine(name).log.stream()
                .filter(line -> line.atNs() >= Math.round(since * SECOND))
                .map(VirtualMachine.Line::line)
                .toList();
    }

    /** {@code rscstatus R; NAMES}. */
    public String holds(String name) {
        VirtualMachine machine = machine(name);
        return "rscstatus " + (machine.daemon == null ? "-" : machine.daemon.held()) + "; " + machine.held();
    }

    @Override
    public void close() {
        daemons.forEach(VirtualDaemon::kill);
    }
}
