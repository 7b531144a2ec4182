package org.hadirector.director.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An orderly stop while scripts take their time: the watchdog does not bite, and no script stays behind. */
@RequiresRoot
@Tag("lab")
class LabStopTest extends LabTest {
    private final AtomicInteger feeds = new AtomicInteger();
    private volatile int lastByte;
    private FileChannel watchdog;
    private LabHost ha1;
    private LabHost ha2;

    @BeforeEach
    void pair() throws Exception {
        build(LabTiming.fast());
        ha1 = host("ha1");
        ha2 = host("ha2");
        Path pipe = temporary.resolve("watchdog");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        // for writing as well: the reader finds no end when the daemon closes it
        watchdog = FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Thread reader = new Thread(this::read, "watchdog");
        reader.setDaemon(true);
        reader.start();
        Files.writeString(file("ha2", "ha.cf"), "watchdog " + pipe + "\n", StandardOpenOption.APPEND);
        append("ha.cf", "stonith_host * fence_hangs ip=192.0.2.9\n");
        append("director.yaml", "stonith-plugins: [" + temporary + "]\n");
        script(
                temporary.resolve("fence_hangs"),
                "grep -q action=reboot || exit 0; echo $$ > " + temporary + "/fence.new",
                "mv " + temporary + "/fence.new " + temporary + "/fence; sleep 600");
        for (LabHost host : plan.hosts(LabHost.Role.DIRECTOR)) {
            Path scripts = Files.createDirectories(plan.configDir(host).resolve("resource.d"));
            script(
                    scripts.resolve("takes-its-time"),
                    "[ \"$1\" = stop ] && [ -e " + temporary + "/slow ] || exit 0",
                    "touch " + temporary + "/asked; until [ -e " + temporary + "/go ]; do sleep 0.05; done");
            Files.writeString(plan.configDir(host).resolve("haresources"), "ha1 192.0.2.6 takes-its-time ldirectord\n");
        }
        startBoth();
        bench.awaitHealthy();
    }

    private static void script(Path file, String... lines) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void read() {
        InputStream in = Channels.newInputStream(watchdog);
        try {
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                lastByte = octet;
                feeds.incrementAndGet();
            }
        } catch (IOException closed) {
            lastByte = -1;
        }
    }

    @Override
    protected void beforeDown() throws IOException {
        Files.writeString(temporary.resolve("go"), "");
        if (watchdog != null) {
            watchdog.close();
        }
    }

    /** A standby stops everything once before it ends, when its deciding duty goes round no more. */
    @Test
    void shouldKeepTheWatchdogQuietWhileAStandbyStopsWhatMayRun() throws Exception {
        assertTrue(feeds.get() > 0);
        Files.createFile(temporary.resolve("slow"));
        CompletableFuture<Void> stop = stopping(ha2);
        bench.await("the script to be asked", LIMIT, () -> Files.exists(temporary.resolve("asked")));
        int before = feeds.get();
        bench.await("further feeds", LIMIT, () -> feeds.get() > before + 8);
        assertFalse(stop.isDone());
        Files.createFile(temporary.resolve("go"));
        stop.join();
        bench.await("the device to be disarmed", LIMIT, () -> lastByte == 'V');
        assertTrue(haLog("ha2").contains("ha2 Heartbeat shutdown complete."), haLog("ha2"));
    }

    /** It may be the only link to hand over on, and a line that hangs up is a sign of death. */
    @Test
    void shouldKeepTheSerialLineUntilItIsDone() throws Exception {
        bench.lab().stopDirector(ha1, LIMIT);
        bench.await("ha2 to own the group", LIMIT, () -> kinds("ha2").contains("OWNER"));
        assertFalse(haLog("ha1").contains("the line hung up"), haLog("ha1"));
        // the log is written by a queue of its own
        bench.await("the log to say it", LIMIT, () -> index(haLog("ha2").lines().toList(), "is held here") >= 0);
        List<String> log = haLog("ha2").lines().toList();
        int served = index(log, "is held here");
        int hungUp = index(log, "the line hung up");
        assertTrue(hungUp < 0 || hungUp > served, haLog("ha2"));
    }

    /** Of the first line with these words, or -1. */
    private static int index(List<String> log, String words) {
        return IntStream.range(0, log.size())
                .filter(line -> log.get(line).contains(words))
                .findFirst()
                .orElse(-1);
    }

    @Test
    void shouldLeaveNoFenceScriptBehind() throws Exception {
        bench.lab().killDirector(ha1);
        Path began = temporary.resolve("fence");
        bench.await("a fence to begin", LIMIT, () -> Files.exists(began));
        ProcessHandle script = ProcessHandle.of(
                        Long.parseLong(Files.readString(began).strip()))
                .orElseThrow();
        bench.lab().stopDirector(ha2, LIMIT);
        bench.await("the script to be gone", LIMIT, () -> !script.isAlive());
        bench.await("the device to be disarmed", LIMIT, () -> lastByte == 'V');
        assertTrue(haLog("ha2").contains("STONITH of ha1 is given up, for this node stops"), haLog("ha2"));
    }

    private CompletableFuture<Void> stopping(LabHost host) {
        return CompletableFuture.runAsync(() -> {
            try {
                bench.lab().stopDirector(host, LIMIT);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }
}
