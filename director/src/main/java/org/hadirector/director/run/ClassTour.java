package org.hadirector.director.run;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.apache.logging.log4j.LogManager;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlServer;
import org.hadirector.director.journal.EpochStore;
import org.hadirector.director.journal.Journal;
import org.hadirector.director.journal.JournalFile;
import org.hadirector.director.log.LogFiles;
import org.hadirector.heartbeat.config.AuthMethod;
import org.hadirector.heartbeat.config.Authkeys;
import org.hadirector.heartbeat.config.HaCf;
import org.hadirector.heartbeat.config.Medium;
import org.hadirector.heartbeat.decide.PairCore;
import org.hadirector.heartbeat.jgroups.LinkFactory;
import org.hadirector.heartbeat.jgroups.LinkThreads;
import org.hadirector.heartbeat.link.ClusterFacts;
import org.hadirector.heartbeat.link.HeartbeatLink;
import org.hadirector.linux.NetlinkInterfaces;
import org.hadirector.lvs.engine.LvsEngine;
import org.hadirector.lvs.engine.LvsException;
import org.hadirector.lvs.path.memory.MemoryPacketPath;
import org.hadirector.resource.ResourceGroup;
import org.hadirector.takeover.testing.MemoryAddressTable;
import org.hadirector.takeover.testing.RecordingAnnouncer;

/**
 * Walks past everything that a daemon's start loads, without privileges and without touching the machine: what the JVM
 * has loaded at the end becomes its class archive (AppCDS), with which a daemon starts in half the time. Packaging runs
 * it as {@code director daemon --archive-classes}.
 */
public final class ClassTour {
    /** One class of each of our jars that a daemon needs. */
    private static final List<Class<?>> JARS =
            List.of(ClassTour.class, PairCore.class, ResourceGroup.class, LvsEngine.class, NetlinkInterfaces.class);

    private static final List<String> NOT_FOR_DAEMONS = List.of("/lab/", "/drill/", "/cli/", "/sim/");
    private static final List<String> NODES = List.of("tour1", "tour2");
    private static final long PLAY_NS = 2_000_000_000L;

    private final Authkeys keys = new Authkeys(1, Map.of(1, new Authkeys.Key(AuthMethod.SHA1, "tour", 1)));
    private final Threads threads = new Threads(0, (role, failure) -> {});

    /**
     * @param scratch a directory for what a daemon keeps in files; {@code lambdas} there names all lambdas of our
     *     classes, for the class list
     */
    public void walk(Path scratch) throws IOException {
        String log = scratch.resolve("ha-log").toString();
        String debug = scratch.resolve("ha-debug").toString();
        LogFiles.configure(new HaCf.Logging(log, debug, "user", 0, true, false), true);
        LogManager.getLogger(LogFiles.HEARTBEAT).info("a line of the tour");
        Files.write(scratch.resolve("lambdas"), loadOurs());
        files(scratch);
        links();
        rehearse();
        ControlServer control = ControlServer.bind(
                scratch,
                request -> ControlReply.of(Map.of("tour", 1)),
                (user, group, verb) -> false,
                threads.workers("control", 1));
        control.close();
        try (NetlinkInterfaces interfaces = NetlinkInterfaces.open()) {
            interfaces.all();
        }
        LogFiles.close();
    }

    /** Returns the lambdas in them, in the words of a class list. */
    private static List<String> loadOurs() throws IOException {
        List<String> lambdas = new ArrayList<>();
        for (Class<?> one : JARS) {
            Path jar = jarOf(one);
            if (!Files.isRegularFile(jar)) {
                continue;
            }
            try (JarFile file = new JarFile(jar.toFile());
                    Stream<String> names = file.stream().map(ZipEntry::getName)) {
                for (String name : names.filter(ClassTour::isDaemons).toList()) {
                    load(name.substring(0, name.length() - ".class".length()).replace('/', '.'));
                    try (InputStream classFile = file.getInputStream(file.getEntry(name))) {
                        lambdas.addAll(LambdaSites.of(classFile.readAllBytes()));
                    }
                }
            }
        }
        return lambdas;
    }

    private static boolean isDaemons(String entry) {
        return entry.endsWith(".class")
                && !entry.endsWith("-info.class")
                && NOT_FOR_DAEMONS.stream().noneMatch(entry::contains);
    }

    private static void load(String name) throws IOException {
        try {
            Class.forName(name, false, ClassTour.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            throw new IOException("class " + name, e);
        }
    }

    private static Path jarOf(Class<?> one) throws IOException {
        CodeSource source = one.getProtectionDomain().getCodeSource();
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException("where " + one + " comes from", e);
        }
    }

    private void files(Path scratch) throws IOException {
        EpochStore epochs = new EpochStore(scratch);
        epochs.load();
        epochs.nextBootId(0);
        epochs.reserve(1);
        try (JournalFile file = new JournalFile(scratch, 1 << 20)) {
            Journal journal = new Journal("tour1", Clock.systemUTC(), System::nanoTime, file, trouble -> {});
            journal.add("TOUR", "", "");
            journal.end();
            journal.writeLoop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** A heartbeat link on the loopback interface, on a port that the kernel chooses. */
    private void links() throws IOException {
        LinkFactory factory = new LinkFactory(ClusterFacts.of("tour", "tour1", NODES), keys, LinkThreads.plain());
        for (HeartbeatLink link : factory.create(List.of(new Medium.Ucast("lo", "127.0.0.1", 0, 1)))) {
            link.open(() -> {});
            link.poll();
            link.close();
        }
    }

    private void rehearse() throws IOException {
        ScheduledExecutorService group = threads.serial("group", Threads.Kind.URGENT);
        try {
            new EngineRehearsal().play();
            Rehearsal.Stage stage = Rehearsal.Stage.on(
                    new MemoryAddressTable(System::nanoTime, "lo"),
                    new RecordingAnnouncer(),
                    new MemoryPacketPath(System::nanoTime));
            new Rehearsal(stage, keys, group).play(PLAY_NS);
        } catch (LvsException e) {
            throw new IOException("rehearsal of the engine", e);
        } finally {
            group.shutdownNow();
        }
    }
}
