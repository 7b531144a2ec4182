package org.hadirector.director.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hadirector.linux.Commands;

/**
 * A standing lab: runs things on its hosts, kills and restarts its directors, pulls its cables. What it starts is
 * written into the lab's record.
 */
public final class Lab {
    private static final String PID_FILE = "director.pid";
    private static final String DIRECTOR = "director";
    private static final String WEB = "web";
    private static final String SERIAL_CABLE = "serial-cable";
    private static final Duration PORTS = Duration.ofSeconds(20);

    private final ProcessKeeper keeper = new ProcessKeeper();
    private final DirectorProgram program;
    private LabState state;

    Lab(LabState state, DirectorProgram program) {
        this.state = state;
        this.program = program;
    }

    /**
     * The lab that stands in {@code dir}.
     *
     * @throws IOException when there is none
     */
    public static Lab open(Path dir, DirectorProgram program) throws IOException {
        LabState state = LabState.load(dir)
                .orElseThrow(() -> new IOException("no lab in " + dir + ": make one with `director lab up`"));
        return new Lab(state, program);
    }

    public LabPlan plan() {
        return state.plan();
    }

    public synchronized List<LabProcess> processes() {
        return state.processes();
    }

    public boolean alive(LabProcess process) {
        return keeper.alive(process);
    }

    /** The words that run {@code command} on a host: in its network, under its host name, as the same process. */
    public List<String> inside(LabHost host, List<String> command) {
        List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", plan().namespace(host)));
        words.addAll(List.of("unshare", "--uts", "sh", "-c", "hostname \"$0\" && exec \"$@\"", host.name()));
        words.addAll(environment(host));
        words.addAll(command);
        return words;
    }

    /**
     * {@code director} is found everywhere, and what it remembers of a host is the lab's: this machine may be a
     * director or a real server itself. On a director {@code director status} and the like find its own daemon.
     */
    private List<String> environment(LabHost host) {
        List<String> words = new ArrayList<>(List.of("env", "HA_DIRECTOR_STATE=" + plan().stateDir(host)));
        if (host.role() == LabHost.Role.DIRECTOR) {
            words.addAll(
                    List.of("HA_DIRECTOR_CONFIG=" + plan().configDir(host), "HA_DIRECTOR_RUN=" + plan().runDir(host)));
            plan().hosts().stream()
                    .filter(other -> other.role() == LabHost.Role.DIRECTOR && !other.equals(host))
                    .findFirst()
                    .ifPresent(peer -> words.add("HA_DIRECTOR_PEER_STATE=" + plan().stateDir(peer)));
        }
        Path launcher = Path.of(program.words().get(0));
        if (launcher.endsWith("director")) {
            words.add("PATH=" + launcher.getParent() + ":"
                    + System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"));
        }
        return words;
    }

    /** Runs a command on a host to its end and returns its output; failing is an exception. */
    public String run(LabHost host, List<String> command) throws IOException {
        return Commands.run(inside(host, command));
    }

    /** Runs {@code director WORDS…} on a host. */
    public String director(LabHost host, String... words) throws IOException {
        return run(host, program.with(words));
    }

    public synchronized void startDirector(LabHost host) throws IOException {
        startDirector(host, Map.of());
    }

    /** @param environment what the daemon gets beside the lab's own variables */
    public synchronized void startDirector(LabHost host, Map<String, String> environment) throws IOException {
        List<String> words = new ArrayList<>(List.of("env"));
        environment.forEach((name, value) -> words.add(name + "=" + value));
        words.addAll(program.daemon(plan(), host));
        start(DIRECTOR, host, words, plan().logDir(host).resolve("daemon.out"));
    }

    /** Starts both. */
    public void startDirectors() throws IOException {
        for (LabHost host : plan().hosts(LabHost.Role.DIRECTOR)) {
            startDirector(host);
        }
    }

    /** kill -9 of a director's process; returns the monotonic time of the signal. */
    public synchronized long killDirector(LabHost host) throws IOException {
        LabProcess process = running(DIRECTOR, host);
        long killedNs = keeper.kill(process);
        forgetWhenGone(process);
        return killedNs;
    }

    /** SIGSTOP to a director's process: it says and does nothing more. */
    public synchronized void freezeDirector(LabHost host) throws IOException {
        Commands.run("kill", "-STOP", Long.toString(running(DIRECTOR, host).pid()));
    }

    /** SIGTERM to a director's process; returns the monotonic time of the signal once the process has gone. */
    public synchronized long stopDirector(LabHost host, Duration atMost) throws IOException {
        LabProcess process = running(DIRECTOR, host);
        long stoppedNs = keeper.terminate(process);
        if (!keeper.awaitDeath(process, atMost)) {
            throw new IOException(
                    "director of " + host.name() + " (pid " + process.pid() + ") did not end in " + atMost);
        }
        remember(state.without(process));
        return stoppedNs;
    }

    /** Whether the lab's director process on that host lives. */
    public boolean directorAlive(LabHost host) {
        return directorProcess(host).isPresent();
    }

    /** The living director process of a host. */
    public synchronized Optional<LabProcess> directorProcess(LabHost host) {
        return state.find(DIRECTOR, host.name()).filter(keeper::alive);
    }

    /**
     * Whether the daemon lives that last wrote its process id on a host. Unlike {@link #directorAlive} it waits for
     * nobody who starts or ends a process meanwhile.
     */
    public boolean daemonLives(LabHost host) {
        try {
            String pid = Files.readString(plan().runDir(host).resolve(PID_FILE)).strip();
            return ProcStat.of(Long.parseLong(pid)).filter(stat -> !stat.dead()).isPresent();
        } catch (IOException | NumberFormatException noDaemon) {
            return false;
        }
    }

    public synchronized void startWeb(LabHost host, WebServer server) throws IOException {
        Path www = Files.createDirectories(plan().wwwDir(host));
        Files.writeString(www.resolve("index.html"), LabPlan.page(host));
        Path work = Files.createDirectories(plan().hostDir(host));
        List<String> command = asIfElsewhere();
        command.addAll(server.command(www, work));
        start(WEB, host, command, plan().logDir(host).resolve("web.out"));
    }

    /**
     * Before a command that stands for another machine or a wire: it comes before all ordinary programs. A load that is
     * to trouble the directors would otherwise trouble it first, and much more, since their threads are urgent.
     */
    private static List<String> asIfElsewhere() {
        return new ArrayList<>(List.of("chrt", "--fifo", "1"));
    }

    public synchronized boolean webAlive(LabHost host) {
        return state.find(WEB, host.name()).filter(keeper::alive).isPresent();
    }

    /** The web server of a real server dies; returns the monotonic time of the signal. */
    public synchronized long killWeb(LabHost host) throws IOException {
        LabProcess process = running(WEB, host);
        long killedNs = System.nanoTime();
        // A server with workers: all of its session die, the one that listens first.
        for (long pid : session(process)) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
        forgetWhenGone(process);
        return killedNs;
    }

    /** Joins the directors by a serial cable: a closed end hangs up the other one, as DTR does. */
    public synchronized void plugSerialCable() throws IOException {
        Path script = plan().dir().resolve("serial-cable.py");
        try (InputStream in = Lab.class.getResourceAsStream("serial-cable.py")) {
            Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
        }
        // In the namespace of the wires, where `lab down` finds it whatever happens to the record.
        List<String> command = asIfElsewhere();
        command.addAll(List.of("ip", "netns", "exec", plan().lanNamespace(), "python3", script.toString()));
        plan().hosts(LabHost.Role.DIRECTOR)
                .forEach(host -> command.add(plan().serialPort(host).toString()));
        Path said = plan().dir().resolve("serial-cable.out");
        LabProcess cable = keeper.start(SERIAL_CABLE, "", command, said);
        remember(state.with(cable));
        boolean there = Patience.until(PORTS, () -> plan().hosts(LabHost.Role.DIRECTOR).stream()
                .allMatch(host -> Files.exists(plan().serialPort(host))));
        if (!there) {
            // what it said is told here: the file goes with the lab that did not come to stand
            throw new IOException("the serial cable's ends did not appear within " + PORTS.toSeconds() + " s: "
                    + Files.readString(said).strip());
        }
    }

    /** Pulls the serial cable at both ends: the ports vanish, as those of unplugged adapters do. */
    public synchronized void pullSerialCable() throws IOException {
        LabProcess cable = state.find(SERIAL_CABLE, "")
                .filter(keeper::alive)
                .orElseThrow(() -> new IOException("the lab's serial cable is not plugged"));
        keeper.kill(cable);
        forgetWhenGone(cable);
        for (LabHost host : plan().hosts(LabHost.Role.DIRECTOR)) {
            Files.deleteIfExists(plan().serialPort(host));
        }
    }

    public synchronized boolean serialCablePlugged() {
        return state.find(SERIAL_CABLE, "").filter(keeper::alive).isPresent();
    }

    /** Pulls ({@code false}) or plugs the heartbeat cable between the directors' eth1. */
    public void heartbeatCable(boolean plugged) throws IOException {
        for (List<String> command : new LabNetwork(plan()).heartbeatCable(plugged)) {
            Commands.run(command);
        }
    }

    /** A node without power keeps no service address: those with a lifetime go. */
    public void forgetAddresses(LabHost host) throws IOException {
        run(host, List.of("ip", "addr", "flush", "dev", "eth0", "dynamic"));
    }

    /** Pulls ({@code false}) or plugs the LAN cable of a host. */
    public void lanCable(LabHost host, boolean plugged) throws IOException {
        for (List<String> command : new LabNetwork(plan()).lanCable(host, plugged)) {
            Commands.run(command);
        }
    }

    /**
     * Divides the LAN between the directors ({@code true}) or joins it again; both keep all others and their carrier.
     */
    public void lanInTwo(boolean divided) throws IOException {
        for (List<String> command : new LabNetwork(plan()).lanInTwo(divided)) {
            Commands.run(command);
        }
    }

    private void start(String label, LabHost host, List<String> command, Path log) throws IOException {
        Optional<LabProcess> running = state.find(label, host.name()).filter(keeper::alive);
        if (running.isPresent()) {
            throw new IOException(label + " of " + host.name() + " runs already (pid "
                    + running.get().pid() + ")");
        }
        Files.createDirectories(log.getParent());
        remember(state.with(keeper.start(label, host.name(), inside(host, command), log)));
    }

    private LabProcess running(String label, LabHost host) throws IOException {
        return state.find(label, host.name())
                .filter(keeper::alive)
                .orElseThrow(() -> new IOException("no " + label + " runs on " + host.name()));
    }

    private void forgetWhenGone(LabProcess process) throws IOException {
        if (!keeper.awaitDeath(process, PORTS)) {
            throw new IOException(process.label() + " (pid " + process.pid() + ") survived SIGKILL");
        }
        remember(state.without(process));
    }

    private void remember(LabState changed) throws IOException {
        state = changed;
        state.save();
    }

    private static List<Long> session(LabProcess leader) {
        List<Long> pids = new ArrayList<>();
        pids.add(leader.pid());
        ProcessHandle.of(leader.pid())
                .ifPresent(handle -> handle.descendants().forEach(child -> pids.add(child.pid())));
        return pids;
    }
}
