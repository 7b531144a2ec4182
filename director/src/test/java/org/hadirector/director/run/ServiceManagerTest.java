package org.hadirector.director.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.hadirector.director.UnixDatagrams;
import org.hadirector.linux.LinuxException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a service manager receives on its socket, which this test is. */
class ServiceManagerTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path directory;

    private UnixDatagrams systemd;

    @AfterEach
    void close() {
        if (systemd != null) {
            systemd.close();
        }
    }

    private void listen(String name) throws LinuxException {
        systemd = UnixDatagrams.listen(name);
    }

    private String next() {
        return systemd.next();
    }

    @Test
    void shouldTellASocketWithAPath() throws Exception {
        String name = directory.resolve("notify").toString();
        listen(name);
        ServiceManager manager = ServiceManager.of(Map.of("NOTIFY_SOCKET", name), 1);
        manager.ready();
        manager.reloading();
        manager.stopping();
        assertEquals("READY=1", next());
        assertTrue(next().matches("RELOADING=1\nMONOTONIC_USEC=[0-9]+"));
        assertTrue(next().startsWith("STOPPING=1\nSTATUS="));
        assertEquals("", next());
    }

    @Test
    void shouldGiveSignsOfLifeFourTimesPerTimeoutToAnAbstractSocket() throws Exception {
        String name = "@ha-director-test-" + ProcessHandle.current().pid();
        listen(name);
        Map<String, String> environment =
                Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "4000000", "WATCHDOG_PID", "7");
        ServiceManager manager = ServiceManager.of(environment, 7);
        manager.cycle(0, () -> "vip owner; peer ha2 up");
        assertEquals("WATCHDOG=1", next());
        assertEquals("STATUS=vip owner; peer ha2 up", next());
        manager.cycle(SECOND / 2, () -> "not asked for yet");
        assertEquals("", next());
        manager.cycle(SECOND, () -> "vip owner; peer ha2 up");
        assertEquals("WATCHDOG=1", next());
        assertEquals("", next(), "the status is what it was");
        manager.cycle(2 * SECOND, () -> "vip owner; peer ha2 down");
        assertEquals("WATCHDOG=1", next());
        assertEquals("STATUS=vip owner; peer ha2 down", next());
    }

    @Test
    void shouldGiveNoSignsThatNobodyWants() throws Exception {
        String name = directory.resolve("notify").toString();
        listen(name);
        Map<String, String> others = Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "4000000", "WATCHDOG_PID", "8");
        ServiceManager.of(others, 7).cycle(0, () -> "s");
        assertEquals("STATUS=s", next());
        ServiceManager.of(Map.of(), 7).cycle(0, () -> "s");
        assertEquals("", next());
        assertThrows(LinuxException.class, () -> ServiceManager.of(Map.of("NOTIFY_SOCKET", "vsock:2:1"), 7));
    }

    @Test
    void shouldNotMindThatTheServiceManagerIsGone() throws Exception {
        ServiceManager manager = ServiceManager.of(
                Map.of("NOTIFY_SOCKET", directory.resolve("gone").toString(), "WATCHDOG_USEC", "1"), 7);
        manager.ready();
        manager.cycle(0, () -> "s");
    }
}
