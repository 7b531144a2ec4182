package org.hadirector.director.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.jr.ob.JSON;
import com.fazecast.jSerialComm.SerialPort;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.CodeSource;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.apache.logging.log4j.LogManager;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlServer;
import org.hadirector.director.journal.EpochStore;
import org.hadirector.director.journal.Journal;
import org.hadirector.director.journal.JournalFile;
import org.hadirector.director.journal.JournalReader;
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
import org.hadirector.resource.ResourceLog;
import org.hadirector.resource.agent.LdirectordLogFile;
import org.hadirector.takeover.testing.MemoryAddressTable;
import org.hadirector.takeover.testing.RecordingAnnouncer;
import org.yaml.snakeyaml.Yaml;

/**
 * Walks past everything that a daemon's start loads, without privileges and without touching the machine: what the JVM
 * has loaded at the end becomes its class archive (AppCDS), with which a daemon starts in half the time. Packaging runs
 * it as {@code director daemon --archive-classes}.
 */
public final class ClassTour {
    /** One class of each of our jars that a daemon needs. */
    private static final List<Class<?>> JARS =
            List.of(ClassTour.class, PairCore.class, ResourceGroup.class, LvsEngine.class, NetlinkInterfaces.class);

    /** One class of each library of which a daemon may need any part, by its configuration and what goes wrong. */
    private static final List<Class<?>> LIBRARIES =
            List.of(Yaml.class, JsonFactory.class, JSON.class, SerialPort.class);

    /** Of the JDK, with lambdas that our code uses much. */
    private static final List<Class<?>> JDK = List.of(Collectors.class, Comparator.class, Pattern.class);

    private static final List<String> NOT_FOR_DAEMONS = List.of("/lab/", "/drill/", "/cli/", "/sim/", "/android/");
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
        for (Class<?> one : LIBRARIES) {
            load(one);
        }
        files(scratch);
        machine(scratch);
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
            for (byte[] classFile : load(one)) {
                lambdas.addAll(LambdaSites.of(classFile));
            }
        }
        for (Class<?> one : JDK) {
            try (InputStream classFile = one.getResourceAsStream(one.getSimpleName() + ".class")) {
                lambdas.addAll(LambdaSites.of(classFile.readAllBytes()));
            }
        }
        return lambdas;
    }

    /** Loads what a daemon may need of a class's jar. Returns the class files. */
    private static List<byte[]> load(Class<?> one) throws IOException {
        List<byte[]> classFiles = new ArrayList<>();
        Path jar = jarOf(one);
        if (!Files.isRegularFile(jar)) {
            return classFiles;
        }
        try (JarFile file = new JarFile(jar.toFile());
                Stream<String> names = file.stream().map(ZipEntry::getName)) {
            for (String name : names.filter(ClassTour::isDaemons).toList()) {
                load(name.substring(0, name.length() - ".class".length()).replace('/', '.'));
                try (InputStream classFile = file.getInputStream(file.getEntry(name))) {
                    classFiles.add(classFile.readAllBytes());
                }
            }
        }
        return classFiles;
    }

    private static boolean isDaemons(String entry) {
        return entry.endsWith(".class")
                && !entry.startsWith("META-INF/")
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
        Path ldirectord = scratch.resolve("ldirectord.log");
        Clock zoned = Clock.systemDefaultZone();
        new LdirectordLogFile(ldirectord, "ldirectord.cf", 1, zoned, ResourceLog.log4j("tour")).log("a line");
        EpochStore epochs = new EpochStore(scratch);
        epochs.load();
        epochs.nextBootId(0);
        epochs.reserve(1);
        try (JournalFile file = new JournalFile(scratch, 1 << 20)) {
            Journal journal = new Journal("tour1", Clock.systemUTC(), System::nanoTime, file, trouble -> {});
            journal.add("TOUR", "", "");
            journal.end();
            journal.writeLoop();
            new JournalReader(scratch).all();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** What a start asks of its machine, besides what its configuration makes it ask. */
    private static void machine(Path scratch) throws IOException {
        try (FileChannel file =
                FileChannel.open(scratch.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.tryLock();
        }
        InetAddress here = InetAddress.getLoopbackAddress();
        try (ServerSocket server = new ServerSocket(0, 1, here);
                Socket client = new Socket()) {
            client.connect(server.getLocalSocketAddress(), (int) TimeUnit.NANOSECONDS.toMillis(PLAY_NS));
            client.getOutputStream().write(0);
            try (Socket accepted = server.accept()) {
                accepted.getInputStream().read();
            }
        }
        try (Stream<String> lines = Files.lines(scratch.resolve("lambdas"), StandardCharsets.ISO_8859_1)) {
            lines.findFirst();
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
            new EngineRehearsal(() -> false).play();
            Rehearsal.Stage stage = Rehearsal.Stage.on(
                    new MemoryAddressTable(System::nanoTime, "lo"),
                    new RecordingAnnouncer(),
                    new MemoryPacketPath(System::nanoTime));
            new Rehearsal(stage, keys, group).play(PLAY_NS, () -> false);
        } catch (LvsException e) {
            throw new IOException("rehearsal of the engine", e);
        } finally {
            group.shutdownNow();
        }
    }
}
