package org.hadirector.director.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hadirector.director.config.DirectorYaml;
import org.hadirector.director.control.ControlClient;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import org.hadirector.director.control.ControlServer;
import org.hadirector.director.control.NamespaceSocket;

/**
 * The engine without heartbeat: gate, engine and a control socket in the network namespace of the calling thread, to be
 * scripted like the kernel's IPVS. The addresses are whatever the machine has: nothing is guarded, no lease runs. It is
 * scheduled as the daemon is.
 */
public final class StandAloneEngine implements AutoCloseable {
    private static final int CONTROL_WORKERS = 16;

    /** What is made once for commands is made by the first two or three. */
    private static final int QUESTIONS = 5;

    private static final long PATIENCE_MS = 1000;
    private static final long ENDING_MS = 5000;

    private final Path run;
    private final Path socket;
    private final long namespace;
    private final SingleInstance instance;
    private final Threads threads;
    private final long startedNs = System.nanoTime();
    private EngineRoom engine;
    private ControlServer control;
    private List<String> refused = List.of();
    private volatile boolean enough;

    private StandAloneEngine(Path run, Path socket, long namespace, SingleInstance instance, Threads threads) {
        this.run = run;
        this.socket = socket;
        this.namespace = namespace;
        this.instance = instance;
        this.threads = threads;
    }

    /** Told when a thread of the engine fails; it does not go on then. */
    @FunctionalInterface
    public interface OnFailure {
        void failed(String role, Throwable failure);
    }

    /**
     * Starts the engine; services are taken when this returns.
     *
     * @param run the runtime directory; made if missing
     * @param wanted the control socket; null for the one that commands in this namespace find by themselves
     * @param keys say where the gate stands and how the engine is set
     * @throws IOException when another engine or a daemon runs in this namespace, when a dead daemon's gate guards
     *     addresses here, or a step fails; nothing is left then
     */
    public static StandAloneEngine open(Path run, Path wanted, DirectorYaml.Engine keys, OnFailure onFailure)
            throws IOException {
        Storage.privateDirectory(run, Director.RUN_MODE);
        Path published = NamespaceSocket.own(run);
        Path socket = wanted == null ? published : wanted.toAbsolutePath().normalize();
        SingleInstance instance = SingleInstance.claimFile(socket.resolveSibling(socket.getFileName() + ".pid"));
        StandAloneEngine alone = new StandAloneEngine(
                run, socket, NamespaceSocket.inode(), instance, new Threads(Threads.MIDDLE, onFailure::failed));
        try {
            alone.start(published, keys);
            return alone;
        } catch (IOException | RuntimeException e) {
            alone.close();
            throw e;
        }
    }

    private void start(Path published, DirectorYaml.Engine keys) throws IOException {
        Thread rehearsal = threads.start(
                "rehearsal-engine", Threads.Kind.ORDINARY, () -> new EngineRehearsal(() -> enough).play());
        engine = EngineRoom.openUnguarded(keys);
        engine.start(threads);
        LvsVerb lvs = new LvsVerb(engine.engine(), this::status);
        control = ControlServer.bindAt(
                socket,
                request -> answer(lvs, request),
                (user, group, verb) -> false,
                threads.patientWorkers("control", CONTROL_WORKERS, ControlServer.PATIENCE_MS));
        threads.start("control-accept", Threads.Kind.URGENT, control::acceptLoop);
        rehearse(rehearsal);
        refused = Stream.concat(engine.refused().stream(), threads.urgentProcess(List.of()).stream())
                .toList();
        if (!published.equals(socket)) {
            NamespaceSocket.publish(published, socket);
        }
    }

    /** Packets, commands and the way of commands to us: what is made for them once is made now, and is not young. */
    private void rehearse(Thread packets) throws IOException {
        for (int i = 0; i < QUESTIONS; i++) {
            ControlClient.callAt(socket, new ControlRequest(LvsVerb.LVS, "status"));
        }
        try {
            packets.join(PATIENCE_MS);
            enough = true;
            packets.join(ENDING_MS); // see WarmUp.await
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted at the start", e);
        }
        WarmUp.tidy();
    }

    private ControlReply answer(LvsVerb lvs, ControlRequest request) {
        return switch (request.verb()) {
            case LvsVerb.LVS, LvsVerb.IPVSADM -> lvs.run(request);
            case "status" -> ControlReply.of(status());
            default -> ControlReply.text(
                    2, "director: this is a stand-alone engine, it knows no verb " + request.verb());
        };
    }

    private Map<String, Object> status() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("mode", "engine");
        tree.put("pid", ProcessHandle.current().pid());
        tree.put("namespace", namespace);
        tree.put("socket", socket.toString());
        tree.put("uptimeMs", (System.nanoTime() - startedNs) / 1_000_000);
        tree.put("version", Director.VERSION);
        tree.put("engine", engine.status());
        return tree;
    }

    /** What is not permitted of being fast and on time on a busy machine, in words; the engine serves without it. */
    public List<String> refused() {
        return refused;
    }

    /** Where it is asked. */
    public Path socket() {
        return socket;
    }

    /** Inode number of its network namespace. */
    public long namespace() {
        return namespace;
    }

    /** Takes the gate away and leaves nothing, wherever it had come to. */
    @Override
    public void close() throws IOException {
        try {
            if (control != null) {
                NamespaceSocket.withdraw(run, socket);
                control.close();
            }
            if (engine != null) {
                engine.close(true);
            }
        } finally {
            instance.forget();
        }
    }
}
