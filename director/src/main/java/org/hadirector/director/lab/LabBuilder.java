package org.hadirector.director.lab;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hadirector.linux.Commands;
import org.hadirector.linux.Libc;

/** Makes a lab from its plan and removes it again. Removing is idempotent and copes with a half-made one. */
public final class LabBuilder {
    private static final Path NAMESPACES = Path.of("/run/netns");

    private final DirectorProgram program;
    private final WebServer webServer;

    public LabBuilder(DirectorProgram program, WebServer webServer) {
        this.program = program;
        this.webServer = webServer;
    }

    /**
     * Makes the lab: network, cables, real servers, configurations; and starts both directors unless told not to. When
     * a step fails, everything made so far is removed again.
     *
     * @throws IOException naming the step that failed, or the lab that stands there already
     */
    public Lab up(LabPlan plan, boolean withDirectors) throws IOException {
        if (Libc.geteuid() != 0) {
            throw new IOException("a lab is made of network namespaces: run this as root");
        }
        refuseWhatIsThere(plan);
        Files.createDirectories(plan.dir());
        Files.setPosixFilePermissions(plan.dir(), PosixFilePermissions.fromString("rwxr-xr-x"));
        LabState state = new LabState(plan, List.of());
        state.save();
        try {
            Lab lab = new Lab(state, program);
            names(plan);
            network(plan);
            realServers(lab);
            lab.plugSerialCable();
            for (LabHost host : plan.hosts(LabHost.Role.DIRECTOR)) {
                configure(plan, host);
            }
            if (withDirectors) {
                lab.startDirectors();
            }
            return lab;
        } catch (IOException | RuntimeException failed) {
            try {
                down(plan.dir());
            } catch (IOException alsoFailed) {
                failed.addSuppressed(alsoFailed);
            }
            throw failed;
        }
    }

    /**
     * Removes the lab that stands in {@code dir}: its processes, its namespaces, its files.
     *
     * @return false when there was none
     * @throws IOException when something could not be removed; the record stays, so that it can be tried again
     */
    public static boolean down(Path dir) throws IOException {
        Optional<LabState> found = LabState.load(dir);
        if (found.isEmpty()) {
            return false;
        }
        LabState state = found.get();
        ProcessKeeper keeper = new ProcessKeeper();
        List<LabProcess> stayed = new ArrayList<>(keeper.end(state.processes()));
        for (String namespace : state.plan().namespaces()) {
            if (Files.exists(NAMESPACES.resolve(namespace))) {
                stayed.addAll(keeper.end(residents(namespace)));
                Commands.run("ip", "netns", "delete", namespace);
            }
        }
        for (LabHost host : state.plan().hosts()) {
            deleteTree(state.plan().etcDir(host));
        }
        if (!stayed.isEmpty()) {
            throw new IOException("these processes of the lab did not end: " + stayed);
        }
        deleteTree(dir);
        return true;
    }

    /** Processes that live in one of the lab's own namespaces: workers of a server, commands of {@code lab exec}. */
    private static List<LabProcess> residents(String namespace) throws IOException {
        return Commands.run("ip", "netns", "pids", namespace)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(Long::parseLong)
                .filter(pid -> pid != ProcessHandle.current().pid())
                .flatMap(pid ->
                        ProcStat.of(pid)
                                .map(stat -> new LabProcess("resident", namespace, pid, stat.startTicks()))
                                .stream())
                .toList();
    }

    private static void refuseWhatIsThere(LabPlan plan) throws IOException {
        if (Files.exists(plan.stateFile())) {
            throw new FileAlreadyExistsException(
                    plan.dir().toString(), null, "a lab stands there; remove it with `director lab down`");
        }
        if (Files.isDirectory(plan.dir())) {
            try (Stream<Path> entries = Files.list(plan.dir())) {
                if (entries.findAny().isPresent()) {
                    throw new FileAlreadyExistsException(
                            plan.dir().toString(), null, "is not empty; a lab is deleted with its directory");
                }
            }
        }
        for (String namespace : plan.namespaces()) {
            if (Files.exists(NAMESPACES.resolve(namespace))) {
                throw new FileAlreadyExistsException(
                        namespace, null, "a network namespace of that name exists; choose another --name");
            }
        }
    }

    private static void network(LabPlan plan) throws IOException {
        for (List<String> command : new LabNetwork(plan).commands()) {
            Commands.run(command);
        }
        // A client that opens hundreds of connections a second needs its ports back.
        for (LabHost client : plan.hosts(LabHost.Role.CLIENT)) {
            Commands.run(
                    "ip",
                    "netns",
                    "exec",
                    plan.namespace(client),
                    "sh",
                    "-c",
                    """
                    echo 1024 65535 > /proc/sys/net/ipv4/ip_local_port_range
                    echo 1 > /proc/sys/net/ipv4/tcp_tw_reuse""");
        }
    }

    /** Names are the lab's own: nobody waits for a name server that cannot be reached from in there. */
    private static void names(LabPlan plan) throws IOException {
        for (LabHost host : plan.hosts()) {
            Files.createDirectories(plan.etcDir(host));
            Files.writeString(plan.etcDir(host).resolve("hosts"), plan.hostsFile());
            if (Files.exists(Path.of("/etc/resolv.conf"))) {
                Files.writeString(plan.etcDir(host).resolve("resolv.conf"), "# no name server in the lab\n");
            }
        }
    }

    private void realServers(Lab lab) throws IOException {
        for (LabHost host : lab.plan().hosts(LabHost.Role.REAL_SERVER)) {
            lab.startWeb(host, webServer);
            lab.director(host, "realserver", "start", LabPlan.VIP);
        }
    }

    private static void configure(LabPlan plan, LabHost host) throws IOException {
        for (Map.Entry<String, String> file : new LabConfig(plan, host).files().entrySet()) {
            Path path = plan.configDir(host).resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
            if (file.getKey().equals("authkeys")) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            }
        }
        Files.createDirectories(plan.runDir(host));
        Files.createDirectories(plan.stateDir(host));
        Files.createDirectories(plan.logDir(host));
    }

    private static void deleteTree(Path dir) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(dir)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        } catch (NoSuchFileException gone) {
            return;
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }
}
