package org.hadirector.director.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.hadirector.heartbeat.decide.CoreView;
import org.hadirector.heartbeat.decide.Effect;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.heartbeat.decide.TakeoverCore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchdogTest {
    private static final Logger LOG = LogManager.getLogger("test");
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path directory;

    private Path device() throws Exception {
        return Files.createFile(directory.resolve("watchdog"));
    }

    @Test
    void shouldFeedFourTimesPerTimeoutAndDisarmOnACleanStop() throws Exception {
        Path device = device();
        Watchdog watchdog = Watchdog.open(device.toString(), 9 * SECOND, LOG);
        for (long now = 0; now < 20 * SECOND; now += SECOND / 10) {
            watchdog.cycle(now);
        }
        // deadtime and a little more is ten seconds: a feed each two and a half
        assertEquals(8, watchdog.feeds());
        assertEquals(8, Files.size(device));
        watchdog.close(true);
        byte[] written = Files.readAllBytes(device);
        assertEquals('V', written[written.length - 1]);
        watchdog.cycle(30 * SECOND);
        assertEquals(9, Files.size(device), "closed");
    }

    @Test
    void shouldLeaveTheDeviceArmedWhenSomethingIsLeft() throws Exception {
        Path device = device();
        Watchdog watchdog = Watchdog.open(device.toString(), SECOND, LOG);
        watchdog.cycle(1);
        watchdog.close(false);
        assertEquals(1, Files.size(device));
        assertEquals(0, Files.readAllBytes(device)[0]);
    }

    @Test
    void shouldGoOnWithoutADeviceThatIsNotThere() {
        Watchdog watchdog = Watchdog.open(directory.resolve("none").toString(), SECOND, LOG);
        assertTrue(watchdog.fault().contains("No such file"), watchdog.fault());
        watchdog.cycle(1);
        watchdog.close(true);
        assertEquals(0, watchdog.feeds());
    }

    @Test
    void shouldNeitherBlockNorCountWhatTheDeviceDoesNotTake() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        // read and write: a reader that never reads
        try (FileChannel reader = FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Watchdog watchdog = Watchdog.open(pipe.toString(), SECOND, LOG);
            long now = 0;
            for (int i = 0; i < 70_000; i++) {
                watchdog.cycle(now += SECOND);
            }
            assertEquals(65_536, watchdog.feeds(), "a pipe holds that much");
            assertTrue(reader.isOpen());
            watchdog.close(true);
        }
    }

    @Test
    void shouldStarveWhenTheDutyHangs() throws Exception {
        Path device = device();
        Watchdog watchdog = Watchdog.open(device.toString(), 10_000_000, LOG);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch hangs = new CountDownLatch(1);
        Inbox inbox = new Inbox();
        DutyLoop duty = new DutyLoop(
                new Idle(),
                List.of(),
                inbox,
                (effect, now) -> {},
                () -> {
                    if (!inbox.isEmpty()) {
                        hangs.countDown();
                        hold(release);
                    }
                },
                System::nanoTime);
        duty.afterCycle(watchdog::cycle);
        Thread thread = new Thread(duty::run, "duty");
        thread.setDaemon(true);
        thread.start();
        await().until(() -> watchdog.feeds() > 3);
        inbox.offer(new Input.LeaseLost("x"));
        assertTrue(hangs.await(20, TimeUnit.SECONDS));
        long fed = watchdog.feeds();
        long cycles = duty.cycles();
        assertFalse(release.await(1, TimeUnit.SECONDS), "four feeds would have been due");
        assertEquals(fed, watchdog.feeds());
        assertEquals(cycles, duty.cycles());
        release.countDown();
        await().until(() -> watchdog.feeds() > fed);
        duty.stop();
        thread.join();
    }

    private static void hold(CountDownLatch until) {
        try {
            until.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Wants a cycle every ten milliseconds and does nothing in it. */
    private static final class Idle implements TakeoverCore {
        private long next = System.nanoTime();

        @Override
        public List<Effect> step(Input input, long nowNs) {
            next = nowNs + 10_000_000;
            return List.of();
        }

        @Override
        public long nextCycleNs() {
            return next;
        }

        @Override
        public long epoch(String group) {
            return 0;
        }

        @Override
        public CoreView view() {
            throw new IllegalStateException("nobody asks");
        }
    }
}
