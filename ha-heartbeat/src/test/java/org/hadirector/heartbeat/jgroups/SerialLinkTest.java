package org.hadirector.heartbeat.jgroups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.hadirector.heartbeat.config.Medium;
import org.hadirector.heartbeat.link.Beats;
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
}
