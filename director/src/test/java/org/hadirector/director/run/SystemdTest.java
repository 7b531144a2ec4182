package org.hadirector.director.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.hadirector.director.UnixDatagrams;
import org.hadirector.director.lab.Lab;
import org.hadirector.director.lab.LabBuilder;
import org.hadirector.director.lab.LabHost;
import org.hadirector.director.lab.LabPlan;
import org.hadirector.director.lab.LabTiming;
import org.hadirector.director.lab.LaunchedProgram;
import org.hadirector.director.lab.WebServer;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The test is the service manager: a real daemon, started by the launcher as packaging/ha-director.service starts it,
 * tells it what it is about.
 */
@RequiresRoot
@Tag("lab")
class SystemdTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    @TempDir
    Path temporary;

    private static final long LOOK_EVERY_NS = 5_000_000;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private volatile boolean over;
    private Thread reader;
    private LabPlan plan;
    private Lab lab;
    private LabHost ha1;
    private UnixDatagrams systemd;
    private Process daemon;

    @BeforeEach
    void up() throws Exception {
        systemd = UnixDatagrams.listen(temporary.resolve("notify").toString());
        reader = new Thread(this::read, "notify");
        reader.setDaemon(true);
        reader.start();
        LabTiming timing = LabTiming.fast().withKeepalive("200ms").withDeadtime("1s");
        plan = new LabPlan("t" + ProcessHandle.current().pid() + "-sd", temporary.resolve("lab"), timing);
        ha1 = plan.host("ha1");
        lab = new LabBuilder(LaunchedProgram.unguarded(temporary.resolve("home")), WebServer.installed())
                .up(plan, false);
    }

    @AfterEach
    void down() throws Exception {
        if (daemon != null) {
            daemon.destroyForcibly().waitFor();
        }
        if (plan != null) {
            LabBuilder.down(plan.dir());
        }
        over = true;
        reader.join();
        systemd.close();
    }

    /** As systemd does, all the time: the kernel keeps ten messages, and the daemon drops what has no room. */
    private void read() {
        while (!over) {
            drain();
            LockSupport.parkNanos(LOOK_EVERY_NS);
        }
    }

    /** Process, environment and main process are as systemd makes them. */
    private void start() throws IOException {
        String exec = "export WATCHDOG_PID=$$; exec \"$0\" daemon --background";
        List<String> command = List.of(
                "env",
                "NOTIFY_SOCKET=" + temporary.resolve("notify"),
                "WATCHDOG_USEC=2000000",
                "HA_DIRECTOR_HOME=" + LaunchedProgram.home(temporary.resolve("home")),
                "sh",
                "-c",
                exec,
                LaunchedProgram.LAUNCHER.toString());
        daemon = new ProcessBuilder(lab.inside(ha1, command))
                .redirectErrorStream(true)
                .redirectOutput(temporary.resolve("daemon.out").toFile())
                .start();
    }

    /** Waits until {@link #told} has a message that begins so. */
    private void awaitTold(String message) {
        await(message).atMost(LIMIT).pollInterval(Duration.ofMillis(20)).until(() -> {
            if (!daemon.isAlive()) {
                throw new IllegalStateException(Files.readString(temporary.resolve("daemon.out")));
            }
            return count(message) > 0;
        });
    }

    /** What has been sent until now is in {@link #told} afterwards. */
    private synchronized void drain() {
        for (String next = systemd.next(); !next.isEmpty(); next = systemd.next()) {
            told.add(next);
        }
    }

    private long count(String message) {
        return told.stream().filter(text -> text.startsWith(message)).count();
    }

    @Test
    void shouldBeToldOfEveryStepOfADaemonsLife() throws Exception {
        start();
        awaitTold("READY=1");
        assertEquals(1, count("READY=1"));
        awaitTold("WATCHDOG=1");
        awaitTold("STATUS=");
        told.clear();

        Path haCf = plan.configDir(ha1).resolve("ha.cf");
        Files.writeString(haCf, Files.readString(haCf) + "debug 1\n");
        lab.director(ha1, "reload");
        drain();
        assertEquals(1, count("RELOADING=1\nMONOTONIC_USEC="), told.toString());
        assertEquals(1, count("READY=1"), told.toString());

        String good = Files.readString(haCf);
        Files.writeString(haCf, good + "keepalive nonsense\n");
        told.clear();
        hangUp();
        awaitTold("READY=1");
        assertEquals(1, count("RELOADING=1"), "broken files end the reload as well");
        Files.writeString(haCf, good);
        told.clear();
        awaitTold("WATCHDOG=1");

        daemon.destroy();
        assertTrue(daemon.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS));
        drain();
        assertEquals(1, count("STOPPING=1"), told.toString());
        assertEquals(0, daemon.exitValue());
        assertFalse(told.get(told.size() - 1).startsWith("READY"), told.toString());
    }

    @Test
    void shouldRaiseAndLowerTheDebugLevelBySignals() throws Exception {
        start();
        awaitTold("READY=1");
        Path log = plan.logDir(ha1).resolve("ha-log");
        signal("USR1");
        awaitLog(log, "debug now set to 1 [pid " + daemon.pid() + "]");
        lab.director(ha1, "status");
        awaitLog(plan.logDir(ha1).resolve("ha-debug"), "debug: request: status");
        signal("USR2");
        awaitLog(log, "debug now set to 0 [pid " + daemon.pid() + "]");
    }

    private static void awaitLog(Path log, String text) {
        await(text).atMost(LIMIT).until(() -> Files.readString(log).contains(text));
    }

    private void hangUp() throws Exception {
        signal("HUP");
    }

    private void signal(String name) throws Exception {
        List<String> kill = List.of("kill", "-" + name, Long.toString(daemon.pid()));
        assertEquals(0, new ProcessBuilder(kill).start().waitFor());
    }
}
