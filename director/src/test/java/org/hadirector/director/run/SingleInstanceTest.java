package org.hadirector.director.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresRoot
class SingleInstanceTest {
    @TempDir
    Path directory;

    @Test
    void shouldRefuseASecondDaemonOnTheNode() throws Exception {
        try (TestNetwork network = new TestNetwork()) {
            network.host("node").call(() -> {
                Path first = Files.createDirectory(directory.resolve("first"));
                Path second = Files.createDirectory(directory.resolve("second"));
                SingleInstance alone = SingleInstance.claim(first);
                assertEquals(ProcessHandle.current().pid() + "\n", Files.readString(first.resolve("director.pid")));
                assertThrows(IOException.class, () -> SingleInstance.claim(first), "same runtime directory");
                IOException e = assertThrows(IOException.class, () -> SingleInstance.claim(second));
                assertTrue(e.getMessage().contains("network namespace"), e.getMessage());
                assertFalse(Files.exists(second.resolve("director.pid")), "a refused start leaves nothing");
                assertTrue(Files.exists(first.resolve("director.pid")));
                alone.close();
                assertTrue(Files.exists(first.resolve("director.pid")), "status tells that one ran here");
                SingleInstance.claim(second).forget();
                assertFalse(Files.exists(second.resolve("director.pid")));
                SingleInstance.claim(first).close();
                return null;
            });
        }
    }

    @Test
    void shouldNotMindADaemonInAnotherNamespace() throws Exception {
        try (TestNetwork network = new TestNetwork()) {
            SingleInstance one =
                    network.host("a").call(() -> SingleInstance.claim(Files.createDirectory(directory.resolve("a"))));
            SingleInstance other =
                    network.host("b").call(() -> SingleInstance.claim(Files.createDirectory(directory.resolve("b"))));
            one.close();
            other.close();
        }
    }
}
