package org.hadirector.heartbeat.jgroups;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.logging.Logger;
import org.hadirector.heartbeat.config.Medium;
import org.hadirector.heartbeat.link.Beats;
import org.hadirector.heartbeat.link.ClusterFacts;
import org.hadirector.heartbeat.link.HeartbeatLink;
import org.hadirector.heartbeat.link.StatusMessage;
import org.hadirector.heartbeat.testing.SerialCable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SerialLinkTest extends HeartbeatLinkContract {
    @TempDir
    Path directory;

    private SerialCable cable;

    @BeforeEach
    void plugIn() throws IOException {
        cable = new SerialCable(directory);
    }

    @AfterEach
    void unplug() throws IOException {
        closeLinks();
        cable.close();
    }

    @Override
    protected HeartbeatLink create(int side, LinkFactory factory) {
        return factory.create(List.of(new Medium.Serial(cable.end(side), 115200, 1)))
                .get(0);
    }

    @Override
    protected void inject(byte[] payload) throws IOException {
        cable.inject(1, SerialFraming.encode(payload, 0, payload.length));
    }

    @Override
    protected byte kind() {
        return 4;
    }

    @Test
    void shouldBeNamedAfterTheDevice() {
        assertEquals(cable.end(0), closed(0, Beats.SHA256).name());
    }

    @Test
    void shouldReopenAfterTheCableWasOut() throws Exception {
        HeartbeatLink ha1 = open(0, Beats.SHA256);
        HeartbeatLink ha2 = open(1, Beats.SHA256);
        deliver(ha1, 0, ha2);

        cable.unplug();
        soon().until(() -> ha1.fault() != null && ha2.fault() != null);
        long failures = ha1.counters().sendFailures();
        ha1.send(Beats.beat(Beats.HA1, BOOT, 100_000));
        soon().until(() -> ha1.counters().sendFailures() > failures);
        cable.plugIn();

        soon().until(() -> ha1.counters().reopened() == 1 && ha2.counters().reopened() == 1);
        long[] sequence = {100_000};
        StatusMessage[] heard = new StatusMessage[1];
        soon().until(() -> {
            ha1.send(Beats.beat(Beats.HA1, BOOT, ++sequence[0]));
            heard[0] = ha2.poll();
            return heard[0] != null;
        });
        assertEquals("ha1", heard[0].node());
        soon().until(() -> ha1.fault() == null);
    }

    @Test
    void shouldSayThatTheDeviceIsMissingAndOpenItWhenItAppears() throws Exception {
        cable.unplug();
        HeartbeatLink ha1 = closed(0, Beats.SHA256);

        IOException e = assertThrows(IOException.class, () -> ha1.open(() -> {}));

        assertTrue(e.getMessage().contains(cable.end(0)), e.getMessage());
        assertNotNull(ha1.fault());
        cable.plugIn();
        HeartbeatLink ha2 = open(1, Beats.SHA256);
        deliver(ha2, 1, ha1);
        deliver(ha1, 0, ha2);
    }

    @Test
    void shouldNotBlockTheSenderWhenNobodyDrains() throws Exception {
        HeartbeatLink ha1 = open(0, Beats.SHA256);
        cable.condition(SerialCable.Condition.BLOCKED);

        Thread writer = thread(cable.end(0) + "-writer");
        long[] sequence = {0};
        soon().until(() -> {
            for (int i = 0; i < 50; i++) {
                ha1.send(Beats.beat(Beats.HA1, BOOT, ++sequence[0]));
            }
            return ha1.counters().sendFailures() > 100 && ha1.counters().reopened() > 0;
        });
        cable.condition(SerialCable.Condition.GOOD);

        HeartbeatLink ha2 = open(1, Beats.SHA256);
        StatusMessage[] heard = new StatusMessage[1];
        soon().until(() -> {
            ha1.send(Beats.beat(Beats.HA1, BOOT, ++sequence[0]));
            StatusMessage next = ha2.poll();
            heard[0] = next == null ? heard[0] : next;
            return heard[0] != null;
        });
        assertTrue(writer.isAlive());
    }

    private static Thread thread(String suffix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().endsWith(suffix))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldRecoverFromNoise() throws Exception {
        HeartbeatLink ha1 = open(0, Beats.SHA256);
        HeartbeatLink ha2 = open(1, Beats.SHA256);
        byte[] noise = new byte[2000];
        new Random(3).nextBytes(noise);

        cable.inject(1, noise);
        soon().until(() -> ha2.counters().malformed() > 0);
        assertNull(ha2.poll());
        deliver(ha1, 0, ha2);
    }

    @Test
    void shouldDropGarbledFramesAndHearAgainWhenTheLineIsGood() throws Exception {
        HeartbeatLink ha1 = open(0, Beats.SHA256);
        HeartbeatLink ha2 = open(1, Beats.SHA256);
        cable.condition(SerialCable.Condition.GARBLED);

        long[] sequence = {1_000_000};
        soon().until(() -> {
            ha1.send(Beats.beat(Beats.HA1, BOOT, ++sequence[0]));
            return ha2.counters().malformed() > 2;
        });
        assertEquals(0, ha2.counters().received());
        cable.condition(SerialCable.Condition.GOOD);
        soon().until(() -> {
            ha1.send(Beats.beat(Beats.HA1, BOOT, ++sequence[0]));
            return ha2.poll() != null;
        });
    }

    @Test
    void shouldNotNoticeASilentCutByItself() throws Exception {
        HeartbeatLink ha1 = open(0, Beats.SHA256);
        HeartbeatLink ha2 = open(1, Beats.SHA256);
        cable.condition(SerialCable.Condition.CUT);
        for (int i = 1; i <= 5; i++) {
            long expected = i;
            ha1.send(Beats.beat(Beats.HA1, BOOT, i));
            soon().until(() -> ha1.counters().sent() == expected);
        }

        assertNull(ha1.fault());
        assertEquals(0, ha2.counters().received());
    }

    /** As the core does it: each beat echoes the last one heard. */
    private static final class Talker {
        private final HeartbeatLink link;
        private final int side;
        private final long bootId;
        private long sequence;
        private StatusMessage.Echo echo;
        private long heard;

        Talker(HeartbeatLink link, int side, long bootId) {
            this.link = link;
            this.side = side;
            this.bootId = bootId;
        }

        void beat(long clockNs) {
            link.send(Beats.plain(facts(side), bootId, ++sequence, clockNs, echo));
        }

        void listen() {
            for (StatusMessage beat = link.poll(); beat != null; beat = link.poll()) {
                echo = new StatusMessage.Echo(beat.bootId(), beat.sequence());
                heard++;
            }
        }

        /** Beats until this one has heard {@code more} of the other; each beat is on the wire before the next. */
        void talk(Talker other, int more) {
            long until = heard + more;
            soon().until(() -> {
                long sent = link.counters().sent() + link.counters().sendFailures();
                beat(System.nanoTime());
                other.beat(System.nanoTime());
                soon().until(() -> link.counters().sent() + link.counters().sendFailures() > sent);
                other.listen();
                listen();
                return heard >= until;
            });
        }
    }

    @Test
    void shouldTakeTwentyFourBytesForABeatThatSaysNothingNew() throws Exception {
        Talker ha1 = new Talker(open(0, Beats.SHA256), 0, BOOT);
        Talker ha2 = new Talker(open(1, Beats.SHA256), 1, BOOT + 7);
        ha1.talk(ha2, 10);
        soon().until(() -> cable.written(0) == ha1.link.counters().bytesSent());
        long bytes = cable.written(0);
        long beats = ha1.link.counters().sent();

        ha1.talk(ha2, 40);
        soon().until(() -> cable.written(0) == ha1.link.counters().bytesSent());

        double each = (double) (cable.written(0) - bytes) / (ha1.link.counters().sent() - beats);
        Logger.getLogger("figures")
                .info(String.format(
                        "on the terminal: %d bytes for %d beats, %.1f each (the first ones %.1f)",
                        cable.written(0) - bytes, ha1.link.counters().sent() - beats, each, (double) bytes / beats));
        assertTrue(each < 27, "bytes a beat, now and then a full one among them: " + each);
        assertEquals(0, ha2.link.counters().unresolved() + ha2.link.counters().forged());
    }

    @Test
    void shouldHearAPeerThatReboots() throws Exception {
        HeartbeatLink far = open(1, Beats.SHA256);
        Talker ha1 = new Talker(open(0, Beats.SHA256), 0, BOOT);
        ha1.talk(new Talker(far, 1, BOOT + 7), 10);
        far.close();
        // what a machine says on its console while it starts, and half a beat
        cable.inject(0, "\r\nGRUB loading.\r\n[    0.000000] Linux version 6.1.0\r\n".getBytes(US_ASCII));
        byte[] frame = SerialFraming.encode(sealed(Beats.SHA256, Beats.beat(Beats.HA1, BOOT, 1)), 0, 40);
        cable.inject(0, Arrays.copyOf(frame, 20));

        ha1.talk(new Talker(open(1, Beats.SHA256), 1, BOOT + (1L << 32)), 10);
        assertTrue(ha1.link.counters().malformed() > 0);
        assertEquals(0, ha1.link.counters().reopened());
    }

    @Test
    void shouldFollowItsNameToAnotherDevice() throws Exception {
        HeartbeatLink ha1 = open(0, Beats.SHA256);
        Path elsewhere = Files.createDirectory(directory.resolve("other"));
        try (SerialCable other = new SerialCable(elsewhere)) {
            cable.rename(0, other, 0);
            HeartbeatLink ha2 = create(other.end(1));
            deliver(ha1, 0, ha2);
            deliver(ha2, 1, ha1);
            assertTrue(ha1.counters().reopened() > 0);
        }
    }

    private HeartbeatLink create(String device) throws IOException {
        HeartbeatLink link = new LinkFactory(Beats.HA2, Beats.SHA256, LinkThreads.plain())
                .create(List.of(new Medium.Serial(device, 115200, 1)))
                .get(0);
        closeLater(link);
        link.open(() -> {});
        return link;
    }

    @Test
    void shouldSayWhoHasThePortAndOpenItWhenItIsFree() throws Exception {
        Process thief = new ProcessBuilder("flock", "--no-fork", cable.terminal(0), "sleep", "600").start();
        try {
            HeartbeatLink ha1 = closed(0, Beats.SHA256);
            // flock has opened the port, has its lock, and became what it was to start
            soon().until(() -> PortUsers.of(cable.terminal(0)).startsWith("sleep"));
            assertThrows(IOException.class, () -> ha1.open(() -> {}));
            soon().until(() -> ha1.fault().contains("in use by sleep (pid " + thief.pid() + ")"));

            thief.destroyForcibly().waitFor();
            deliver(open(1, Beats.SHA256), 1, ha1);
            soon().until(() -> {
                ha1.send(Beats.beat(Beats.HA1, BOOT, 1));
                return ha1.fault() == null;
            });
        } finally {
            thief.destroyForcibly();
        }
    }

    @Test
    void shouldKeepSeveralLinesApart() throws Exception {
        Path elsewhere = Files.createDirectory(directory.resolve("second"));
        try (SerialCable second = new SerialCable(elsewhere)) {
            List<HeartbeatLink> near = both(Beats.HA1, cable.end(0), second.end(0));
            List<HeartbeatLink> crossed = both(Beats.HA2, second.end(1), cable.end(1));
            for (int i = 1; i <= 3; i++) {
                near.get(0).send(Beats.beat(Beats.HA1, BOOT, i));
                long routed = i;
                soon().until(() -> crossed.get(1).counters().misrouted() == routed);
            }
            assertNull(crossed.get(1).poll());
            crossed.forEach(HeartbeatLink::close);

            List<HeartbeatLink> far = both(Beats.HA2, cable.end(1), second.end(1));
            deliver(near.get(0), 0, far.get(0));
            deliver(near.get(1), 0, far.get(1));
            assertEquals(
                    0, far.get(0).counters().misrouted() + far.get(1).counters().misrouted());
        }
    }

    private List<HeartbeatLink> both(ClusterFacts facts, String first, String second) throws IOException {
        List<HeartbeatLink> links = new LinkFactory(facts, Beats.SHA256, LinkThreads.plain())
                .create(List.of(new Medium.Serial(first, 115200, 1), new Medium.Serial(second, 19200, 2)));
        for (HeartbeatLink link : links) {
            closeLater(link);
            link.open(() -> {});
        }
        return links;
    }
}
