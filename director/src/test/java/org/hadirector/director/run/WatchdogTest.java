package org.hadirector.director.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchdogTest {
    private static final Logger LOG = LogManager.getLogger("test");
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path directory;

    private FileChannel fed;

    /** A pipe that somebody reads, as no real watchdog may be started here. */
    private Path device() throws Exception {
        Path pipe = directory.resolve("watchdog");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        fed = FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE);
        return pipe;
    }

    @AfterEach
    void close() throws IOException {
        if (fed != null) {
            fed.close();
        }
    }

    /** What was written into the pipe so far. */
    private String written() throws IOException {
        String end = "end";
        fed.write(ByteBuffer.wrap(end.getBytes(StandardCharsets.US_ASCII)));
        ByteBuffer bytes = ByteBuffer.allocate(1000);
        fed.read(bytes);
        String all = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
        assertTrue(all.endsWith(end), all);
        return all.substring(0, all.length() - end.length());
    }

    @Test
    void shouldFeedFourTimesPerTimeoutAndDisarmOnACleanStop() throws Exception {
        Watchdog watchdog = Watchdog.open(device().toString(), 9 * SECOND, LOG);
        for (long now = 0; now < 20 * SECOND; now += SECOND / 10) {
            watchdog.cycle(now);
        }
        // deadtime and a little more is ten seconds: a feed each two and a half
        assertEquals(8, watchdog.feeds());
        watchdog.close(true);
        watchdog.cycle(30 * SECOND);
        assertEquals("\0".repeat(8) + "V", written());
    }

    @Test
    void shouldLeaveTheDeviceArmedWhenSomethingIsLeft() throws Exception {
        Watchdog watchdog = Watchdog.open(device().toString(), SECOND, LOG);
        watchdog.cycle(1);
        watchdog.close(false);
        assertEquals("\0", written());
    }

    @Test
    void shouldNotWriteIntoAFile() throws Exception {
        Path file = Files.writeString(directory.resolve("passwd"), "root:x:0:0\n");
        Watchdog watchdog = Watchdog.open(file.toString(), SECOND, LOG);
        watchdog.cycle(1);
        watchdog.close(true);
        assertEquals("root:x:0:0\n", Files.readString(file));
        assertEquals(0, watchdog.feeds());
        assertTrue(watchdog.fault().contains("is a file"), watchdog.fault());
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
        Watchdog watchdog = Watchdog.open(device().toString(), SECOND, LOG);
        long now = 0;
        for (int i = 0; i < 70_000; i++) {
            watchdog.cycle(now += SECOND);
        }
        assertEquals(65_536, watchdog.feeds(), "a pipe that nobody empties holds that much");
        watchdog.close(true);
    }

    /** Closed without a word, a device resets the machine for certain; the trouble may pass. */
    @Test
    void shouldTryADeviceAgainThatCannotBeWritten() throws Exception {
        Path pipe = device();
        Watchdog watchdog = Watchdog.open(pipe.toString(), SECOND, LOG);
        watchdog.cycle(0);
        fed.close(); // nobody reads: EPIPE
        watchdog.cycle(10 * SECOND);
        watchdog.cycle(20 * SECOND);
        assertEquals(1, watchdog.feeds());
        assertTrue(watchdog.fault().contains("Broken pipe"), watchdog.fault());
        fed = FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE);
        watchdog.cycle(30 * SECOND);
        assertEquals("\0\0", written());
        assertEquals("", watchdog.fault());
        watchdog.close(true);
        assertEquals("V", written());
    }

    @Test
    void shouldKnowADeviceThatTheKernelLetsNobodyDisarm() throws Exception {
        assertFalse(Watchdog.noWayOut("/dev/watchdog", directory));
        for (String name : List.of("watchdog0", "watchdog1")) {
            Files.writeString(
                    Files.createDirectory(directory.resolve(name)).resolve("nowayout"), name.charAt(8) + "\n");
        }
        assertFalse(Watchdog.noWayOut("/dev/watchdog", directory));
        assertTrue(Watchdog.noWayOut("/dev/watchdog1", directory));
        Files.writeString(directory.resolve("watchdog0/nowayout"), "1\n");
        assertTrue(Watchdog.noWayOut("/dev/watchdog", directory));
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
