package org.hadirector.director.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hadirector.director.control.ControlClient;
import org.hadirector.director.control.ControlRequest;
import org.hadirector.director.lab.Lab;
import org.hadirector.director.lab.LabHost;
import org.hadirector.director.lab.LabPlan;
import org.hadirector.director.lab.LabStatus;
import org.hadirector.director.lab.Patience;
import org.hadirector.linux.Commands;
import org.hadirector.linux.NetworkNamespace;

/**
 * What faults can do to a lab. Whatever is broken registers its remedy first, so {@link #mend} puts everything back, in
 * reverse order, however far a fault came.
 */
final class FaultWorld {
    private static final String TABLE = "faults";
    private static final Duration END = Duration.ofSeconds(20);

    private final Lab lab;
    private final LabHost owner;
    private final Random random;
    private final Deque<Remedy> remedies = new ArrayDeque<>();
    final Halves halves = new Halves();

    /**
     * @param owner the director that serves now
     * @param random where a fault leaves something to chance
     */
    FaultWorld(Lab lab, LabHost owner, Random random) {
        this.lab = lab;
        this.owner = owner;
        this.random = random;
    }

    /** Puts one thing back. */
    @FunctionalInterface
    private interface Remedy {
        void apply() throws IOException;
    }

    LabHost owner() {
        return owner;
    }

    LabHost standby() {
        return lab.plan().peerOf(owner);
    }

    Lab lab() {
        return lab;
    }

    Random random() {
        return random;
    }

    /** Undoes everything; goes on when one remedy fails and tells of the first that did. */
    void mend() throws IOException {
        IOException first = null;
        while (!remedies.isEmpty()) {
            try {
                remedies.pop().apply();
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    void hold(Duration time) {
        long untilNs = System.nanoTime() + time.toNanos();
        Patience.until(time.plusSeconds(1), () -> System.nanoTime() - untilNs >= 0);
    }

    /** Holds a number of deadtimes. */
    void holdDeadtimes(double times) {
        hold(Duration.ofNanos((long) (lab.plan().timing().deadtimeDuration().toNanos() * times)));
    }

    void kill(LabHost host) throws IOException {
        remedies.push(() -> startAgain(host));
        lab.killDirector(host);
    }

    /** Ends a daemon in order; starting it again is up to the fault, or to the mending. */
    void stop(LabHost host) throws IOException {
        remedies.push(() -> startAgain(host));
        lab.stopDirector(host, END);
    }

    /** Until a daemon that was started says how it is. */
    void awaitAnswer(LabHost host) throws IOException {
        if (!Patience.until(END, () -> LabStatus.nodeStatus(lab, host).isPresent())) {
            throw new IOException("the daemon on " + host.name() + " does not answer after its start");
        }
    }

    void awaitHealthy() throws IOException {
        if (!LabStatus.awaitSettled(lab, END)) {
            throw new IOException(
                    "the pair is not healthy:\n" + LabStatus.of(lab).text());
        }
    }

    void startAgain(LabHost host) throws IOException {
        if (!lab.directorAlive(host)) {
            lab.startDirector(host);
        }
    }

    /** A daemon that was ended lives by another wall clock from now on; the next start brings the machine's back. */
    void startBy(WallClock clock, LabHost host) throws IOException {
        remedies.push(() -> {
            awaitHealthy(); // or nobody could take what this one gives
            lab.stopDirector(host, END);
            lab.startDirector(host);
        });
        lab.startDirector(host, clock.environment());
        awaitAnswer(host);
    }

    void pause(LabHost host, Duration time) throws IOException {
        Stopped stopped = freeze(host);
        hold(time);
        stopped.resume();
    }

    /** A stopped process that will be continued. */
    @FunctionalInterface
    interface Stopped {
        void resume() throws IOException;
    }

    /** SIGSTOP until resumed. */
    Stopped freeze(LabHost host) throws IOException {
        String pid = pid(host);
        Stopped stopped = () -> Commands.run("kill", "-CONT", pid);
        remedies.push(stopped::resume);
        Commands.run("kill", "-STOP", pid);
        return stopped;
    }

    private String pid(LabHost host) throws IOException {
        return String.valueOf(lab.directorProcess(host)
                .orElseThrow(() -> new IOException("no director runs on " + host.name()))
                .pid());
    }

    void heartbeatCable(boolean plugged) throws IOException {
        remedies.push(() -> lab.heartbeatCable(true));
        lab.heartbeatCable(plugged);
    }

    void serialCable(boolean plugged) throws IOException {
        remedies.push(() -> {
            if (!lab.serialCablePlugged()) {
                lab.plugSerialCable();
            }
        });
        if (!plugged) {
            lab.pullSerialCable();
        } else if (!lab.serialCablePlugged()) {
            lab.plugSerialCable();
        }
    }

    void lanCable(LabHost host, boolean plugged) throws IOException {
        remedies.push(() -> lab.lanCable(host, true));
        lab.lanCable(host, plugged);
    }

    void lanInTwo(boolean divided) throws IOException {
        remedies.push(() -> lab.lanInTwo(false));
        lab.lanInTwo(divided);
        halves.divided(divided, System.nanoTime());
    }

    /**
     * A rule of nftables in the middle of the wires, on what comes in at a port.
     *
     * @param port a port of the wires' namespace, such as {@code hb-ha1}
     * @param statement such as {@code drop}
     */
    void onWire(String port, String statement) throws IOException {
        filter("ingress", port, statement);
    }

    /** The port of a director's heartbeat interface or of a host's LAN interface, cut in both ways; carrier stays. */
    void silence(String port) throws IOException {
        filter("ingress", port, "drop");
        filter("egress", port, "drop");
    }

    private void filter(String hook, String port, String statement) throws IOException {
        String chain = hook + "-" + port;
        remedies.push(() -> wires("sh", "-c", "nft delete table netdev " + TABLE + " 2>/dev/null || true"));
        wires("nft", "add", "table", "netdev", TABLE);
        wires(
                "nft",
                "add chain netdev %s %s { type filter hook %s device %s priority 0; }"
                        .formatted(TABLE, chain, hook, port));
        wires("nft", "add rule netdev %s %s %s".formatted(TABLE, chain, statement));
    }

    /** Runs a command in the namespace of the wires. */
    void wires(String... words) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("ip", "netns", "exec", lab.plan().lanNamespace()));
        command.addAll(List.of(words));
        Commands.run(command);
    }

    /** Another station of the LAN has the service address too. */
    void stranger() throws IOException {
        String address = LabPlan.VIP + "/32";
        remedies.push(() -> wires("ip", "addr", "del", address, "dev", "br0"));
        wires("ip", "addr", "add", address, "dev", "br0");
    }

    /** Frames between the heartbeat interfaces arrive late by chance, and so out of order. */
    void delays(Duration atMost) throws IOException {
        List<String> ports = lab.plan().hosts(LabHost.Role.DIRECTOR).stream()
                .map(host -> "hb-" + host.name())
                .toList();
        for (String port : ports) {
            remedies.push(() -> wires("ip", "link", "set", port, "master", "br1"));
            wires("ip", "link", "set", port, "nomaster");
        }
        SlowWire wire =
                new SlowWire(NetworkNamespace.existing(lab.plan().lanNamespace()), ports, atMost, random.nextLong());
        remedies.push(wire::close);
        wire.start();
    }

    /** The port of the wires behind which a director's heartbeat interface is. */
    static String heartbeatPort(LabHost host) {
        return "hb-" + host.name();
    }

    /** What both nodes say on the heartbeat cable, for that time. */
    FrameTape tape(Duration time) throws IOException {
        List<String> ports = lab.plan().hosts(LabHost.Role.DIRECTOR).stream()
                .map(FaultWorld::heartbeatPort)
                .toList();
        return FrameTape.record(
                NetworkNamespace.existing(lab.plan().lanNamespace()),
                ports,
                frame -> BeatFrame.is(frame, LabPlan.HEARTBEAT_PORT),
                time);
    }

    /** A node hears what its peer said on a tape, again and again until the mending. */
    FramePlayer play(FrameTape tape, LabHost to, double perSecond) throws IOException {
        FramePlayer player = new FramePlayer(
                NetworkNamespace.existing(lab.plan().lanNamespace()),
                heartbeatPort(to),
                tape.of(heartbeatPort(lab.plan().peerOf(to))),
                perSecond);
        remedies.push(player::close);
        return player.start();
    }

    /** Processor time that a node's daemon has used since its start. */
    Duration processorTime(LabHost host) throws IOException {
        return ProcessHandle.of(Long.parseLong(pid(host)))
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow(() -> new IOException("no processor time of the daemon on " + host.name()));
    }

    /** Processes that burn a processor each. */
    void hogs(int count) throws IOException {
        burn(count, "while :; do :; done");
    }

    /** Processes that fill half a gigabyte each, again and again. */
    void memoryHogs(int count) throws IOException {
        // Without a line end tail has to keep it all.
        burn(count, "while :; do head -c 512M /dev/zero | tail -n 1 >/dev/null; done");
    }

    private void burn(int count, String script) throws IOException {
        for (int i = 0; i < count; i++) {
            Process hog = new ProcessBuilder("sh", "-c", script).start();
            remedies.push(() -> {
                List<ProcessHandle> children = hog.descendants().toList();
                hog.destroyForcibly();
                children.forEach(ProcessHandle::destroyForcibly);
            });
        }
    }

    /** The JVM collects all its garbage now. */
    void collectGarbage(LabHost host) throws IOException {
        Commands.run(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), pid(host), "GC.run");
    }

    /** The state directory of a director that does not run becomes a small disk of its own. */
    void smallDisk(LabHost host) throws IOException {
        Path state = lab.plan().stateDir(host);
        remedies.push(() -> Commands.run("umount", "--lazy", state.toString()));
        Commands.run("mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "lab-disk", state.toString());
    }

    void fillDisk(LabHost host) throws IOException {
        Path filler = lab.plan().stateDir(host).resolve("filler");
        remedies.push(() -> Files.deleteIfExists(filler));
        Commands.run("sh", "-c", "cat /dev/zero >\"$0\" 2>/dev/null || true", filler.toString());
    }

    /**
     * The state directory of a director that does not run becomes a disk of its own whose kernel makes it read-only at
     * the first error: also for files that are open, which no mount option does.
     */
    void failingDisk(LabHost host) throws IOException {
        Path state = lab.plan().stateDir(host);
        Path image = Files.createTempFile(lab.plan().dir(), "disk", ".img");
        remedies.push(() -> Files.deleteIfExists(image));
        Commands.run("truncate", "-s", "16M", image.toString());
        Commands.run("mkfs.ext4", "-q", image.toString());
        remedies.push(() -> Commands.run("umount", "--lazy", state.toString()));
        Commands.run("mount", "-o", "loop,errors=remount-ro", image.toString(), state.toString());
    }

    /** A failing disk's kernel finds an error on it. */
    void readOnlyDisk(LabHost host) throws IOException {
        String device = Commands.run(
                        "findmnt",
                        "--noheadings",
                        "--output",
                        "SOURCE",
                        lab.plan().stateDir(host).toString())
                .strip();
        Path trigger = Path.of("/sys/fs/ext4", Path.of(device).getFileName().toString(), "trigger_fs_error");
        Files.writeString(trigger, "made by director faults\n");
        Path trial = lab.plan().stateDir(host).resolve("trial");
        try {
            Files.writeString(trial, "");
        } catch (IOException readOnly) {
            return;
        }
        throw new IOException(device + " still takes writes");
    }

    /** Another text in a configuration file of one node; read at its next start. */
    void file(LabHost host, String name, String text) throws IOException {
        Path path = lab.plan().configDir(host).resolve(name);
        String before = Files.readString(path);
        remedies.push(() -> Files.writeString(path, before));
        Files.writeString(path, text);
    }

    /** Operators of both nodes who give orders at random until the mending. */
    void operators() {
        AtomicBoolean enough = new AtomicBoolean();
        remedies.push(() -> enough.set(true));
        Random chance = new Random(random.nextLong());
        Thread thread = new Thread(
                () -> {
                    while (!enough.get()) {
                        operator(
                                chance.nextBoolean() ? owner : standby(),
                                chance.nextBoolean() ? "standby" : "takeover");
                        hold(Duration.ofMillis(20 + chance.nextInt(180)));
                    }
                },
                "operators");
        thread.setDaemon(true);
        thread.start();
    }

    /** An operator's word, whatever the daemon says to it. */
    void operator(LabHost host, String verb) {
        Thread thread = new Thread(
                () -> {
                    try {
                        ControlClient.call(lab.plan().runDir(host), new ControlRequest(verb, "all"));
                    } catch (IOException refusedOrDead) {
                        // Either is an answer: the fault is about what the pair does next.
                    }
                },
                "operator");
        thread.setDaemon(true);
        thread.start();
    }
}
